import type { CellValue } from './columns.ts';
import type { ImportSchema } from './import-schema.ts';
import { outcomeOf } from './make-dataset.ts';

/** How a customer turned out, as a source told it after the customer was imported. */
export interface ObservedOutcome {
  /** Coded as the import schema of the source codes it. */
  readonly value: CellValue;
  /** 2026-11-23 */
  readonly observedOn: string;
}

/** An outcome with the moment at which we were told. */
export interface ToldOutcome extends ObservedOutcome {
  readonly createdAt: Date;
}

/** The outcome of a customer that counts. */
export interface KnownOutcome {
  /** 1 for bad. */
  readonly bad: 0 | 1;
  /** Null when the customer was imported with an outcome, be it corrected later or not. */
  readonly observedOn: string | null;
  /** Since when some outcome of the customer is known here. */
  readonly since: Date;
}

/**
 * The outcome that counts: the one observed last, and of one day the one that came last. So a correction supersedes what it corrects,
 * and a file that comes late supersedes nothing that was observed after it.
 * @param history - in the order in which they came
 */
export function newestOutcome<T extends ObservedOutcome>(history: readonly T[]): T | null {
  return history.reduce<T | null>((newest, next) => (newest === null || next.observedOn >= newest.observedOn ? next : newest), null);
}

/** The attributes of a customer with the outcome that counts in the place of the imported one. */
export function withOutcome(
  attributes: Readonly<Record<string, CellValue>>,
  schema: ImportSchema,
  outcome: ObservedOutcome | null,
): Readonly<Record<string, CellValue>> {
  const target = schema.columns.find(({ role }) => role === 'target');
  return outcome === null || target === undefined ? attributes : { ...attributes, [target.name]: outcome.value };
}

/** The outcome of a customer that counts, or null while none is known. An outcome told later counts before the imported one. */
export function knownOutcome(
  customer: { readonly attributes: Readonly<Record<string, CellValue>>; readonly createdAt: Date },
  schema: ImportSchema,
  history: readonly ToldOutcome[],
): KnownOutcome | null {
  const newest = newestOutcome(history);
  const bad = outcomeOf({ attributes: withOutcome(customer.attributes, schema, newest) }, schema);
  if (bad === null) return null;
  const [first] = history;
  if (newest === null || first === undefined || outcomeOf(customer, schema) !== null)
    return { bad, observedOn: null, since: customer.createdAt };
  return { bad, observedOn: newest.observedOn, since: first.createdAt };
}
