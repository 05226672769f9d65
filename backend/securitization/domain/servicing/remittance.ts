import type { Hash32 } from '../../../kernel/hex.ts';
import { bucketOf, BUCKETS } from '../loans/delinquency.ts';
import type { Loan } from '../pool/loan.ts';

/** What one loan brought in a period. Amounts are minor units. */
export interface RemittanceRow {
  readonly key: Hash32;
  readonly interest: bigint;
  readonly principal: bigint;
  /** Cash recovered on a loan that had defaulted, in this period or before. */
  readonly recovery: bigint;
  /** Principal that defaulted in this period; the loan is then no longer in the performing pool. */
  readonly defaulted: bigint;
  /** Performing balance at the end. */
  readonly end: bigint;
  readonly daysPastDue: number;
}

/** What is wrong with the rows of a period. */
export interface RemittanceFault {
  /** Number of the row from 0; null for a loan that has none. */
  readonly row: number | null;
  readonly field: keyof RemittanceRow;
  readonly code: string;
  readonly detail: string;
}

/** What the rows of a period add up to, as the servicer reports it. */
export interface PeriodFigures {
  readonly interest: bigint;
  readonly principal: bigint;
  readonly recoveries: bigint;
  readonly defaults: bigint;
  readonly poolEnd: bigint;
  /** Balance late in the buckets M1 to M6; what is later counts as M6. */
  readonly late: readonly bigint[];
  /** Loans with a balance. */
  readonly loanCount: number;
}

export interface Remittance {
  readonly figures: PeriodFigures;
  /** The loans as they stand at the end, in the order of the tape. */
  readonly loans: readonly Loan[];
}

/** Late by 30 days and more: what the waterfall calls delinquent, the buckets from M2 on. */
export function delinquentOf({ late }: Pick<PeriodFigures, 'late'>): bigint {
  return late.slice(1).reduce((sum, amount) => sum + amount, 0n);
}

/**
 * Adds up a period. Each loan with a balance, or with cash, has one row, and each row must follow from the balance before:
 * `before = end + principal + defaulted`.
 * @param told - loans whose rows were found faulty before, so that they are not said to be missing
 * @returns the sums with the loans as they then stand, or every fault
 */
export function foldRemittance(
  before: readonly Loan[],
  rows: readonly RemittanceRow[],
  told: ReadonlySet<Hash32> = new Set(),
): Remittance | { readonly faults: readonly RemittanceFault[] } {
  const rowOf = new Map<Hash32, RemittanceRow>();
  const faults: RemittanceFault[] = [];
  const known = new Map(before.map((loan) => [loan.key, loan]));
  for (const [place, row] of rows.entries()) {
    const loan = known.get(row.key);
    if (loan === undefined) faults.push({ row: place, field: 'key', code: 'loan_unknown', detail: 'is no loan of this pool' });
    else if (rowOf.has(row.key)) faults.push({ row: place, field: 'key', code: 'loan_duplicate', detail: 'has a row already' });
    else {
      rowOf.set(row.key, row);
      faults.push(...faultsOf(loan, row, place));
    }
  }
  for (const { balanceMinor, key, loanId } of before) {
    if (balanceMinor > 0n && !rowOf.has(key) && !told.has(key)) {
      faults.push({ row: null, field: 'key', code: 'loan_missing', detail: `the loan ${loanId} has a balance and no row` });
    }
  }
  if (faults.length > 0) return { faults };
  const loans = before.map((loan): Loan => {
    const row = rowOf.get(loan.key);
    return row === undefined ? loan : { ...loan, balanceMinor: row.end, daysPastDue: row.end === 0n ? 0 : row.daysPastDue };
  });
  return { figures: figuresOf(rows, loans), loans };
}

function faultsOf(loan: Loan, row: RemittanceRow, place: number): RemittanceFault[] {
  const faults: RemittanceFault[] = [];
  const say = (field: keyof RemittanceRow, code: string, detail: string) => faults.push({ row: place, field, code, detail });
  for (const field of ['interest', 'principal', 'recovery', 'defaulted', 'end'] as const) {
    if (row[field] < 0n) say(field, 'negative', 'is negative');
  }
  if (!Number.isInteger(row.daysPastDue) || row.daysPastDue < 0) say('daysPastDue', 'invalid', 'is a whole number of days');
  const after = row.end + row.principal + row.defaulted;
  if (after !== loan.balanceMinor) {
    say('end', 'balance_differs', `with principal and default makes ${after}, but the loan stood at ${loan.balanceMinor}`);
  }
  if (row.defaulted > 0n && row.end > 0n) say('end', 'default_with_balance', 'is not 0, though the loan defaulted');
  return faults;
}

function figuresOf(rows: readonly RemittanceRow[], loans: readonly Loan[]): PeriodFigures {
  const sum = (field: 'interest' | 'principal' | 'recovery' | 'defaulted') => rows.reduce((total, row) => total + row[field], 0n);
  const late = Array.from({ length: 6 }, () => 0n);
  let [poolEnd, loanCount] = [0n, 0];
  for (const { balanceMinor, daysPastDue } of loans) {
    if (balanceMinor === 0n) continue;
    poolEnd += balanceMinor;
    loanCount += 1;
    const bucket = Math.min(BUCKETS.indexOf(bucketOf(daysPastDue, 'thirty')), late.length) - 1;
    if (bucket >= 0) late[bucket] = (late[bucket] ?? 0n) + balanceMinor;
  }
  return {
    interest: sum('interest'),
    principal: sum('principal'),
    recoveries: sum('recovery'),
    defaults: sum('defaulted'),
    poolEnd,
    late,
    loanCount,
  };
}
