import { chiSquareUpperTail } from '../distributions.ts';
import { populationStability } from '../metrics.ts';

/** From 0.1 on a shift is watched, from 0.25 on it is an alert. */
export const DRIFT_LEVELS = ['stable', 'watch', 'alert'] as const;
export type DriftLevel = (typeof DRIFT_LEVELS)[number];

const WATCH_FROM = 0.1;
const ALERT_FROM = 0.25;
/** A shift that chance alone makes more often than this is none, however large it looks. */
const SURE_BELOW = 0.01;

/** How far something has moved, and how often chance alone would move it as far. */
export interface Shift {
  readonly index: number;
  readonly pValue: number;
  readonly level: DriftLevel;
}

export function driftLevel(index: number): DriftLevel {
  return index >= ALERT_FROM ? 'alert' : index >= WATCH_FROM ? 'watch' : 'stable';
}

/** The worst of some levels; stable without any. */
export function worstLevel(levels: readonly DriftLevel[]): DriftLevel {
  return DRIFT_LEVELS[levels.reduce((most, level) => Math.max(most, DRIFT_LEVELS.indexOf(level)), 0)] ?? 'stable';
}

/** The level of a shift whose probability under chance is known: few rows move far without meaning anything. */
export function judgeShift(index: number, pValue: number): Shift {
  return { index, pValue, level: pValue < SURE_BELOW ? driftLevel(index) : 'stable' };
}

/**
 * PSI of counts against expected counts over the same bins. Without drift PSI over (1/n + 1/N) is about chi-square with one degree of
 * freedom less than there are bins (Yurdakul, Statistical Properties of Population Stability Index, 2018).
 */
export function stabilityShift(actual: readonly number[], expected: readonly number[]): Shift {
  const index = populationStability(actual, expected);
  const rows = sumOf(actual);
  const bins = actual.filter((count, bin) => count + (expected[bin] ?? 0) > 0).length;
  const pValue = bins < 2 || rows === 0 ? 1 : chiSquareUpperTail(index / (1 / rows + 1 / sumOf(expected)), bins - 1);
  return judgeShift(index, pValue);
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
