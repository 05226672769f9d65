import { DomainError } from '../../../kernel/errors.ts';
import { monthlyOfAnnual } from './annual-rate.ts';
import { divideHalfUp, WAD } from '../integer-division.ts';

/** Ages beyond this have the speed of this age. */
const AGE_MAX = 600;
const PSA_RAMP = 30;
const SDA_END = 120;

/**
 * How fast loans prepay or default; rates are wads. A vector holds one entry a month and its last entry goes on for ever.
 * `cpr` and `cdr` are annual, `monthly` is SMM or MDR itself, `abs` is the absolute speed of consumer and auto loans (share of the
 * original loans a month), `psa` and `sda` are multiples of the mortgage standards, 1e18 for 100 %.
 */
export type Speed =
  | { readonly kind: 'cpr' | 'cdr' | 'monthly'; readonly vector: readonly bigint[] }
  | { readonly kind: 'abs'; readonly share: bigint }
  | { readonly kind: 'psa' | 'sda'; readonly multiple: bigint };

/** Monthly speeds in wad, by month of the projection or by age of the loan; entry 0 is month or age 1, the last one goes on. */
export interface SpeedCurve {
  readonly basis: 'month' | 'age';
  readonly wad: readonly bigint[];
}

/**
 * The monthly speeds of `speed`, each rounded half up once (BMA SF-5 CPR, SF-6 PSA, SF-13 ABS, SF-21 SDA).
 *
 * @throws {@link DomainError} `speed_out_of_range` for an empty vector or a share outside 0 to 1
 */
export function speedCurve(speed: Speed): SpeedCurve {
  switch (speed.kind) {
    case 'cpr':
    case 'cdr':
      return { basis: 'month', wad: nonEmpty(speed.vector).map(monthlyOfAnnual) };
    case 'monthly':
      return { basis: 'month', wad: nonEmpty(speed.vector).map(requireShare) };
    case 'abs':
      return { basis: 'age', wad: absCurve(requireShare(speed.share)) };
    case 'psa':
      return { basis: 'age', wad: ages(PSA_RAMP).map((age) => monthlyOfAnnual(psaAnnual(speed.multiple, age))) };
    case 'sda':
      return { basis: 'age', wad: ages(SDA_END).map((age) => monthlyOfAnnual(sdaAnnual(speed.multiple, age))) };
  }
}

/** The speed in force in month `month` of the projection for a loan that is then `age` months old, both from 1. */
export function speedAt(curve: SpeedCurve, month: number, age: number): bigint {
  const at = (curve.basis === 'month' ? month : age) - 1;
  return curve.wad[Math.min(Math.max(at, 0), curve.wad.length - 1)] ?? 0n;
}

/**
 * The same speed `multiple` times as fast, capped at certainty; the rate that is scaled is the one it is quoted in (annual for CDR).
 *
 * @param multiple - wad, at least 0
 */
export function scaledSpeed(speed: Speed, multiple: bigint): Speed {
  if (multiple < 0n) throw new DomainError('speed_out_of_range', 'invalid', 'A multiple of a speed is not negative.');
  const scale = (value: bigint) => {
    const scaled = divideHalfUp(value * multiple, WAD);
    return scaled > WAD ? WAD : scaled;
  };
  switch (speed.kind) {
    case 'cpr':
    case 'cdr':
    case 'monthly':
      return { kind: speed.kind, vector: speed.vector.map(scale) };
    case 'abs':
      return { kind: 'abs', share: scale(speed.share) };
    case 'psa':
    case 'sda':
      return { kind: speed.kind, multiple: divideHalfUp(speed.multiple * multiple, WAD) };
  }
}

/** SMM of the absolute speed `share` for a loan of `age` months: `share / (1 - share (age - 1))`, certainty once all loans are gone. */
export function absSmm(share: bigint, age: number): bigint {
  const left = WAD - share * BigInt(age - 1);
  return left <= share ? (share === 0n ? 0n : WAD) : divideHalfUp(share * WAD, left);
}

function absCurve(share: bigint): bigint[] {
  return ages(AGE_MAX).map((age) => absSmm(share, age));
}

/** CPR of a PSA multiple: 0.2 % a month of age up to month 30. */
function psaAnnual(multiple: bigint, age: number): bigint {
  const annual = divideHalfUp(requireMultiple(multiple) * 2n * BigInt(Math.min(age, PSA_RAMP)), 1000n);
  return annual > WAD ? WAD : annual;
}

/** CDR of an SDA multiple: 0.02 % a month of age to 0.60 % at 30, flat to 60, falling to 0.03 % at 120, then flat. */
function sdaAnnual(multiple: bigint, age: number): bigint {
  let tenThousandths = 3_000n;
  if (age <= 30) tenThousandths = 200n * BigInt(age) * 10n;
  else if (age <= 60) tenThousandths = 60_000n;
  else if (age < SDA_END) tenThousandths = 60_000n - 950n * BigInt(age - 60);
  const annual = divideHalfUp(requireMultiple(multiple) * tenThousandths, 10_000_000n);
  return annual > WAD ? WAD : annual;
}

function ages(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

function nonEmpty(vector: readonly bigint[]): readonly bigint[] {
  if (vector.length === 0) throw new DomainError('speed_out_of_range', 'invalid', 'A vector of speeds has at least one entry.');
  return vector;
}

function requireShare(value: bigint): bigint {
  if (value < 0n || value > WAD) throw new DomainError('speed_out_of_range', 'invalid', 'A speed is a share from 0 to 1.');
  return value;
}

function requireMultiple(value: bigint): bigint {
  if (value < 0n) throw new DomainError('speed_out_of_range', 'invalid', 'A multiple of a speed is not negative.');
  return value;
}
