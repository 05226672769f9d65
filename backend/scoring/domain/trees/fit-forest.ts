import type { TrainingRows } from '../classifier.ts';
import { brierScore } from '../metrics.ts';
import { areaUnderCurve, rankByRisk } from '../ranking.ts';
import { seededRandom } from '../seeded-random.ts';
import { describeRates, rateGrower, ratePulls } from './grow-rates.ts';
import { leafOf } from './grow-tree.ts';
import { type ModelOrigin, sealModel } from './seal-model.ts';
import { binRows, type TrainingMatrix } from './training-matrix.ts';
import type { DocumentTree, TreeModelDocument } from './tree-document.ts';
import { checkForest, type ForestOptions } from './tree-options.ts';

/** How the forest does on rows that a tree had not drawn, each by the mean of those trees. */
export interface OutOfBag {
  readonly rows: number;
  readonly auc: number;
  readonly brier: number;
}

export interface GrownForest {
  readonly document: TreeModelDocument;
  /** Null when those rows are all of one class. */
  readonly outOfBag: OutOfBag | null;
}

function outOfBagOf(matrix: TrainingMatrix, sums: Float64Array, counts: Int32Array): OutOfBag | null {
  const rows = Int32Array.from(counts.keys()).filter((row) => (counts[row] as number) > 0);
  const target = Uint8Array.from(rows, (row) => matrix.target[row] as number);
  const bads = target.reduce((count, outcome) => count + outcome, 0);
  if (bads === 0 || bads === rows.length) return null;
  const rates = Float64Array.from(rows, (row) => (sums[row] as number) / (counts[row] as number));
  return { rows: rows.length, auc: areaUnderCurve(rankByRisk(rates, target)), brier: brierScore(rates, target) };
}

/** Draws as many rows as there are, with repetition: how often into `drawn`, and each in ascending order into `order`. */
function drawRows(order: Int32Array, drawn: Int32Array, random: () => number): void {
  const rows = order.length;
  drawn.fill(0);
  for (let draw = 0; draw < rows; draw++) {
    const row = Math.floor(random() * rows);
    drawn[row] = (drawn[row] as number) + 1;
  }
  let end = 0;
  for (let row = 0; row < rows; row++) for (let times = drawn[row] as number; times > 0; times--) order[end++] = row;
}

/**
 * A random forest (Breiman 2001): each tree grows on as many rows as there are, drawn with repetition, and each node looks
 * at a few columns; the probability is the mean of the leaves' bad rates.
 * @throws {@link DomainError} `tree_options_invalid`, `training_rows_invalid`, `target_one_class`, `target_length`, `column_invalid`
 */
export function fitForest(training: TrainingRows, origin: ModelOrigin, options: ForestOptions): GrownForest {
  checkForest(options);
  const matrix = binRows(training, options.maxBins);
  const grower = rateGrower(matrix, options);
  const random = seededRandom(options.seed);
  const count = options.columnsPerSplit ?? Math.floor(Math.sqrt(matrix.columns.length));
  const pulls = ratePulls(matrix);
  const sums = new Float64Array(matrix.rows);
  const counts = new Int32Array(matrix.rows);
  const order = new Int32Array(matrix.rows);
  const drawn = new Int32Array(matrix.rows);
  const trees: DocumentTree[] = [];
  while (trees.length < options.trees) {
    drawRows(order, drawn, random);
    const { root } = grower.grow({ order, pulls, columns: { count, random } });
    trees.push(describeRates(root, matrix));
    for (let row = 0; row < matrix.rows; row++) {
      if ((drawn[row] as number) > 0) continue;
      const { pull, weight } = leafOf(root, matrix.columns, row).sums;
      sums[row] = (sums[row] as number) + pull / weight;
      counts[row] = (counts[row] as number) + 1;
    }
  }
  return { document: sealModel(origin, matrix, { kind: 'forest', options, base: 0, trees }), outOfBag: outOfBagOf(matrix, sums, counts) };
}
