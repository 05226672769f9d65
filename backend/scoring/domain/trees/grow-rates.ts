import { describeTree, settled } from './describe-tree.ts';
import { type GrownNode, TreeGrower } from './grow-tree.ts';
import type { RowPulls } from './histogram.ts';
import type { TrainingMatrix } from './training-matrix.ts';
import type { DocumentTree } from './tree-document.ts';
import type { CartOptions, ForestOptions } from './tree-options.ts';

/** Bads pull by their weight, so that a leaf's value is its bad rate and its worth falls with Gini impurity. */
export function ratePulls({ target, weights }: TrainingMatrix): RowPulls {
  return { pull: weights.map((weight, row) => (target[row] === 1 ? weight : 0)), weight: weights };
}

/** Grows trees whose leaves hold bad rates. */
export function rateGrower(matrix: TrainingMatrix, options: CartOptions | ForestOptions): TreeGrower {
  return new TreeGrower(matrix, {
    maxLeaves: options.maxLeaves,
    maxDepth: options.maxDepth,
    minLeafRows: options.minLeafRows,
    levelSmoothing: options.levelSmoothing,
    worth: options.criterion === 'gini' ? 'squared' : 'entropy',
    l2: 0,
    leastValue: 0,
    mostValue: 1,
    minLeafWeight: Number.MIN_VALUE,
    directions: new Int8Array(matrix.columns.length),
  });
}

/** A tree of bad rates as data. */
export function describeRates(root: GrownNode, matrix: TrainingMatrix): DocumentTree {
  return describeTree(root, matrix.columns, {
    coverOf: ({ sums }) => settled(sums.weight),
    valueOf: ({ sums }) => settled(sums.pull / sums.weight),
  });
}
