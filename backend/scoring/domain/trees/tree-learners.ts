import type { Learner } from '../classifier.ts';
import { fitBoosting } from './fit-boosting.ts';
import { fitCart } from './fit-cart.ts';
import { fitForest } from './fit-forest.ts';
import type { ModelOrigin } from './seal-model.ts';
import { compileTreeModel } from './tree-classifier.ts';
import type { BoostingOptions, CartOptions, ForestOptions } from './tree-options.ts';

/** Learns by {@link fitBoosting}. */
export function boostingLearner(origin: ModelOrigin, options: BoostingOptions): Learner {
  return (rows) => compileTreeModel(fitBoosting(rows, origin, options));
}

/** Learns by {@link fitCart}. */
export function cartLearner(origin: ModelOrigin, options: CartOptions): Learner {
  return (rows) => compileTreeModel(fitCart(rows, origin, options));
}

/** Learns by {@link fitForest}. */
export function forestLearner(origin: ModelOrigin, options: ForestOptions): Learner {
  return (rows) => compileTreeModel(fitForest(rows, origin, options).document);
}
