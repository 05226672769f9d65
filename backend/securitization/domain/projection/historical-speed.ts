import { DomainError } from '../../../kernel/errors.ts';

/** A pool at two dates: its factors (balance over original balance) and its contractual terms. */
export interface FactorPair {
  /** Annual gross coupon as a fraction, 0.095 for 9.5 %. */
  readonly annualRate: number;
  /** Remaining term in months when the pool was formed. */
  readonly originalTerm: number;
  readonly remainingStart: number;
  readonly remainingEnd: number;
  readonly factorStart: number;
  readonly factorEnd: number;
}

/** Speeds of the past, as fractions. */
export interface HistoricalSpeed {
  readonly amortisedStart: number;
  readonly amortisedEnd: number;
  /** Factor at the end had nobody prepaid. */
  readonly factorScheduled: number;
  readonly amortisation: number;
  readonly prepayment: number;
  /** Mean monthly speed over the months between. */
  readonly smm: number;
  readonly cpr: number;
}

/** Share of the original balance that a level-pay loan still owes with `remaining` of `term` months to go (BMA SF-4). */
export function amortisedBalance(annualRate: number, term: number, remaining: number): number {
  const r = annualRate / 12;
  if (r === 0) return remaining / term;
  return -Math.expm1(-remaining * Math.log1p(r)) / -Math.expm1(-term * Math.log1p(r));
}

/**
 * SMM and CPR between two factors (BMA SF-7/8).
 *
 * @throws {@link DomainError} `factors_invalid` when the dates or factors are not in order
 */
export function historicalSpeed(pair: FactorPair): HistoricalSpeed {
  const months = monthsBetween(pair);
  const amortisedStart = amortisedBalance(pair.annualRate, pair.originalTerm, pair.remainingStart);
  const amortisedEnd = amortisedBalance(pair.annualRate, pair.originalTerm, pair.remainingEnd);
  const factorScheduled = (pair.factorStart * amortisedEnd) / amortisedStart;
  const survival = pair.factorEnd / factorScheduled;
  return {
    amortisedStart,
    amortisedEnd,
    factorScheduled,
    amortisation: pair.factorStart - factorScheduled,
    prepayment: factorScheduled - pair.factorEnd,
    smm: 1 - survival ** (1 / months),
    cpr: 1 - survival ** (12 / months),
  };
}

/** PSA multiple of a CPR in month `age` of a loan, 1.5 for 150 % (BMA SF-6). */
export function psaOf(cpr: number, age: number): number {
  return cpr / (0.002 * Math.min(30, age));
}

/**
 * The absolute speed that takes a pool from its first factor to its second (BMA SF-14/15): the share of loans left falls in a straight
 * line from the loans' own origination, `ageStart` months before the first factor.
 *
 * @returns share of the original loans a month
 * @throws {@link DomainError} `factors_invalid`
 */
export function historicalAbs(pair: FactorPair & { readonly ageStart: number }): number {
  const { factorScheduled } = historicalSpeed(pair);
  const ageEnd = pair.ageStart + monthsBetween(pair);
  const ratio = pair.factorEnd / factorScheduled;
  return (1 - ratio) / (ageEnd - ratio * pair.ageStart);
}

/** Mean SMM of several pools over one month: one less the ratio of summed actual to summed scheduled balances (BMA SF-8). */
export function pooledSmm(scheduled: readonly number[], actual: readonly number[]): number {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const whole = sum(scheduled);
  if (scheduled.length !== actual.length || !(whole > 0)) {
    throw new DomainError('factors_invalid', 'invalid', 'Each pool has a scheduled and an actual balance, and not all of them are zero.');
  }
  return 1 - sum(actual) / whole;
}

function monthsBetween(pair: FactorPair): number {
  const months = pair.remainingStart - pair.remainingEnd;
  const isOrdered = months > 0 && pair.remainingEnd >= 1 && pair.remainingStart <= pair.originalTerm;
  if (!isOrdered || !(pair.factorStart > 0) || !(pair.factorEnd > 0) || pair.annualRate < 0) {
    throw new DomainError(
      'factors_invalid',
      'invalid',
      'The second date is after the first, both within the term, and both factors are positive.',
    );
  }
  return months;
}
