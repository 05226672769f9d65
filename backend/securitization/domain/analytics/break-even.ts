import { DomainError } from '../../../kernel/errors.ts';
import { WAD } from '../integer-division.ts';
import { scaledSpeed } from '../projection/speed-curve.ts';
import { classLoss, totalDefaults } from './class-flows.ts';
import type { DealAssumptions, DealModel } from './deal-assumptions.ts';
import { projectDeal } from './project-deal.ts';

export interface BreakEvenTerms {
  /** Steps in which multiples are tried, wad; the answer is a whole number of them. */
  readonly step: bigint;
  /** Largest multiple, wad. */
  readonly most: bigint;
}

/** Where a class loses its first unit. */
export interface BreakEven {
  /** The smallest multiple of the default speed, in steps, at which the class loses at least one unit (0.01 of a cent currency). */
  readonly multiple: bigint;
  readonly loss: bigint;
  /** Principal defaulted at that multiple over the pool at the start: the first-loss point, wad. */
  readonly cumulativeDefault: bigint;
}

/** The same assumptions with defaults `multiple` times as fast, wad. */
export function withDefaultMultiple(assumptions: DealAssumptions, multiple: bigint): DealAssumptions {
  return { ...assumptions, default: scaledSpeed(assumptions.default, multiple) };
}

/**
 * Break-even default multiple of class `at`, by doubling and halving on exact runs; rests on losses that do not fall when defaults rise.
 *
 * @returns `null` when the class loses nothing even at the largest multiple
 * @throws {@link DomainError} `projection_input_invalid`
 */
export function breakEven(model: DealModel, assumptions: DealAssumptions, at: number, { step, most }: BreakEvenTerms): BreakEven | null {
  if (step <= 0n || most < step) {
    throw new DomainError('projection_input_invalid', 'invalid', 'A break-even search has a positive step and a range of at least one.');
  }
  const run = (steps: bigint) => projectDeal(model, withDefaultMultiple(assumptions, steps * step));
  const loses = (steps: bigint) => classLoss(run(steps), at) > 0n;
  const last = most / step;
  let [low, high] = [-1n, WAD / step > last || WAD < step ? last : WAD / step];
  while (!loses(high)) {
    if (high === last) return null;
    low = high;
    high = high * 2n > last ? last : high * 2n;
  }
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle > low && loses(middle)) high = middle;
    else low = middle;
  }
  const projection = run(high);
  return {
    multiple: high * step,
    loss: classLoss(projection, at),
    cumulativeDefault: (totalDefaults(projection) * WAD) / model.start.pool,
  };
}
