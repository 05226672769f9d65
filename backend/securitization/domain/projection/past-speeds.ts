import { divideHalfUp, WAD } from '../integer-division.ts';

/** One closed period: the pool before it, and what defaulted and came back in it. */
export interface PastPeriod {
  readonly pool: bigint;
  readonly defaults: bigint;
  readonly recoveries: bigint;
}

/** What the reports of a deal show so far, wad. */
export interface PastSpeeds {
  /** Annual default rate: `1 - (1 - d)^12` with d the mean share of the pool that defaulted a month. */
  readonly cdr: bigint;
  /** Recoveries over defaults; null without a default. */
  readonly recovery: bigint | null;
}

/** Speeds of closed periods of `months` each; null while there was no pool. */
export function pastSpeeds(periods: readonly PastPeriod[], months: number): PastSpeeds | null {
  const sum = (of: (period: PastPeriod) => bigint) => periods.reduce((total, period) => total + of(period), 0n);
  const exposure = sum(({ pool }) => pool) * BigInt(months);
  if (exposure === 0n) return null;
  const defaults = sum((period) => period.defaults);
  const survival = WAD - divideHalfUp(defaults * WAD, exposure);
  let year = WAD;
  for (let month = 0; month < 12; month++) year = divideHalfUp(year * survival, WAD);
  return {
    cdr: WAD - year,
    recovery: defaults === 0n ? null : divideHalfUp(sum(({ recoveries }) => recoveries) * WAD, defaults),
  };
}
