import { masterGrade } from '../../../rating/domain/master-scale.ts';
import { WAD } from '../integer-division.ts';
import { scaledSpeed } from '../projection/speed-curve.ts';
import { classAnalytics } from './class-analytics.ts';
import { claimOf, classLoss, totalDefaults } from './class-flows.ts';
import { classLossDistribution, type DealLossDistribution } from './class-loss-distribution.ts';
import type { DealAssumptions, DealModel } from './deal-assumptions.ts';
import { type Estimate, estimateMean, type Obligors, quantileOf, simulatePool, type SimulationTerms } from './loss-distribution.ts';
import { type DealProjection, projectDeal } from './project-deal.ts';
import type { TornadoFactor } from './scenario-grid.ts';
import { type SizedTranche, type SizingTarget, sizeTranches } from './tranche-sizing.ts';

/** What a class may expect of one run; null where a figure does not exist. */
export interface ClassFigures {
  /** Years. */
  readonly averageLife: number | null;
  /** Bond-equivalent, at par of the balance where the run starts. */
  readonly yield: number | null;
  /** Loss over the claim of the class where the run starts. */
  readonly loss: number | null;
}

/** Figures of every class of a run, senior first; `index` is the index of floating classes by period, fractions. */
export function classFigures(run: DealProjection, index: readonly number[]): ClassFigures[] {
  return run.image.classes.map((_, at) => {
    const claim = claimOf(run.image, run.start, at);
    const { averageLife, yield: bond } = classAnalytics(run, at, { price: 100, years: 'ACT/365F', index });
    return { averageLife, yield: bond, loss: claim === 0n ? null : Number(classLoss(run, at)) / Number(claim) };
  });
}

/**
 * The grade of the agency's scale that a class would have by what it loses on simulated paths: the probability over the life of the class is taken as that of so many independent years.
 *
 * @param life - weighted average life in years; below one year it counts as one
 * @returns null for a class that pays no principal
 */
export function indicativeGrade(lossProbability: number, life: number | null): string | null {
  return life === null ? null : masterGrade(1 - (1 - lossProbability) ** (1 / Math.max(1, life)));
}

const percentOf = (speed: bigint, percent: bigint) => (speed * percent) / 100n;
const clamped = (value: bigint) => (value < 0n ? 0n : value > WAD ? WAD : value);

/** The bars of a usual tornado: speeds at half and half as much again, defaults at half and double, recovery and index a step down and up. */
export function usualFactors(base: DealAssumptions): TornadoFactor[] {
  const recovery = (step: bigint) => ({ ...base, recoveryRate: clamped(base.recoveryRate + step) });
  const index = (step: bigint) => ({ ...base, index: base.index.map((level) => clamped(level + step)) });
  const factors: TornadoFactor[] = [
    {
      name: 'prepay',
      low: { ...base, prepay: scaledSpeed(base.prepay, percentOf(WAD, 50n)) },
      high: { ...base, prepay: scaledSpeed(base.prepay, percentOf(WAD, 150n)) },
    },
    {
      name: 'default',
      low: { ...base, default: scaledSpeed(base.default, percentOf(WAD, 50n)) },
      high: { ...base, default: scaledSpeed(base.default, percentOf(WAD, 200n)) },
    },
    { name: 'recovery', low: recovery(-percentOf(WAD, 20n)), high: recovery(percentOf(WAD, 20n)) },
    { name: 'lag', low: { ...base, recoveryLag: Math.max(0, base.recoveryLag - 6) }, high: { ...base, recoveryLag: base.recoveryLag + 6 } },
  ];
  return base.index.some((level) => level > 0n)
    ? [...factors, { name: 'index', low: index(-percentOf(WAD, 1n)), high: index(percentOf(WAD, 1n)) }]
    : factors;
}

export interface SimulationOrder extends SimulationTerms {
  /** Targets of the classes that are to be sized, senior first; none for no sizing. */
  readonly targets: readonly SizingTarget[];
}

/** Simulated losses of a deal. */
export interface DealSimulation {
  /** Loss of the pool as a share of what it owes where the run starts. */
  readonly pool: { readonly meanLoss: Estimate; readonly quantile95: number; readonly quantile99: number; readonly losses: Float64Array };
  readonly distribution: DealLossDistribution;
  /** Layers of the pool that meet the targets; excess spread and reserve come on top. */
  readonly sized: readonly SizedTranche[];
}

const MAP = { knots: 60, checks: 5 };

/**
 * Losses of every class over paths of one common factor around a base case. The base case says how much defaults and is lost in the mean,
 * the obligors say how that is spread: their PDs are scaled by one factor so that their mean, weighted by exposure, is the base case's.
 *
 * @throws {@link DomainError} `simulation_input_invalid`
 */
export function simulateDeal(
  model: DealModel,
  assumptions: DealAssumptions,
  obligors: readonly Obligors[],
  order: SimulationOrder,
): DealSimulation {
  const simulated = simulatePool(aroundBase(model, assumptions, obligors), order);
  const { losses } = simulated;
  return {
    pool: { meanLoss: estimateMean(losses), quantile95: quantileOf(losses, 0.95), quantile99: quantileOf(losses, 0.99), losses },
    distribution: classLossDistribution(model, assumptions, simulated, MAP),
    sized: order.targets.length === 0 ? [] : sizeTranches(losses, order.targets),
  };
}

/** The obligors with the mean default and the severity of the base case; PDs above 1 are cut to 1. */
export function aroundBase(model: DealModel, assumptions: DealAssumptions, obligors: readonly Obligors[]): Obligors[] {
  const base = Number(totalDefaults(projectDeal(model, assumptions))) / Number(model.start.pool);
  const exposure = obligors.reduce((sum, { count, exposure: each }) => sum + count * each, 0);
  const mean = obligors.reduce((sum, { count, exposure: each, pd }) => sum + count * each * pd, 0) / exposure;
  const lgd = 1 - Number(assumptions.recoveryRate) / Number(WAD);
  return obligors.map((obligor) => ({ ...obligor, pd: mean > 0 ? Math.min(1, (obligor.pd * base) / mean) : base, lgd }));
}
