import { DomainError } from '../../../kernel/errors.ts';
import { WAD } from '../integer-division.ts';
import { projectionRates } from '../projection/assumptions.ts';
import { PoolProjector } from '../projection/pool-projector.ts';
import { breakEven, withDefaultMultiple } from './break-even.ts';
import { claimOf, classLoss, totalDefaults } from './class-flows.ts';
import type { DealAssumptions, DealModel } from './deal-assumptions.ts';
import { type Estimate, estimateMean, quantileOf, type SimulatedPool } from './loss-distribution.ts';
import { projectDeal } from './project-deal.ts';

/** Losses of one class over the paths. */
export interface ClassLossDistribution {
  /** Share of paths on which the class loses principal. */
  readonly lossProbability: Estimate;
  /** Mean loss over the claim of the class at the start. */
  readonly expectedLoss: Estimate;
  /** Loss over that claim that 99 % of the paths do not exceed. */
  readonly quantile99: number;
  /** One path an entry, fractions of that claim. */
  readonly losses: Float64Array;
}

export interface DealLossDistribution {
  /** Between exact runs of the deal at chosen pool losses the losses of a class run straight. */
  readonly method: 'interpolated-exact-runs';
  readonly runs: number;
  /** Greatest difference to an exact run over the checked paths, as a fraction of a class. */
  readonly checkedError: number;
  readonly classes: readonly ClassLossDistribution[];
}

/** How finely the map from pool loss to class losses is run. */
export interface MapTerms {
  readonly knots: number;
  /** Paths that are run exactly to measure the error of the map. */
  readonly checks: number;
}

interface Knot {
  readonly poolLoss: number;
  readonly classLosses: readonly number[];
}

const MULTIPLE_MOST = 4096n * WAD;
const STEP = WAD / 100n;

/**
 * Losses of every class over simulated pool losses. The timing of defaults is that of `assumptions`; a path's pool loss is reached by
 * scaling their speed. The deal is run exactly at `knots` quantiles of the pool losses and where each class begins to lose; a path's class
 * losses are interpolated between the two runs around it.
 *
 * @throws {@link DomainError} `simulation_input_invalid` when the assumptions know no defaults or no severity
 */
export function classLossDistribution(
  model: DealModel,
  assumptions: DealAssumptions,
  pool: SimulatedPool,
  terms: MapTerms,
): DealLossDistribution {
  const most = quantileOf(pool.losses, 1);
  const speeds = speedTable(model, assumptions, most);
  const wanted = new Set<bigint>([0n]);
  for (let k = 0; k <= terms.knots; k++) wanted.add(multipleFor(speeds, quantileOf(pool.losses, k / terms.knots)));
  wanted.add(speeds.at(-1)?.multiple ?? WAD);
  model.image.classes.forEach((_, at) => {
    const point = breakEven(model, assumptions, at, { step: STEP, most: speeds.at(-1)?.multiple ?? WAD });
    if (point === null) return;
    wanted.add(point.multiple);
    if (point.multiple >= STEP) wanted.add(point.multiple - STEP);
  });
  const knots = [...wanted].map((multiple) => knotAt(model, assumptions, multiple)).sort((a, b) => a.poolLoss - b.poolLoss);
  const losses = model.image.classes.map((_, at) => pool.losses.map((loss) => interpolate(knots, loss, at)));
  const checked = Array.from({ length: terms.checks }, (_, k) => quantileOf(pool.losses, (k + 0.5) / terms.checks));
  const errors = checked.map((loss) => {
    const exact = knotAt(model, assumptions, multipleFor(speeds, loss));
    return Math.max(...exact.classLosses.map((value, at) => Math.abs(value - interpolate(knots, exact.poolLoss, at))));
  });
  return {
    method: 'interpolated-exact-runs',
    runs: knots.length,
    checkedError: Math.max(0, ...errors),
    classes: losses.map((values) => ({
      lossProbability: estimateMean(values.map((loss) => Number(loss > 0))),
      expectedLoss: estimateMean(values),
      quantile99: quantileOf(values, 0.99),
      losses: values,
    })),
  };
}

function knotAt(model: DealModel, assumptions: DealAssumptions, multiple: bigint): Knot {
  const run = projectDeal(model, withDefaultMultiple(assumptions, multiple));
  const classLosses = model.image.classes.map((_, at) => {
    const claim = claimOf(model.image, model.start, at);
    return claim === 0n ? 0 : Number(classLoss(run, at)) / Number(claim);
  });
  return { poolLoss: lossShare(totalDefaults(run), model, assumptions), classLosses };
}

function lossShare(defaults: bigint, { start }: DealModel, { recoveryRate }: DealAssumptions): number {
  return (Number(defaults) / Number(start.pool)) * (1 - Number(recoveryRate) / 1e18);
}

interface SpeedPoint {
  readonly multiple: bigint;
  readonly poolLoss: number;
}

/** Pool losses at growing multiples until they reach `most`; the pool alone is run, without the deal. */
function speedTable(model: DealModel, assumptions: DealAssumptions, most: number): SpeedPoint[] {
  const table: SpeedPoint[] = [{ multiple: 0n, poolLoss: 0 }];
  for (let multiple = WAD / 8n; multiple <= MULTIPLE_MOST; multiple = (multiple * 5n) / 4n) {
    const poolLoss = lossShare(poolDefaults(model, withDefaultMultiple(assumptions, multiple)), model, assumptions);
    if (poolLoss === 0) {
      throw new DomainError(
        'simulation_input_invalid',
        'invalid',
        'The assumptions have no defaults, or no loss on them, that could be scaled.',
      );
    }
    if (poolLoss <= (table.at(-1)?.poolLoss ?? 0)) break;
    table.push({ multiple, poolLoss });
    if (poolLoss >= most) break;
  }
  return table;
}

function poolDefaults(model: DealModel, assumptions: DealAssumptions): bigint {
  const projector = new PoolProjector(model.lines, projectionRates(assumptions), model.shares);
  let total = 0n;
  for (let month = (model.image.periods - model.start.period) * assumptions.monthsPerPeriod; month > 0 && projector.balance > 0n; month--)
    total += projector.step().defaults;
  return total;
}

function multipleFor(table: readonly SpeedPoint[], loss: number): bigint {
  const after = table.findIndex(({ poolLoss }) => poolLoss >= loss);
  const [from, to] = [table[after - 1], table[after]];
  if (to === undefined) return table.at(-1)?.multiple ?? WAD;
  if (from === undefined) return to.multiple;
  const part = (loss - from.poolLoss) / (to.poolLoss - from.poolLoss);
  return from.multiple + BigInt(Math.round(part * Number(to.multiple - from.multiple)));
}

function interpolate(knots: readonly Knot[], loss: number, at: number): number {
  let [low, high] = [0, knots.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((knots[middle]?.poolLoss ?? 0) < loss) low = middle;
    else high = middle;
  }
  const [from, to] = [knots[low], knots[high]];
  if (from === undefined || to === undefined) return 0;
  const [a, b] = [from.classLosses[at] ?? 0, to.classLosses[at] ?? 0];
  if (loss <= from.poolLoss) return a;
  if (loss >= to.poolLoss) return b;
  return a + ((b - a) * (loss - from.poolLoss)) / (to.poolLoss - from.poolLoss);
}
