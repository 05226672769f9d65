import { readDecimal, readRate } from '../../../../backend/securitization/domain/deal/decimal-text.ts';
import { WAD } from '../../../../backend/securitization/domain/integer-division.ts';
import type { DealAssumptions } from '../../../../backend/securitization/domain/analytics/deal-assumptions.ts';

/** How a pool is thought to behave; rates in per cent as people write them. */
export interface Behaviour {
  readonly cpr: string;
  readonly cdr: string;
  readonly recovery: string;
  readonly lag: string;
  readonly index: string;
  /** How many times as fast defaults come under stress. */
  readonly stress: string;
}

/** A pool that is not there yet: one line of level-pay loans, and how it behaves. */
export interface Supposed extends Behaviour {
  readonly rate: string;
  readonly months: string;
}

export const SUPPOSED: Supposed = { rate: '9', months: '54', cpr: '8', cdr: '2', recovery: '40', lag: '6', index: '3', stress: '3' };

export const percent = (text: string): bigint | null => readRate(`${text.trim()}%`);

/** Per cent of a wad with two decimals, as people write it. */
export const percentText = (wad: string): string => String(Number((BigInt(wad) * 10_000n) / WAD) / 100);

/** Assumptions of a deal that pays every `monthsPerPeriod`; null while an entry is no number. */
export function assumptionsOf({ cpr, cdr, recovery, lag, index }: Behaviour, monthsPerPeriod: number): DealAssumptions | null {
  const [prepay, fail, back, level] = [cpr, cdr, recovery, index].map(percent);
  const months = Number(lag);
  if (prepay == null || fail == null || back == null || level == null || !Number.isInteger(months)) return null;
  return {
    order: 'bma',
    prepay: { kind: 'cpr', vector: [prepay] },
    default: { kind: 'cdr', vector: [fail] },
    recoveryRate: back,
    recoveryLag: months,
    index: [level],
    delinquentShare: 0n,
    isCalled: false,
    monthsPerPeriod,
  };
}

/** The same with defaults `times` as fast, at most all of them. */
export function timesFaster(assumptions: DealAssumptions, times: string): DealAssumptions {
  const speed = assumptions.default;
  if (speed.kind !== 'cdr') return assumptions;
  const multiple = readDecimal(times.trim(), 2) ?? 100n;
  const vector = speed.vector.map((rate) => (rate * multiple) / 100n).map((rate) => (rate > WAD ? WAD : rate));
  return { ...assumptions, default: { kind: 'cdr', vector } };
}
