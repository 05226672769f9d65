import { DomainError } from '../../../kernel/errors.ts';
import type { Amortisation } from './amortisation-share.ts';

/** Kinds in the order of their code in `LoanColumns`. */
export const AMORTISATIONS: readonly Amortisation[] = ['level', 'linear', 'bullet', 'flat-fee'];

/** A tape as columns, one entry a loan. */
export interface LoanColumns {
  /** Outstanding principal, whole minor units below 2^53. */
  readonly balance: Float64Array;
  /** Annual rate as a fraction. */
  readonly annualRate: Float64Array;
  readonly remaining: Uint16Array;
  readonly age: Uint16Array;
  /** Place in `AMORTISATIONS`. */
  readonly kind: Uint8Array;
}

/** Totals of each month, whole minor units; entry 0 is month 1. */
export interface PoolColumns {
  /** Doubles rounded to whole units at each posting: a posting can differ by one unit from the exact one near a half. */
  readonly method: 'rounded-double';
  readonly begin: Float64Array;
  readonly defaults: Float64Array;
  readonly interest: Float64Array;
  readonly scheduled: Float64Array;
  readonly prepaid: Float64Array;
  readonly recoveries: Float64Array;
  readonly losses: Float64Array;
  readonly end: Float64Array;
}

/** @throws {@link DomainError} `projection_input_invalid` when the columns differ in length or hold what no loan has */
export function requireColumns(loans: LoanColumns): void {
  const count = loans.balance.length;
  const lengths = [loans.annualRate, loans.remaining, loans.age, loans.kind].map((column) => column.length);
  if (lengths.some((length) => length !== count)) {
    throw new DomainError('projection_input_invalid', 'invalid', 'The columns of the tape differ in length.');
  }
  for (let at = 0; at < count; at++) {
    const [balance, rate] = [loans.balance[at] ?? 0, loans.annualRate[at] ?? 0];
    const isGood = Number.isSafeInteger(balance) && balance >= 0 && rate >= 0 && rate <= 10;
    if (!isGood || (loans.kind[at] ?? 0) >= AMORTISATIONS.length || (loans.remaining[at] ?? 0) < 1) {
      throw new DomainError(
        'projection_input_invalid',
        'invalid',
        'A loan has a whole balance, a rate, a remaining term and a known kind.',
        {
          params: { loan: at },
        },
      );
    }
  }
}
