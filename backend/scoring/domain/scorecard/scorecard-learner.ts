import type { Classifier, Learner } from '../classifier.ts';
import { sigmoid } from '../calibration/calibrator.ts';
import { fitModel, type ModelOptions, predictLogOdds } from './fit-model.ts';

/**
 * Learns the model of a scorecard: bins, selection, regression. Its probabilities are those before points are rounded. Weights of
 * rows count in the regression; bins are found as if every row counted once.
 */
export function scorecardLearner(options: ModelOptions): Learner {
  return ({ columns, target, weights }): Classifier => {
    const model = fitModel(columns, target, options, weights ?? null);
    return {
      kind: 'scorecard',
      inputs: model.characteristics.flatMap(({ binning, term }) => (term === null ? [] : [binning.name])),
      predict: (given, rows) => predictLogOdds(model, given, rows).map(sigmoid),
    };
  };
}
