import type { Dataset } from '../../intake/domain/columns.ts';
import { DomainError } from '../../kernel/errors.ts';
import { fitModel, type ModelOptions, partFold, predictLogOdds } from './scorecard/fit-model.ts';
import { brierScore, logLoss } from './metrics.ts';
import { areaUnderCurve, giniOf, rankByRisk, widestGap } from './ranking.ts';
import { seededRandom, shuffle } from './seeded-random.ts';

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

/**
 * Fits everything, bins and selection included, on all folds but one and measures on that one, in turn.
 * @throws {@link DomainError} `folds_unusable` when a fold lacks goods or bads
 */
export function crossValidate(dataset: Pick<Dataset, 'columns' | 'target'>, folds: Uint8Array, options: ModelOptions): CrossValidation {
  const { target } = dataset;
  const names = [...new Set(folds)].sort((left, right) => left - right);
  const probabilities = new Float64Array(target.length);
  const results = names.map((fold) => {
    const { train, test } = partFold(dataset, folds, fold);
    const bads = test.target.reduce((count, outcome) => count + outcome, 0);
    if (names.length < 2 || bads === 0 || bads === test.target.length) {
      throw new DomainError(
        'folds_unusable',
        'unprocessable',
        'Each of at least two folds needs rows with a good and rows with a bad outcome.',
        { params: { fold } },
      );
    }
    const logOdds = predictLogOdds(fitModel(train.columns, train.target, options), test.columns, test.rows.length);
    const predicted = logOdds.map((value) => 1 / (1 + Math.exp(-value)));
    test.rows.forEach((row, place) => {
      probabilities[row] = predicted[place] as number;
    });
    const ranking = rankByRisk(logOdds, test.target);
    const auc = areaUnderCurve(ranking);
    return {
      fold,
      auc,
      gini: giniOf(auc),
      ks: widestGap(ranking).ks,
      brier: brierScore(predicted, test.target),
      logLoss: logLoss(predicted, test.target),
    };
  });
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
