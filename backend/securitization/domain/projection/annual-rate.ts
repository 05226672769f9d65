import { DomainError } from '../../../kernel/errors.ts';
import { divideHalfUp, WAD } from '../integer-division.ts';

/**
 * The monthly speed of an annual one, `1 - (1 - annual)^(1/12)`: SMM of a CPR, MDR of a CDR (BMA SF-5 and SF-17).
 *
 * @param annual - share a year, wad, 0 to 1e18
 * @returns share a month, wad, rounded half up; found by an integer root, so no float decides a digit
 * @throws {@link DomainError} `speed_out_of_range`
 */
export function monthlyOfAnnual(annual: bigint): bigint {
  return speedOfFraction(annual, 1, 12);
}

/**
 * The speed over `days` of an annual one, `1 - (1 - annual)^(days/365)`.
 *
 * @param annual - share a year, wad
 * @param days - days of the period, 1 to 3660
 * @throws {@link DomainError} `speed_out_of_range`
 */
export function daysOfAnnual(annual: bigint, days: number): bigint {
  if (!Number.isInteger(days) || days < 1 || days > 3660) {
    throw new DomainError('speed_out_of_range', 'invalid', 'A period of a speed has 1 to 3660 days.');
  }
  return speedOfFraction(annual, days, 365);
}

/** The annual speed of a monthly one, `1 - (1 - monthly)^12`, wad, rounded half up. */
export function annualOfMonthly(monthly: bigint): bigint {
  requireShare(monthly);
  const survival = WAD - monthly;
  return WAD - divideHalfUp(survival ** 12n, WAD ** 11n);
}

function speedOfFraction(annual: bigint, numerator: number, denominator: number): bigint {
  requireShare(annual);
  return WAD - nearestRoot(WAD - annual, BigInt(numerator), BigInt(denominator));
}

/**
 * The whole number nearest to `1e18 * (survival / 1e18)^(n/d)`. A tie cannot occur: half of an odd number to the power d has
 * 2^d below the line, while the radicand is whole once both sides are multiplied out.
 */
function nearestRoot(survival: bigint, n: bigint, d: bigint): bigint {
  if (survival === 0n || survival === WAD) return survival;
  const target = survival ** n;
  // y^d * 1e18^n <= survival^n * 1e18^d, with y counted in halves to find the nearest.
  const isAtMost = (halves: bigint) => halves ** d * WAD ** n <= target * WAD ** d * 2n ** d;
  const guess = BigInt(Math.round((Number(survival) / 1e18) ** (Number(n) / Number(d)) * 1e18));
  let low = guess > 4096n ? guess - 4096n : 0n;
  while (low > 0n && !isAtMost(2n * low)) low = low > 65536n ? low - 65536n : 0n;
  let high = guess + 4096n;
  while (isAtMost(2n * high)) high += 65536n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (isAtMost(2n * middle)) low = middle;
    else high = middle;
  }
  return isAtMost(2n * low + 1n) ? low + 1n : low;
}

function requireShare(value: bigint): void {
  if (value < 0n || value > WAD) throw new DomainError('speed_out_of_range', 'invalid', 'A speed is a share from 0 to 1.');
}
