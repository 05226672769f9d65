export interface BackOff {
  /** Wait after the first failure, ms. */
  readonly firstMs: number;
  readonly factor: number;
  readonly longestMs: number;
  /** Attempts in all; then the delivery is given up. */
  readonly attempts: number;
}

/** At most a day and a half in all: 5 s, 20 s, 80 s ... up to 8 hours. */
export const STANDARD_BACK_OFF: BackOff = { firstMs: 5_000, factor: 4, longestMs: 8 * 3_600_000, attempts: 12 };

/**
 * Wait before the next attempt, ms; null when there is none. Half of it is random, so that what failed together does
 * not come back together.
 * @param failed - attempts so far, at least 1
 * @param random - from 0 up to 1
 */
export function nextDelay({ firstMs, factor, longestMs, attempts }: BackOff, failed: number, random: number): number | null {
  if (failed >= attempts) return null;
  const full = Math.min(longestMs, firstMs * factor ** (failed - 1));
  return Math.round(full / 2 + (full / 2) * random);
}
