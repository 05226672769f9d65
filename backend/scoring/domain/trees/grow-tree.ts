import { leafValue, type NodeSums, type Split, SplitFinder, type SplitRules } from './find-split.ts';
import { type RowPulls, STRIDE, subtractHistogram } from './histogram.ts';
import { type HistogramBuilder, openHistogramBuilder } from './histogram-builder.ts';
import type { BinnedColumn, TrainingMatrix } from './training-matrix.ts';

export interface GrowthRules extends SplitRules {
  readonly maxLeaves: number;
  readonly maxDepth: number;
  /** By column: 1 the value never falls as the column rises, -1 it never rises, 0 free. */
  readonly directions: Int8Array;
  /** No leaf is worth less or more. */
  readonly leastValue: number;
  readonly mostValue: number;
}

/** A node of a grown tree; one without a split is a leaf, whose rows are those of `order` from `start` to `end`. */
export interface GrownNode {
  readonly sums: NodeSums;
  readonly value: number;
  readonly start: number;
  readonly end: number;
  split: GrownSplit | null;
}

export interface GrownSplit {
  readonly column: number;
  /** Numeric: last value bin that goes to `lower`. */
  readonly bin: number;
  /** By bin: 1 goes to `lower`. */
  readonly left: Uint8Array;
  readonly lower: GrownNode;
  readonly upper: GrownNode;
}

/** Looks at `count` columns that differ within the node, in an order drawn for each node. */
export interface ColumnDraw {
  readonly count: number;
  readonly random: () => number;
}

/** What one tree grows from. `order` holds the rows and is sorted by leaf in place. */
export interface TreeSeed {
  readonly order: Int32Array;
  readonly pulls: RowPulls;
  /** Columns the tree may use, or how each node draws its own. */
  readonly columns: Int32Array | ColumnDraw;
}

interface OpenNode {
  readonly node: GrownNode;
  readonly depth: number;
  readonly best: Split;
  readonly histogram: Float64Array | null;
}

/** Histograms of open nodes are kept for subtraction as long as they fit into this many numbers. */
const KEPT_NUMBERS = 2 ** 24;

/** Grows one tree after another on the same rows, best split first. */
export class TreeGrower {
  readonly #columns: readonly BinnedColumn[];
  readonly #rules: GrowthRules;
  readonly #builder: HistogramBuilder;
  readonly #offsets: Int32Array;
  readonly #length: number;
  readonly #finder: SplitFinder;
  readonly #spare: Float64Array[] = [];
  readonly #aside: Int32Array;
  readonly #shuffled: Int32Array;
  readonly #single = new Int32Array(1);
  #keepable: number;
  /** Nodes that can be split, in ascending order of gain. */
  #waiting: OpenNode[] = [];
  #leaves: GrownNode[] = [];
  #seed: TreeSeed;

  constructor(matrix: TrainingMatrix, rules: GrowthRules) {
    this.#columns = matrix.columns;
    this.#rules = rules;
    this.#builder = openHistogramBuilder(matrix.columns, matrix.rows);
    this.#offsets = this.#builder.offsets;
    this.#length = this.#offsets[matrix.columns.length] as number;
    this.#finder = new SplitFinder(rules);
    this.#aside = new Int32Array(matrix.rows);
    this.#shuffled = Int32Array.from(matrix.columns.keys());
    this.#keepable = Math.floor(KEPT_NUMBERS / Math.max(1, this.#length));
    this.#seed = { order: new Int32Array(), pulls: { pull: new Float64Array(), weight: new Float64Array() }, columns: this.#shuffled };
  }

  /** @returns the root and the leaves */
  grow(seed: TreeSeed): { readonly root: GrownNode; readonly leaves: readonly GrownNode[] } {
    this.#seed = seed;
    const { order, pulls } = seed;
    const { leastValue: low, mostValue: high } = this.#rules;
    const root = this.#node(0, order.length, { ...this.#builder.gather(order, 0, order.length, pulls), rows: order.length, low, high });
    this.#waiting = [];
    this.#leaves = [];
    this.#open(root, 0, this.#mayGrow(root, 0) ? this.#filled() : null);
    while (this.#waiting.length > 0 && this.#waiting.length + this.#leaves.length < this.#rules.maxLeaves)
      this.#split(this.#waiting.pop() as OpenNode);
    for (const { node, histogram } of this.#waiting) {
      this.#leaves.push(node);
      this.#release(histogram);
    }
    return { root, leaves: this.#leaves };
  }

  #node(start: number, end: number, sums: NodeSums): GrownNode {
    return { sums, value: leafValue(sums.pull, sums.weight, this.#rules.l2, sums), start, end, split: null };
  }

  #mayGrow(node: GrownNode, depth: number): boolean {
    return depth < this.#rules.maxDepth && node.sums.rows >= 2 * this.#rules.minLeafRows;
  }

  #borrow(): Float64Array {
    return this.#spare.pop() ?? new Float64Array(this.#length);
  }

  #release(histogram: Float64Array | null): void {
    if (histogram === null) return;
    this.#keepable++;
    this.#spare.push(histogram);
  }

