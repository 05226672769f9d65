export type StepwiseCriterion = 'aic' | 'bic' | 'auc';

export interface StepwiseOptions {
  readonly direction: 'forward' | 'backward' | 'both';
  /** `auc` is measured out of fold, bins included. */
  readonly criterion: StepwiseCriterion;
}

export interface SelectionOptions {
  readonly minIv: number;
  /** No more information value than this must be above `timesChance` what chance gives so many bins, see {@link ivByChance}. */
  readonly weakIv: number;
  readonly timesChance: number;
  /** Highest information value: more is often a leak. */
  readonly maxIv: number;
  readonly maxMissingShare: number;
  /** Highest share of rows with one and the same value. */
  readonly maxIdenticalShare: number;
  /** Highest absolute correlation of weights of evidence with a characteristic that tells more. */
  readonly maxCorrelation: number;
  readonly maxVif: number;
  /** Highest stability index of a column's bins between the rows of one level of `by` and all others; `by` itself stays out. */
  readonly stability: { readonly by: string; readonly maxPsi: number } | null;
  readonly stepwise: StepwiseOptions | null;
}

/**
 * Keeps what tells more than chance and is not told by another to the last digit. The usual floor of 0.02 holds where
 * rows are too few to tell less from chance; many rows do, and weak characteristics together gain.
 */
export const DEFAULT_SELECTION: SelectionOptions = {
  minIv: 0,
  weakIv: 0.02,
  timesChance: 3,
  maxIv: Number.POSITIVE_INFINITY,
  maxMissingShare: 1,
  maxIdenticalShare: 1,
  maxCorrelation: 0.999,
  maxVif: Number.POSITIVE_INFINITY,
  stability: null,
  stepwise: null,
};

export type DropReason =
  | 'constant'
  | 'leakage'
  | 'missing_share'
  | 'identical_share'
  | 'low_iv'
  | 'high_iv'
  | 'unstable'
  | 'correlated'
  | 'collinear'
  | 'stepwise'
  | 'wrong_sign';

/** Why a column is not in the model, with the figure that decided and the characteristic that tells the same. */
export interface Drop {
  readonly reason: DropReason;
  readonly value: number | null;
  readonly other: string | null;
}
