import { DomainError } from '../../kernel/errors.ts';
import type { ObservedOutcome } from './customer-outcome.ts';
import type { ColumnSpec, ImportSchema } from './import-schema.ts';
import { type FileRecord, type RowReading, type RowRecord, readRows } from './read-rows.ts';

/** Column of a file of outcomes that holds the day of each. */
const OBSERVED_ON = 'observed_on';
const EARLIEST_DAY = '1970-01-01';

/** A good row of a file of outcomes. */
export interface OutcomeRecord extends ObservedOutcome {
  readonly line: number;
  readonly externalId: string;
}

export interface OutcomeReading extends Omit<RowReading, 'records'> {
  readonly outcomes: readonly OutcomeRecord[];
}

/** What is known where and when a file of outcomes arrives. */
export interface OutcomeSetting {
  /** Ids of the customers of the source who are not erased. */
  readonly knownIds: { has(externalId: string): boolean };
  /** Day (UTC) on which the file arrives. */
  readonly today: string;
}

/**
 * Form of a file of outcomes about customers of `schema`: their id, their outcome coded as that schema codes it and never empty, and the
 * day on which it was observed.
 * @throws {@link DomainError} `outcome_uncoded` when the schema knows no outcome
 */
export function outcomeSchema(schema: ImportSchema): ImportSchema {
  const id = schema.columns.filter(({ role }) => role === 'id');
  const { name, rule } = targetOf(schema);
  const observed: ColumnSpec = { name: OBSERVED_ON, role: 'observed', rule: { kind: 'date', min: EARLIEST_DAY } };
  return { id: `${schema.id} outcomes`, columns: [...id, { name, role: 'target', rule }, observed] };
}

/**
 * The outcomes of a file, and the faults of the rows that are none: cells that are not of the form, ids that stand twice or are of no
 * customer, days to come. A day before the customer was imported is none: what a source knew for long may be told late.
 * @throws {@link DomainError} `outcome_uncoded`
 */
export function readOutcomes(records: readonly FileRecord[], schema: ImportSchema, { knownIds, today }: OutcomeSetting): OutcomeReading {
  const { name } = targetOf(schema);
  const { records: good, ...reading } = readRows(records, outcomeSchema(schema), (row) => {
    if (!knownIds.has(row.externalId))
      return {
        column: 'id',
        code: 'id_unknown',
        detail: 'no customer of this source has this id; who was erased has none any more',
      };
    const day = dayOf(row);
    if (day <= today) return null;
    return { column: OBSERVED_ON, code: 'observed_in_future', detail: `${OBSERVED_ON} is ${day}, and today is ${today} (UTC)` };
  });
  const outcomes = good.map((row) => {
    const { line, externalId, attributes } = row;
    return { line, externalId, value: attributes[name] ?? null, observedOn: dayOf(row) };
  });
  return { ...reading, outcomes };
}

function dayOf({ attributes }: RowRecord): string {
  return String(attributes[OBSERVED_ON]);
}

function targetOf(schema: ImportSchema): ColumnSpec {
  const target = schema.columns.find(({ role }) => role === 'target');
  if (target === undefined)
    throw new DomainError('outcome_uncoded', 'unprocessable', `Customers of the import schema ${schema.id} have no column for an outcome.`);
  return target;
}
