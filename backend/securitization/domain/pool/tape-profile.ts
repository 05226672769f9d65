/** Fields of a loan row that a profile fills, in the order in which they are read: one may be made from those before it. */
export const TAPE_FIELDS = [
  'loanId',
  'register',
  'obligor',
  'originator',
  'product',
  'currency',
  'original',
  'balance',
  'termMonths',
  'remainingMonths',
  'score',
  'grade',
  'pd',
  'lgd',
  'rate',
  'origination',
  'maturity',
  'payment',
  'daysPastDue',
  'region',
  'industry',
  'guaranteed',
  'credential',
  'outcome',
  'outcomeDay',
  'chargedOff',
] as const;
export type TapeField = (typeof TAPE_FIELDS)[number];

/** Where the text of a field comes from. */
export type FieldSource =
  | {
      readonly kind: 'column';
      readonly column: string;
      /** Taken when the cell is empty; the row is flagged `<field>_substituted`. */
      readonly orElse?: string;
      /** The column may be missing from the file. */
      readonly optional?: boolean;
      /** Code in the file to value of the field. */
      readonly codes?: Readonly<Record<string, string>>;
      /** The cell is in parts per hundred. */
      readonly percent?: boolean;
    }
  | { readonly kind: 'constant'; readonly value: string }
  /** The row's place among the rows of the file, from 1, in a file that does not number them. */
  | { readonly kind: 'row-number' }
  /** The value of another field, which stands before this one in the order of the fields. */
  | { readonly kind: 'field'; readonly field: TapeField }
  /** One column divided by another, rounded half up to 18 decimals. */
  | { readonly kind: 'ratio'; readonly part: string; readonly whole: string }
  /** Origination and term give the maturity. */
  | { readonly kind: 'after-term' }
  /** One value for terms below a number of months, another for the others. */
  | { readonly kind: 'by-term'; readonly below: number; readonly value: string; readonly otherwise: string }
  /** The house's price of PD and LGD. */
  | { readonly kind: 'priced' };

/** How the columns of a tape become loan rows. */
export interface TapeProfile {
  readonly id: string;
  readonly title: string;
  readonly fields: Readonly<Partial<Record<TapeField, FieldSource>>>;
  /** Columns beyond the mapped ones are passed over; otherwise they are faults. */
  readonly ignoreOthers: boolean;
}

/** What must have a source; the other fields are empty without one. */
export const NEEDED_FIELDS: readonly TapeField[] = [
  'loanId',
  'obligor',
  'originator',
  'product',
  'currency',
  'original',
  'balance',
  'rate',
  'termMonths',
  'remainingMonths',
  'origination',
  'maturity',
  'payment',
];

/** Columns that a source reads. */
export function columnsOf(source: FieldSource): readonly string[] {
  if (source.kind === 'column') return source.orElse === undefined ? [source.column] : [source.column, source.orElse];
  return source.kind === 'ratio' ? [source.part, source.whole] : [];
}
