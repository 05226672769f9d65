import { DomainError } from '../../kernel/errors.ts';
import { type CellValue, type Column, categoricalColumn, numericColumn } from './columns.ts';
import type { ColumnSpec, ImportSchema } from './import-schema.ts';

export interface CustomerAttributes {
  readonly id: string;
  readonly externalId: string;
  readonly attributes: Readonly<Record<string, CellValue>>;
}

/** Columns of the features, the outcome and the folds of `customers`, row by row in their order. */
export interface DatasetColumns {
  readonly columns: readonly Column[];
  readonly target: Uint8Array;
  readonly folds: Uint8Array | null;
}

export interface DatasetOptions {
  /** Also give the protected attributes, for a fairness report and never for a model. */
  readonly withProtected: boolean;
  /** Without outcomes `target` is empty; new applicants have none yet. */
  readonly withOutcomes: boolean;
}

/**
 * Turns customers into typed columns.
 * @throws {@link DomainError} `dataset_target_missing` when outcomes are wanted and a customer has none
 */
export function makeDataset(customers: readonly CustomerAttributes[], schema: ImportSchema, options: DatasetOptions): DatasetColumns {
  const { withProtected, withOutcomes } = options;
  const wanted = schema.columns.filter(({ role }) => role === 'feature' || (withProtected && role === 'protected'));
  const fold = schema.columns.find(({ role }) => role === 'fold');
  const folds =
    fold === undefined ? [] : customers.map(({ attributes }) => attributes[fold.name]).filter((cell) => typeof cell === 'number');
  return {
    columns: wanted.map((spec) => makeColumn(spec, customers)),
    target: withOutcomes ? readOutcomes(customers, schema) : new Uint8Array(0),
    folds: customers.length > 0 && folds.length === customers.length ? Uint8Array.from(folds) : null,
  };
}

/** Whether the customer turned out bad (1) or good (0); null while it is not known. */
export function outcomeOf({ attributes }: Pick<CustomerAttributes, 'attributes'>, schema: ImportSchema): 0 | 1 | null {
  const target = schema.columns.find(({ role }) => role === 'target');
  const outcome = target === undefined ? null : attributes[target.name];
  return outcome === 0 || outcome === 1 ? outcome : null;
}

function readOutcomes(customers: readonly CustomerAttributes[], schema: ImportSchema): Uint8Array {
  const outcomes = customers.map((customer) => outcomeOf(customer, schema));
  if (!outcomes.every((outcome) => outcome !== null)) throw targetMissing(schema.id);
  return Uint8Array.from(outcomes);
}

function targetMissing(schemaId: string): DomainError {
  return new DomainError('dataset_target_missing', 'unprocessable', `Not every customer of ${schemaId} has a known outcome of 0 or 1.`);
}

function makeColumn(spec: ColumnSpec, customers: readonly CustomerAttributes[]): Column {
  const cells = customers.map(({ attributes }) => attributes[spec.name] ?? null);
  if (spec.rule.kind === 'integer' || spec.rule.kind === 'number') {
    return numericColumn(
      spec.name,
      cells.map((cell) => (typeof cell === 'number' ? cell : null)),
    );
  }
  return categoricalColumn(
    spec.name,
    cells.map((cell) => (cell === null ? null : String(cell))),
  );
}