  /** Puts the node among the waiting ones, or among the leaves when nothing splits it. */
  #open(node: GrownNode, depth: number, given: Float64Array | null): void {
    const histogram = given ?? (this.#mayGrow(node, depth) ? this.#gathered(node) : null);
    const best = histogram !== null && this.#mayGrow(node, depth) ? this.#search(node, histogram) : null;
    const kept = best !== null && this.#keepable > 0 && this.#seed.columns instanceof Int32Array;
    if (kept) this.#keepable--;
    else if (histogram !== null) this.#spare.push(histogram);
    if (best === null) {
      this.#leaves.push(node);
      return;
    }
    const waiting = this.#waiting;
    let low = 0;
    let high = waiting.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((waiting[middle] as OpenNode).best.gain < best.gain) low = middle + 1;
      else high = middle;
    }
    waiting.splice(low, 0, { node, depth, best, histogram: kept ? histogram : null });
  }

  /** Sums of the node that was gathered last, by bin; of none of the columns where each node draws its own. */
  #filled(): Float64Array {
    const histogram = this.#borrow();
    const { columns } = this.#seed;
    if (columns instanceof Int32Array) this.#builder.fill(histogram, columns);
    return histogram;
  }

  #gathered({ start, end }: GrownNode): Float64Array {
    const { order, pulls } = this.#seed;
    this.#builder.gather(order, start, end, pulls);
    return this.#filled();
  }

  #search(node: GrownNode, histogram: Float64Array): Split | null {
    this.#finder.begin(node.sums);
    const { columns } = this.#seed;
    if (columns instanceof Int32Array) for (const column of columns) this.#try(histogram, column);
    else this.#searchDrawn(node, histogram, columns);
    return this.#finder.best(this.#columns, histogram, this.#offsets);
  }

  #try(histogram: Float64Array, column: number): void {
    const { kind, valueBins } = this.#columns[column] as BinnedColumn;
    const offset = this.#offsets[column] as number;
    const direction = this.#rules.directions[column] as number;
    if (kind === 'numeric') this.#finder.tryNumbers(histogram, { column, offset, valueBins, direction });
    else this.#finder.tryLevels(histogram, offset, valueBins, column);
  }

  #searchDrawn(node: GrownNode, histogram: Float64Array, { count, random }: ColumnDraw): void {
    const shuffled = this.#shuffled;
    const single = this.#single;
    let useful = 0;
    for (let place = 0; place < shuffled.length && useful < count; place++) {
      const other = place + Math.floor(random() * (shuffled.length - place));
      const column = shuffled[other] as number;
      shuffled[other] = shuffled[place] as number;
      shuffled[place] = column;
      single[0] = column;
      this.#builder.fill(histogram, single);
      if (this.#isConstant(histogram, column, node.sums.rows)) continue;
      useful++;
      this.#try(histogram, column);
    }
  }

  #isConstant(histogram: Float64Array, column: number, rows: number): boolean {
    const end = this.#offsets[column + 1] as number;
    let at = (this.#offsets[column] as number) + 2;
    while (at < end && histogram[at] === 0) at += STRIDE;
    return histogram[at] === rows;
  }

  #split({ node, depth, best, histogram }: OpenNode): void {
    const { column, bin, left } = best;
    const middle = this.#part(node, best);
    const [lowerSums, upperSums] = this.#sumsOfParts(node.sums, best);
    const lower = this.#node(node.start, middle, lowerSums);
    const upper = this.#node(middle, node.end, upperSums);
    node.split = { column, bin, left, lower, upper };
    const [small, large] = lowerSums.rows <= upperSums.rows ? [lower, upper] : [upper, lower];
    let rest: Float64Array | null = null;
    let part: Float64Array | null = null;
    if (histogram !== null && this.#mayGrow(large, depth + 1)) {
      this.#keepable++;
      part = this.#gathered(small);
      subtractHistogram(histogram, part);
      rest = histogram;
    } else this.#release(histogram);
    this.#open(lower, depth + 1, lower === small ? part : rest);
    this.#open(upper, depth + 1, upper === small ? part : rest);
  }

  /** Sorts the node's rows in place, those that go left first, each side in its order. @returns where the right side begins */
  #part({ start, end }: GrownNode, { column, left }: Split): number {
    const { order } = this.#seed;
    const { bins } = this.#columns[column] as BinnedColumn;
    const aside = this.#aside;
    let kept = start;
    let moved = 0;
    for (let place = start; place < end; place++) {
      const row = order[place] as number;
      const goesLeft = left[bins[row] as number] as number;
      order[kept] = row;
      aside[moved] = row;
      kept += goesLeft;
      moved += 1 - goesLeft;
    }
    order.set(aside.subarray(0, moved), kept);
    return kept;
  }

  /** Beside a monotone split, all that grows on one side stays on its side of the middle between both values. */
  #sumsOfParts(sums: NodeSums, best: Split): [NodeSums, NodeSums] {
    const lower = { ...sums, pull: best.leftPull, weight: best.leftWeight, rows: best.leftRows };
    const upper = { ...sums, pull: sums.pull - best.leftPull, weight: sums.weight - best.leftWeight, rows: sums.rows - best.leftRows };
    const direction = this.#rules.directions[best.column] as number;
    if (direction === 0) return [lower, upper];
    const { l2 } = this.#rules;
    const middle = (leafValue(lower.pull, lower.weight, l2, sums) + leafValue(upper.pull, upper.weight, l2, sums)) / 2;
    return direction > 0
      ? [
          { ...lower, high: middle },
          { ...upper, low: middle },
        ]
      : [
          { ...lower, low: middle },
          { ...upper, high: middle },
        ];
  }
}

/** The leaf that `row` of the matrix falls into. */
export function leafOf(root: GrownNode, columns: readonly BinnedColumn[], row: number): GrownNode {
  let node = root;
  while (node.split !== null) {
    const { column, left, lower, upper } = node.split;
    node = left[(columns[column] as BinnedColumn).bins[row] as number] === 1 ? lower : upper;
  }
  return node;
}
