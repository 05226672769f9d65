import type { TrainingRows } from '../classifier.ts';
import { describeRates, rateGrower, ratePulls } from './grow-rates.ts';
import { pruneTree } from './prune-tree.ts';
import { type ModelOrigin, sealModel } from './seal-model.ts';
import { binRows } from './training-matrix.ts';
import type { TreeModelDocument } from './tree-document.ts';
import { type CartOptions, checkCart } from './tree-options.ts';

/**
 * One classification tree, grown best split first and pruned back. Sums are exact, so the same rows in any order
 * give the same model to the byte.
 * @throws {@link DomainError} `tree_options_invalid`, `training_rows_invalid`, `target_one_class`, `target_length`, `column_invalid`
 */
export function fitCart(training: TrainingRows, origin: ModelOrigin, options: CartOptions): TreeModelDocument {
  checkCart(options);
  const matrix = binRows(training, options.maxBins);
  const order = Int32Array.from(matrix.target.keys());
  const columns = Int32Array.from(matrix.columns.keys());
  const { root } = rateGrower(matrix, options).grow({ order, pulls: ratePulls(matrix), columns });
  pruneTree(root, options.complexity, options.criterion);
  return sealModel(origin, matrix, { kind: 'cart', options, base: 0, trees: [describeRates(root, matrix)] });
}
