import type { ClassifierKind, Learner } from './classifier.ts';
import { ensembleLearner } from './ensemble/ensemble.ts';
import { DEFAULT_MODEL } from './scorecard/build-scorecard.ts';
import { scorecardLearner } from './scorecard/scorecard-learner.ts';
import { DEFAULT_LINEAR, DEFAULT_RBF, svmLearner } from './svm/train-svm.ts';
import type { ModelOrigin } from './trees/seal-model.ts';
import { boostingLearner, cartLearner, forestLearner } from './trees/tree-learners.ts';
import { DEFAULT_BOOSTING, DEFAULT_CART, DEFAULT_FOREST } from './trees/tree-options.ts';

/** A learner of each kind with its usual settings; the ensemble blends the card with boosting. */
export function usualLearner(kind: ClassifierKind, origin: ModelOrigin, seed: number): Learner {
  switch (kind) {
    case 'scorecard':
      return scorecardLearner(DEFAULT_MODEL);
    case 'cart':
      return cartLearner(origin, DEFAULT_CART);
    case 'forest':
      return forestLearner(origin, { ...DEFAULT_FOREST, seed });
    case 'boosting':
      return boostingLearner(origin, { ...DEFAULT_BOOSTING, seed });
    case 'linear_svm':
      return svmLearner({ ...DEFAULT_LINEAR, seed });
    case 'rbf_svm':
      return svmLearner({ ...DEFAULT_RBF, seed });
    case 'ensemble':
      return ensembleLearner([usualLearner('scorecard', origin, seed), usualLearner('boosting', origin, seed)], { folds: 5, seed });
  }
}
