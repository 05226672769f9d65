import { BUCKETS, bucketOf, CATEGORIES, type Category, categoryOf } from '../loans/delinquency.ts';
import { estimateRolls, type RollEstimate, type RollObservation } from '../loans/roll-matrix.ts';
import { type BookedLoan, type NumberedLoan, standAfter } from './period-book.ts';

const stateOf = (daysPastDue: number) => BUCKETS.indexOf(bucketOf(daysPastDue, 'month'));
const DEFAULTED = BUCKETS.indexOf('default');

/**
 * How loans rolled from bucket to bucket, over consecutive periods from the cut-off on: each loan with a balance is one observation a
 * period, of its bucket at both ends. One that defaulted went to the last bucket, one without a balance left.
 *
 * @param periods - lines of closed periods, the first period first
 */
export function rollHistory(loans: readonly NumberedLoan[], periods: readonly (readonly BookedLoan[])[]): RollEstimate {
  const observations: RollObservation[] = [];
  let before = new Map(loans.map(({ number, loan }) => [number, { balance: loan.balanceMinor, daysPastDue: loan.daysPastDue }]));
  for (const lines of periods) {
    const after = new Map(before);
    for (const { number, defaulted, end, daysPastDue } of lines) {
      const held = before.get(number);
      if (held === undefined) continue;
      after.set(number, { balance: end, daysPastDue });
      if (held.balance === 0n) continue;
      const to = defaulted > 0n ? DEFAULTED : end === 0n ? undefined : stateOf(daysPastDue);
      observations.push({ from: stateOf(held.daysPastDue), to, balance: held.balance });
    }
    before = after;
  }
  return estimateRolls(observations, BUCKETS.length);
}

export interface CategoryShare {
  readonly category: Category;
  readonly loans: number;
  readonly balanceMinor: bigint;
}

/** The loans with a balance by the five categories of bank supervision, by lateness alone: nobody has judged their impairment. */
export function classifyLoans(loans: readonly NumberedLoan[], lines: readonly string[]): CategoryShare[] {
  const standing = standAfter(loans, lines).filter(({ loan }) => loan.balanceMinor > 0n);
  return CATEGORIES.map((category) => {
    const own = standing.filter(({ loan }) => categoryOf({ daysLate: loan.daysPastDue, isImpaired: false, expectedLoss: 0n }) === category);
    return { category, loans: own.length, balanceMinor: own.reduce((sum, { loan }) => sum + loan.balanceMinor, 0n) };
  });
}
