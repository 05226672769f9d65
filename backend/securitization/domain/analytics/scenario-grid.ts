import { scaledSpeed } from '../projection/speed-curve.ts';
import type { DealAssumptions, DealModel } from './deal-assumptions.ts';
import { type DealProjection, projectDeal } from './project-deal.ts';

/** Values of each axis; every combination is run. */
export interface GridAxes {
  /** Multiples of the prepayment speed, wad. */
  readonly prepay: readonly bigint[];
  /** Multiples of the default speed, wad. */
  readonly default: readonly bigint[];
  /** Recovery rates, wad. */
  readonly recovery: readonly bigint[];
}

export interface GridCell<T> {
  readonly prepay: bigint;
  readonly default: bigint;
  readonly recovery: bigint;
  readonly value: T;
}

/** Runs the deal exactly for every combination of the axes; `measure` keeps of each run what is wanted. Prepayment varies slowest. */
export function scenarioGrid<T>(
  model: DealModel,
  base: DealAssumptions,
  axes: GridAxes,
  measure: (run: DealProjection) => T,
): GridCell<T>[] {
  return axes.prepay.flatMap((prepay) =>
    axes.default.flatMap((multiple) =>
      axes.recovery.map((recovery) => {
        const scenario = {
          ...base,
          prepay: scaledSpeed(base.prepay, prepay),
          default: scaledSpeed(base.default, multiple),
          recoveryRate: recovery,
        };
        return { prepay, default: multiple, recovery, value: measure(projectDeal(model, scenario)) };
      }),
    ),
  );
}

/** One assumption of a tornado: the same assumptions with it low and with it high. */
export interface TornadoFactor {
  readonly name: string;
  readonly low: DealAssumptions;
  readonly high: DealAssumptions;
}

export interface TornadoBar {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** Distance between the least and the greatest of low, base and high. */
  readonly swing: number;
}

/** Sensitivity of one measure to one assumption at a time, widest swing first; ties keep the order of the factors. */
export function tornado(
  model: DealModel,
  base: DealAssumptions,
  factors: readonly TornadoFactor[],
  measure: (run: DealProjection) => number,
): { readonly base: number; readonly bars: readonly TornadoBar[] } {
  const middle = measure(projectDeal(model, base));
  const bars = factors.map(({ name, low, high }) => {
    const [atLow, atHigh] = [measure(projectDeal(model, low)), measure(projectDeal(model, high))];
    return { name, low: atLow, high: atHigh, swing: Math.max(atLow, middle, atHigh) - Math.min(atLow, middle, atHigh) };
  });
  return { base: middle, bars: bars.sort((a, b) => b.swing - a.swing) };
}
