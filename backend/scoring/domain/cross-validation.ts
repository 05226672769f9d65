import type { Dataset } from '../../intake/domain/columns.ts';
import { DomainError } from '../../kernel/errors.ts';
import { fitModel, type ModelOptions, type Part, partFold, predictLogOdds } from './scorecard/fit-model.ts';
import { brierScore, logLoss } from './metrics.ts';
import { areaUnderCurve, giniOf, rankByRisk, widestGap } from './ranking.ts';
import { seededRandom, shuffle } from './seeded-random.ts';

const FOLDS = 5;
const FOLD_SEED = 1;

export interface FoldResult {
  readonly fold: number;
  readonly auc: number;
  readonly ks: number;
  readonly gini: number;
}

export interface CrossValidation {
  readonly folds: readonly FoldResult[];
  /** Means over the folds, and the standard deviation of the folds' AUC. */
  readonly auc: number;
  readonly aucSd: number;
  readonly ks: number;
  readonly gini: number;
  readonly brier: number;
  readonly logLoss: number;
  /** Probability of a bad outcome for each row, from the model that had not seen the row. */
  readonly probabilities: Float64Array;
}

/** Assigns each row to one of `count` folds: shuffled by `seed`, with the same share of bads in each. */
export function stratifiedFolds(target: Uint8Array, count: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const folds = new Uint8Array(target.length);
  let place = 0;
  for (const outcome of [0, 1]) {
    const rows = Array.from(target.keys()).filter((row) => target[row] === outcome);
    shuffle(rows, random);
    for (const row of rows) folds[row] = place++ % count;
  }
  return folds;
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** Learns from rows, and tells the log-odds of a bad outcome of others. */
export type LogOddsLearner = (train: Part) => (test: Part) => Float64Array;

/** Learns one model of all rows: bins, selection and regression. */
export function modelLearner(options: ModelOptions): LogOddsLearner {
  return (train) => {
    const model = fitModel(train.columns, train.target, options);
    return (test) => predictLogOdds(model, test.columns, test.rows.length);
  };
}

/**
 * Log-odds of each row from what was learnt, everything included, from all folds but the row's own.
 * @throws {@link DomainError} `folds_unusable` when a fold lacks goods or bads
 */
export function predictUnseen(dataset: Pick<Dataset, 'columns' | 'target'>, folds: Uint8Array, learner: LogOddsLearner): Float64Array {
  const logOdds = new Float64Array(dataset.target.length);
  const names = foldNames(folds);
  for (const fold of names) {
    const { train, test } = partFold(dataset, folds, fold);
    if (names.length < 2 || !hasBoth(test.target)) throw foldsUnusable(fold);
    learner(train)(test).forEach((value, place) => {
      logOdds[test.rows[place] as number] = value;
    });
  }
  return logOdds;
}

function foldNames(folds: Uint8Array): number[] {
  return [...new Set(folds)].sort((left, right) => left - right);
}

function hasBoth(target: Uint8Array): boolean {
  return target.includes(0) && target.includes(1);
}

function foldsUnusable(fold: number): DomainError {
  return new DomainError(
    'folds_unusable',
    'unprocessable',
    'Each of at least two folds needs rows with a good and rows with a bad outcome.',
    { params: { fold } },
  );
}

/**
 * Figures of predictions of unseen rows, fold by fold. Of a part of the rows, a fold that lacks goods or bads there is left out.
 * @throws {@link DomainError} `folds_unusable` when none is left
 */
export function measureFolds(logOdds: Float64Array, target: Uint8Array, folds: Uint8Array): CrossValidation {
  const probabilities = logOdds.map((value) => 1 / (1 + Math.exp(-value)));
  const results = foldNames(folds).flatMap((fold) => {
    const rows = Int32Array.from(folds.keys()).filter((row) => folds[row] === fold);
    const own = Uint8Array.from(rows, (row) => target[row] as number);
    if (!hasBoth(own)) return [];
    const predicted = Float64Array.from(rows, (row) => probabilities[row] as number);
    const ranking = rankByRisk(
      Float64Array.from(rows, (row) => logOdds[row] as number),
      own,
    );
    const auc = areaUnderCurve(ranking);
    return [
      { fold, auc, gini: giniOf(auc), ks: widestGap(ranking).ks, brier: brierScore(predicted, own), logLoss: logLoss(predicted, own) },
    ];
  });
  if (results.length === 0) throw foldsUnusable(folds[0] ?? 0);
  const auc = mean(results.map((result) => result.auc));
  return {
    folds: results.map(({ fold, auc: foldAuc, ks, gini }) => ({ fold, auc: foldAuc, ks, gini })),
    auc,
    aucSd: Math.sqrt(mean(results.map((result) => (result.auc - auc) ** 2))),
    ks: mean(results.map((result) => result.ks)),
    gini: mean(results.map((result) => result.gini)),
    brier: mean(results.map((result) => result.brier)),
    logLoss: mean(results.map((result) => result.logLoss)),
    probabilities,
  };
}

/**
 * Fits everything, bins and selection included, on all folds but one and measures on that one, in turn.
 * @throws {@link DomainError} `folds_unusable` when a fold lacks goods or bads
 */
export function crossValidate(dataset: Pick<Dataset, 'columns' | 'target'>, folds: Uint8Array, options: ModelOptions): CrossValidation {
  return measureFolds(predictUnseen(dataset, folds, modelLearner(options)), dataset.target, folds);
}

/** The folds that the data name, or five of the house's own. */
export function foldsOf({ target, folds }: Pick<Dataset, 'target'> & { readonly folds: Uint8Array | null }): Uint8Array {
  return folds ?? stratifiedFolds(target, FOLDS, FOLD_SEED);
}
