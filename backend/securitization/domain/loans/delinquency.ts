import { WAD } from '../integer-division.ts';

/** Delinquency buckets in order of lateness; `M0` is current and `default` absorbs. */
export const BUCKETS = ['M0', 'M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'default'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** `thirty`: M1 is 1 to 29 days and M6 150 to 179 (ESMA bands); `month`: M1 is 1 to 30 days and M6 151 to 180. */
export type BucketBands = 'thirty' | 'month';

/** Bucket of a loan whose oldest unpaid instalment is `daysLate` days past due. */
export function bucketOf(daysLate: number, bands: BucketBands): Bucket {
  if (daysLate <= 0) return 'M0';
  const steps = bands === 'thirty' ? Math.floor(daysLate / 30) + 1 : Math.ceil(daysLate / 30);
  return BUCKETS[Math.min(steps, BUCKETS.length - 1)] as Bucket;
}

/** The five categories of bank supervision, best first. */
export const CATEGORIES = ['normal', 'special-mention', 'substandard', 'doubtful', 'loss'] as const;
export type Category = (typeof CATEGORIES)[number];

/** What a classification rests on. */
export interface CategoryFacts {
  readonly daysLate: number;
  /** Whether the loan is credit-impaired. */
  readonly isImpaired: boolean;
  /** Expected loss over carrying amount, wad; counts only when impaired. */
  readonly expectedLoss: bigint;
}

/**
 * The worst category that any rule asks for: by lateness (any day, over 90, over 270, over 360 days) and, when impaired, by expected
 * loss (any, at least half, at least nine tenths). Follows the thresholds of the 2023 Measures for the Risk Classification of Financial
 * Assets of Commercial Banks (China).
 */
export function categoryOf({ daysLate, isImpaired, expectedLoss }: CategoryFacts): Category {
  const byDays = [0, 90, 270, 360].filter((limit) => daysLate > limit).length;
  let byLoss = 0;
  if (isImpaired) byLoss = expectedLoss * 10n >= 9n * WAD ? 4 : expectedLoss * 2n >= WAD ? 3 : 2;
  return CATEGORIES[Math.max(byDays, byLoss)] as Category;
}
