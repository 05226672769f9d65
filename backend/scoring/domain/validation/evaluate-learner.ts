import type { Learner, TrainingRows } from '../classifier.ts';
import { brierScore, logLoss } from '../metrics.ts';
import { areaUnderCurve, giniOf, rankByRisk, widestGap } from '../ranking.ts';
import { type CostWeight, hMeasure, SYMMETRIC_COSTS } from './h-measure.ts';
import { requireBothOutcomes, requireProbabilities } from './scored-rows.ts';
import { type Split, takeTraining } from './splits.ts';

/** How well probabilities rank and how true they are. */
export interface Performance {
  readonly auc: number;
  readonly gini: number;
  readonly ks: number;
  /** Probability from which up the KS gap opens. */
  readonly ksRisk: number;
  readonly hMeasure: number;
  readonly brier: number;
  readonly logLoss: number;
}

export type Figure = keyof Performance;
const FIGURES: readonly Figure[] = ['auc', 'gini', 'ks', 'ksRisk', 'hMeasure', 'brier', 'logLoss'];

export interface SplitResult {
  readonly split: Split;
  readonly performance: Performance;
  /** One probability for each row of `split.test`. */
  readonly predicted: Float64Array;
}

export interface Evaluation {
  readonly results: readonly SplitResult[];
  readonly mean: Performance;
  /** Standard deviation over the splits, as of a whole population; 0 for one split. */
  readonly sd: Performance;
}

/** @throws {@link DomainError} of `requireProbabilities` and `requireBothOutcomes` */
export function measurePerformance(probabilities: Float64Array, target: Uint8Array, costs: CostWeight = SYMMETRIC_COSTS): Performance {
  requireProbabilities(probabilities, target);
  requireBothOutcomes('probability', probabilities, target);
  const ranking = rankByRisk(probabilities, target);
  const auc = areaUnderCurve(ranking);
  const gap = widestGap(ranking);
  return {
    auc,
    gini: giniOf(auc),
    ks: gap.ks,
    ksRisk: gap.risk,
    hMeasure: hMeasure(ranking, costs),
    brier: brierScore(probabilities, target),
    logLoss: logLoss(probabilities, target),
  };
}

function overFigures(value: (figure: Figure) => number): Performance {
  const entries = FIGURES.map((figure) => [figure, value(figure)] as const);
  return Object.fromEntries(entries) as unknown as Performance;
}

/** Means and standard deviations of the figures of several splits. */
export function summarize(performances: readonly Performance[]): { readonly mean: Performance; readonly sd: Performance } {
  const average = (value: (performance: Performance) => number) =>
    performances.reduce((total, performance) => total + value(performance), 0) / performances.length;
  const mean = overFigures((figure) => average((performance) => performance[figure]));
  return { mean, sd: overFigures((figure) => Math.sqrt(average((performance) => (performance[figure] - mean[figure]) ** 2))) };
}

/**
 * Learns on the training rows of each split and measures on its test rows.
 * @throws {@link DomainError} of the learner, of `measurePerformance`
 */
export function evaluateLearner(learner: Learner, rows: TrainingRows, splits: readonly Split[]): Evaluation {
  const results = splits.map((split): SplitResult => {
    const test = takeTraining(rows, split.test);
    const predicted = learner(takeTraining(rows, split.train)).predict(test.columns, test.target.length);
    return { split, predicted, performance: measurePerformance(predicted, test.target) };
  });
  return { results, ...summarize(results.map((result) => result.performance)) };
}

/** Probability of each of `rows` rows from the model that had not seen it; the mean where several had not. */
export function outOfFold(results: readonly SplitResult[], rows: number): Float64Array {
  const totals = new Float64Array(rows);
  const counts = new Float64Array(rows);
  for (const { split, predicted } of results) {
    split.test.forEach((row, place) => {
      totals[row] = (totals[row] as number) + (predicted[place] as number);
      counts[row] = (counts[row] as number) + 1;
    });
  }
  return totals.map((total, row) => total / (counts[row] as number));
}
