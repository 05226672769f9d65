import type { TrainingRows } from '../classifier.ts';
import { stratifiedFolds } from '../cross-validation.ts';
import { seededRandom, shuffle } from '../seeded-random.ts';
import { describeTree, settled } from './describe-tree.ts';
import { type GrownNode, leafOf, TreeGrower } from './grow-tree.ts';
import { logarithm, probabilityOf } from '../portable-math.ts';
import { type ModelOrigin, sealModel } from './seal-model.ts';
import { binRows, toQuantum, type TrainingMatrix } from './training-matrix.ts';
import type { DocumentTree, TreeModelDocument } from './tree-document.ts';
import { type BoostingOptions, checkBoosting, directionsOf } from './tree-options.ts';

/** Log-odds that one leaf may add at most: where the curvature is next to none, Newton's step would leave all bounds. */
const MOST_STEP = 100;

interface Boost {
  readonly matrix: TrainingMatrix;
  readonly options: BoostingOptions;
  readonly logOdds: Float64Array;
  readonly pull: Float64Array;
  readonly weight: Float64Array;
}

/** Newton's step for the logistic loss: the residual pulls, the curvature resists; both in whole quanta. */
function pullRows({ matrix, logOdds, pull, weight }: Boost): void {
  const { target, weights, quantum } = matrix;
  for (let row = 0; row < matrix.rows; row++) {
    const probability = probabilityOf(logOdds[row] as number);
    const w = weights[row] as number;
    pull[row] = toQuantum(w * ((target[row] as number) - probability), quantum);
    weight[row] = toQuantum(w * probability * (1 - probability), quantum);
  }
}

function lossOf({ matrix, logOdds }: Boost, rows: Int32Array): number {
  let loss = 0;
  for (const row of rows) {
    const away = matrix.target[row] === 1 ? -(logOdds[row] as number) : (logOdds[row] as number);
    // ln(1 + e^x), where e^x is the odds of the wrong outcome.
    loss -= (matrix.weights[row] as number) * logarithm(Math.max(Number.MIN_VALUE, probabilityOf(-away)));
  }
  return loss;
}

/** Rows that trees grow on and rows that only watch for when to stop. */
function partRows(matrix: TrainingMatrix, { earlyStopping, seed }: BoostingOptions): { learning: Int32Array; watching: Int32Array } {
  const all = Int32Array.from(matrix.target.keys());
  if (earlyStopping === null) return { learning: all, watching: new Int32Array() };
  const folds = stratifiedFolds(matrix.target, Math.round(1 / earlyStopping.share), seed);
  return { learning: all.filter((row) => folds[row] !== 0), watching: all.filter((row) => folds[row] === 0) };
}

/** `share` of `all` in ascending order, all of them when it is 1, never none. */
function drawSome(all: Int32Array, share: number, random: () => number): Int32Array {
  if (share === 1) return all.slice();
  const count = Math.max(1, Math.round(all.length * share));
  return shuffle(all.slice(), random).subarray(0, count).sort();
}

function restOf(order: Int32Array, rows: number): Int32Array {
  if (order.length === rows) return new Int32Array();
  const drawn = new Uint8Array(rows);
  for (const row of order) drawn[row] = 1;
  return Int32Array.from(drawn.keys()).filter((row) => drawn[row] === 0);
}

function addTree(boost: Boost, tree: { root: GrownNode; leaves: readonly GrownNode[] }, order: Int32Array, others: Int32Array): void {
  const { logOdds, matrix, options } = boost;
  const worth = (node: GrownNode) => settled(options.learningRate * node.value);
  for (const leaf of tree.leaves) {
    const value = worth(leaf);
    for (let place = leaf.start; place < leaf.end; place++) {
      const row = order[place] as number;
      logOdds[row] = (logOdds[row] as number) + value;
    }
  }
  for (const row of others) logOdds[row] = (logOdds[row] as number) + worth(leafOf(tree.root, matrix.columns, row));
}

function coverIn({ matrix }: Boost, order: Int32Array): (node: GrownNode) => number {
  if (matrix.even) return (node) => node.sums.rows;
  return ({ start, end }) => settled(order.subarray(start, end).reduce((sum, row) => sum + (matrix.weights[row] as number), 0));
}

function growTrees(boost: Boost): DocumentTree[] {
  const { matrix, options } = boost;
  const { learning, watching } = partRows(matrix, options);
  const random = seededRandom(options.seed);
  const grower = new TreeGrower(matrix, {
    ...options,
    worth: 'squared',
    minLeafWeight: options.minLeafCurvature,
    leastValue: -MOST_STEP,
    mostValue: MOST_STEP,
    directions: directionsOf(matrix.columns, options.monotone),
  });
  const columns = Int32Array.from(matrix.columns.keys());
  const trees: DocumentTree[] = [];
  let best = { loss: lossOf(boost, watching), trees: 0 };
  while (trees.length < options.trees) {
    pullRows(boost);
    const order = drawSome(learning, options.rowShare, random);
    const others = restOf(order, matrix.rows);
    const tree = grower.grow({ order, pulls: boost, columns: drawSome(columns, options.columnShare, random) });
    if (tree.root.split === null && options.rowShare === 1 && options.columnShare === 1) break;
    addTree(boost, tree, order, others);
    trees.push(
      describeTree(tree.root, matrix.columns, {
        coverOf: coverIn(boost, order),
        valueOf: (node) => settled(options.learningRate * node.value),
      }),
    );
    if (options.earlyStopping === null) continue;
    const loss = lossOf(boost, watching);
    if (loss < best.loss) best = { loss, trees: trees.length };
    else if (trees.length - best.trees >= options.earlyStopping.rounds) break;
  }
  return options.earlyStopping === null ? trees : trees.slice(0, best.trees);
}

/**
 * Gradient boosting with the logistic loss on histograms, leaf by leaf with the largest gain first (Friedman 2001; the
 * shape of LightGBM). Sums are exact, so the same rows in any order give the same model to the byte unless rows are drawn.
 * @throws {@link DomainError} `tree_options_invalid`, `training_rows_invalid`, `target_one_class`, `target_length`, `column_invalid`
 */
export function fitBoosting(training: TrainingRows, origin: ModelOrigin, options: BoostingOptions): TreeModelDocument {
  checkBoosting(options, training.columns);
  const matrix = binRows(training, options.maxBins);
  const base = settled(logarithm(matrix.badWeight) - logarithm(matrix.totalWeight - matrix.badWeight));
  const boost = {
    matrix,
    options,
    logOdds: new Float64Array(matrix.rows).fill(base),
    pull: new Float64Array(matrix.rows),
    weight: new Float64Array(matrix.rows),
  };
  return sealModel(origin, matrix, { kind: 'boosting', options, base, trees: growTrees(boost) });
}
