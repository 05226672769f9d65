import type { Learner, TrainingRows } from '../classifier.ts';
import { stratifiedFolds } from '../cross-validation.ts';
import { evaluateLearner, type Figure, measurePerformance, type Performance, summarize } from '../validation/evaluate-learner.ts';
import { requireCount } from '../validation/scored-rows.ts';
import { type Split, splitByFolds, takeTraining } from '../validation/splits.ts';
import type { Candidate } from './space.ts';

/** Figures that can be searched by; Brier score and log loss are better when lower, the others when higher. */
export type Objective = Exclude<Figure, 'ksRisk'>;

export interface SearchQuestion {
  readonly learnerOf: (candidate: Candidate) => Learner;
  readonly candidates: readonly Candidate[];
  readonly objective: Objective;
}

export interface SearchRow {
  readonly candidate: Candidate;
  /** Mean and standard deviation of each figure over the splits. */
  readonly mean: Performance;
  readonly sd: Performance;
}

const LOWER_IS_BETTER: ReadonlySet<Objective> = new Set(['brier', 'logLoss']);

/**
 * Measures each candidate on the same splits; the best comes first, of equal ones the one named first.
 * @throws {@link DomainError} `setting_invalid` without candidates, of the learners
 */
export function searchHyperparameters(question: SearchQuestion, rows: TrainingRows, splits: readonly Split[]): SearchRow[] {
  const { candidates, learnerOf, objective } = question;
  requireCount('candidates', candidates.length, 1, Number.MAX_SAFE_INTEGER);
  const direction = LOWER_IS_BETTER.has(objective) ? 1 : -1;
  const table = candidates.map((candidate): SearchRow => {
    const { mean, sd } = evaluateLearner(learnerOf(candidate), rows, splits);
    return { candidate, mean, sd };
  });
  return table.sort((left, right) => direction * (left.mean[objective] - right.mean[objective]));
}

export interface NestedResult {
  readonly split: string;
  readonly candidate: Candidate;
  readonly performance: Performance;
}

export interface NestedEvaluation {
  readonly results: readonly NestedResult[];
  readonly mean: Performance;
  readonly sd: Performance;
}

/**
 * Nested cross-validation: in each outer split the best candidate is searched on the training rows alone, by inner
 * folds, and measured on test rows that took no part in the search.
 * @throws {@link DomainError} `folds_unusable`, `setting_invalid`, of the learners
 */
export function evaluateNested(
  question: SearchQuestion,
  rows: TrainingRows,
  outer: readonly Split[],
  inner: { readonly folds: number; readonly seed: number },
): NestedEvaluation {
  requireCount('folds', inner.folds, 2, 255);
  const results = outer.map((split): NestedResult => {
    const train = takeTraining(rows, split.train);
    const test = takeTraining(rows, split.test);
    const [best] = searchHyperparameters(
      question,
      train,
      splitByFolds(train.target, stratifiedFolds(train.target, inner.folds, inner.seed)),
    );
    const { candidate } = best as SearchRow;
    const predicted = question.learnerOf(candidate)(train).predict(test.columns, test.target.length);
    return { split: split.name, candidate, performance: measurePerformance(predicted, test.target) };
  });
  return { results, ...summarize(results.map((result) => result.performance)) };
}
