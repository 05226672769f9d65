/** What a column of a source file is for. */
export type ColumnRole = 'id' | 'feature' | 'protected' | 'target' | 'fold' | 'observed';

export type ColumnRule =
  | { readonly kind: 'text'; readonly maxLength: number }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'category'; readonly levels: readonly string[] }
  /** A day such as 2026-11-23, from `min` on. */
  | { readonly kind: 'date'; readonly min: string };

export interface ColumnSpec {
  readonly name: string;
  readonly role: ColumnRole;
  readonly rule: ColumnRule;
  /** An optional column may be absent from the file. */
  readonly optional?: true;
  /** An empty cell is a missing value and no fault. */
  readonly nullable?: true;
}

/** The form of one kind of source file. */
export interface ImportSchema {
  readonly id: string;
  readonly columns: readonly ColumnSpec[];
}

function category(name: string, prefix: string, ...codes: readonly string[]): ColumnSpec {
  return { name, role: 'feature', rule: { kind: 'category', levels: codes.map((code) => prefix + code) } };
}

function integer(name: string, min: number, max: number): ColumnSpec {
  return { name, role: 'feature', rule: { kind: 'integer', min, max } };
}

/**
 * Statlog German credit data with its UCI codes. Sex and foreign-worker status are protected: they are
 * kept for the fairness report and stay out of decision models.
 */
export const GERMAN_CREDIT: ImportSchema = {
  id: 'german-credit',
  columns: [
    { name: 'id', role: 'id', rule: { kind: 'text', maxLength: 64 } },
    category('checking', 'A1', '1', '2', '3', '4'),
    integer('duration', 1, 600),
    category('history', 'A3', '0', '1', '2', '3', '4'),
    category('purpose', 'A4', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10'),
    integer('amount', 1, 100_000_000),
    category('savings', 'A6', '1', '2', '3', '4', '5'),
    category('employment', 'A7', '1', '2', '3', '4', '5'),
    integer('installment_rate', 0, 100),
    { ...category('status_sex', 'A9', '1', '2', '3', '4', '5'), role: 'protected' },
    category('other_debtors', 'A10', '1', '2', '3'),
    integer('residence', 0, 100),
    category('property', 'A12', '1', '2', '3', '4'),
    integer('age', 18, 120),
    category('other_plans', 'A14', '1', '2', '3'),
    category('housing', 'A15', '1', '2', '3'),
    integer('existing_credits', 0, 1000),
    category('job', 'A17', '1', '2', '3', '4'),
    integer('liable', 0, 100),
    category('telephone', 'A19', '1', '2'),
    { ...category('foreign', 'A20', '1', '2'), role: 'protected' },
    { name: 'bad', role: 'target', rule: { kind: 'integer', min: 0, max: 1 }, optional: true, nullable: true },
    { name: 'fold', role: 'fold', rule: { kind: 'integer', min: 0, max: 99 }, optional: true },
  ],
};

export const IMPORT_SCHEMAS: readonly ImportSchema[] = [GERMAN_CREDIT];
