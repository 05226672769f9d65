import type { Column } from '../../intake/domain/columns.ts';

/** Rows to learn from: columns of equal length, `target` 1 for a bad outcome, `weights` one per row, all 1 when absent. */
export interface TrainingRows {
  readonly columns: readonly Column[];
  readonly target: Uint8Array;
  readonly weights?: Float64Array;
}

/** A model that has learnt: calibrated or not, it gives a probability of a bad outcome for each row. */
export interface Classifier {
  readonly kind: ClassifierKind;
  /** Names of the columns it reads, in its own order. */
  readonly inputs: readonly string[];
  /**
   * Probability of a bad outcome for each of `rows` rows, in [0, 1], never NaN; a level that training never showed counts as missing.
   * @throws {@link DomainError} `scorecard_column_missing` when a column it reads is not there
   */
  predict(columns: readonly Column[], rows: number): Float64Array;
}

/** Every kind of model, the card first. */
export const MODEL_KINDS = ['scorecard', 'cart', 'forest', 'boosting', 'linear_svm', 'rbf_svm', 'ensemble'] as const;
export type ClassifierKind = (typeof MODEL_KINDS)[number];

/** Learns from rows: the same rows, in the same order, give the same model to the byte. */
export type Learner = (rows: TrainingRows) => Classifier;
