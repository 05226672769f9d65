import { type Column, takeRows } from '../../../intake/domain/columns.ts';
import type { Classifier, TrainingRows } from '../classifier.ts';
import { stratifiedFolds } from '../cross-validation.ts';
import { splitByFolds, takeTraining } from '../validation/splits.ts';
import { type CalibrationMethod, type Calibrator, calibrate, logOdds } from './calibrator.ts';
import { fitIsotonic } from './isotonic.ts';
import { fitPlatt } from './platt.ts';

export interface CalibrationOptions {
  readonly method: CalibrationMethod;
  readonly folds: number;
  readonly seed: number;
}

export const DEFAULT_CALIBRATION: CalibrationOptions = { method: 'platt', folds: 5, seed: 1 };

export interface CalibratedClassifier<Base extends Classifier = Classifier> extends Classifier {
  readonly calibrator: Calibrator;
  readonly base: Base;
}

/** `base` with its probabilities put through `calibrator`, which was fitted to log-odds. */
export function calibrateClassifier<Base extends Classifier>(base: Base, calibrator: Calibrator): CalibratedClassifier<Base> {
  return {
    kind: base.kind,
    inputs: base.inputs,
    base,
    calibrator,
    predict: (columns, rows) => calibrate(calibrator, base.predict(columns, rows).map(logOdds)),
  };
}

/** What a model that has learnt says of rows, on any scale that rises with the risk. */
export type Outputs = (columns: readonly Column[], rows: number) => Float64Array;

/**
 * Output for each row from a model that had not seen it, by stratified folds.
 * @throws {@link DomainError} `folds_unusable`, of `learn`
 */
export function crossFit(
  rows: TrainingRows,
  learn: (rows: TrainingRows) => Outputs,
  { folds, seed }: Pick<CalibrationOptions, 'folds' | 'seed'>,
): Float64Array {
  const unseen = new Float64Array(rows.target.length);
  for (const split of splitByFolds(rows.target, stratifiedFolds(rows.target, folds, seed))) {
    const test = rows.columns.map((column) => takeRows(column, split.test));
    const outputs = learn(takeTraining(rows, split.train))(test, split.test.length);
    split.test.forEach((row, place) => {
      unseen[row] = outputs[place] as number;
    });
  }
  return unseen;
}

/**
 * A learner whose models are calibrated by cross-fitting: the calibrator is fitted to predictions for rows that the
 * model of the fold had not seen, the model itself is learnt from all rows.
 * @throws {@link DomainError} `folds_unusable`, of the learner
 */
export function calibratedLearner<Base extends Classifier>(
  learner: (rows: TrainingRows) => Base,
  options: CalibrationOptions = DEFAULT_CALIBRATION,
): (rows: TrainingRows) => CalibratedClassifier<Base> {
  return (rows) => {
    const learn = (part: TrainingRows): Outputs => {
      const model = learner(part);
      return (columns, count) => model.predict(columns, count).map(logOdds);
    };
    const unseen = crossFit(rows, learn, options);
    const fitCalibrator = options.method === 'platt' ? fitPlatt : fitIsotonic;
    return calibrateClassifier(learner(rows), fitCalibrator(unseen, rows.target, rows.weights));
  };
}
