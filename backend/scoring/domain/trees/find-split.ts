import { STRIDE } from './histogram.ts';
import { logarithm } from '../portable-math.ts';
import type { BinnedColumn } from './training-matrix.ts';

/** How the worth of a leaf is counted: squared error (Newton steps, Gini impurity) or entropy. */
export type Worth = 'squared' | 'entropy';

export interface SplitRules {
  readonly worth: Worth;
  readonly l2: number;
  readonly minLeafRows: number;
  /** Least sum of weights of a leaf. */
  readonly minLeafWeight: number;
  /** Levels are ordered as if each had this many more rows like the node's mean: rare ones move to the middle. */
  readonly levelSmoothing: number;
}

/** Sums over the rows of a node, and the bounds that monotone columns above it put on its value. */
export interface NodeSums {
  readonly pull: number;
  readonly weight: number;
  readonly rows: number;
  readonly low: number;
  readonly high: number;
}

export interface Split {
  readonly column: number;
  readonly gain: number;
  /** Numeric: last value bin that goes left. */
  readonly bin: number;
  /** By bin: 1 goes left. */
  readonly left: Uint8Array;
  readonly leftPull: number;
  readonly leftWeight: number;
  readonly leftRows: number;
}

/** Where the bins of a column of numbers stand in a histogram; `direction` is that of a monotone column, or 0. */
export interface NumberBins {
  readonly column: number;
  readonly offset: number;
  readonly valueBins: number;
  readonly direction: number;
}

/** With the bin of missing values. */
const MOST_BINS = 256;

/** Gains below this share of what the leaves are worth are noise of the arithmetic. */
const NOISE = 1e-12;

/** The value that a leaf takes: its optimum, or the bound next to it. */
export function leafValue(pull: number, weight: number, l2: number, bounds: { readonly low: number; readonly high: number }): number {
  const value = pull / (weight + l2);
  return value < bounds.low ? bounds.low : value > bounds.high ? bounds.high : value;
}

function entropyPart(part: number, whole: number): number {
  return part <= 0 ? 0 : part * logarithm(part / whole);
}

/** Finds the best split of one node after another; holds the best of the node so far. */
export class SplitFinder {
  readonly #rules: SplitRules;
  #node: NodeSums = { pull: 0, weight: 0, rows: 0, low: 0, high: 0 };
  #before = 0;
  #gain = 0;
  /** Column of the best split, -1 when there is none; its last bin on the left, or how many of {@link #levels} are there; or -1. */
  #column = -1;
  #bin = -1;
  #missingLeft = false;
  #levelsLeft = -1;
  readonly #levels = new Uint8Array(MOST_BINS);
  readonly #present = new Uint8Array(MOST_BINS);
  readonly #rank = new Float64Array(MOST_BINS);
  #leftPull = 0;
  #leftWeight = 0;
  #leftRows = 0;

  constructor(rules: SplitRules) {
    this.#rules = rules;
  }

  begin(node: NodeSums): void {
    this.#node = node;
    this.#before = this.#worthOf(node.pull, node.weight);
    this.#gain = 0;
    this.#column = -1;
  }

  #worthOf(pull: number, weight: number): number {
    if (this.#rules.worth === 'entropy') return entropyPart(pull, weight) + entropyPart(weight - pull, weight);
    const value = leafValue(pull, weight, this.#rules.l2, this.#node);
    return value * (2 * pull - (weight + this.#rules.l2) * value);
  }

  /** Is it the best split so far to have these sums on the left? Remembers them if so. */
  #isBest(pull: number, weight: number, rows: number, direction: number): boolean {
    const node = this.#node;
    const { l2, minLeafWeight } = this.#rules;
    const rightPull = node.pull - pull;
    const rightWeight = node.weight - weight;
    if (weight < minLeafWeight || rightWeight < minLeafWeight) return false;
    const worth = this.#worthOf(pull, weight) + this.#worthOf(rightPull, rightWeight);
    const gain = worth - this.#before;
    if (gain <= this.#gain || gain <= NOISE * Math.abs(worth)) return false;
    if (direction !== 0) {
      const rise = leafValue(rightPull, rightWeight, l2, node) - leafValue(pull, weight, l2, node);
      if (rise * direction < 0) return false;
    }
    this.#gain = gain;
    this.#leftPull = pull;
    this.#leftWeight = weight;
    this.#leftRows = rows;
    return true;
  }

  #keep(column: number, bin: number, missingLeft: boolean, levelsLeft: number): void {
    this.#column = column;
    this.#bin = bin;
    this.#missingLeft = missingLeft;
    this.#levelsLeft = levelsLeft;
  }

  #scanNumbers(sums: Float64Array, { column, offset, valueBins, direction }: NumberBins, missingLeft: boolean): void {
    const { minLeafRows } = this.#rules;
    const missing = offset + valueBins * STRIDE;
    const missingRows = sums[missing + 2] as number;
    let pull = missingLeft ? (sums[missing] as number) : 0;
    let weight = missingLeft ? (sums[missing + 1] as number) : 0;
    let rows = missingLeft ? missingRows : 0;
    const last = missingLeft || missingRows === 0 ? valueBins - 1 : valueBins;
    for (let bin = 0; bin < last; bin++) {
      const at = offset + bin * STRIDE;
      const inBin = sums[at + 2] as number;
      if (inBin === 0) continue;
      pull += sums[at] as number;
      weight += sums[at + 1] as number;
      rows += inBin;
      if (rows < minLeafRows) continue;
      if (this.#node.rows - rows < minLeafRows) return;
      if (this.#isBest(pull, weight, rows, direction)) this.#keep(column, bin, missingLeft, -1);
    }
  }

  /** Numbers split by a cut; where some are missing, they are tried on both sides. */
  tryNumbers(sums: Float64Array, place: NumberBins): void {
    this.#scanNumbers(sums, place, false);
    if ((sums[place.offset + place.valueBins * STRIDE + 2] as number) > 0) this.#scanNumbers(sums, place, true);
  }

  /** Levels split by a cut through their order by mean pull, missing being one of them: the best of all subsets (Fisher 1958). */
  tryLevels(sums: Float64Array, offset: number, valueBins: number, column: number): void {
    const { levelSmoothing, minLeafRows } = this.#rules;
    const node = this.#node;
    const mean = node.pull / node.weight;
    const smoothing = (levelSmoothing * node.weight) / node.rows;
    const rank = this.#rank;
    const present = this.#present;
    let count = 0;
    for (let bin = 0; bin <= valueBins; bin++) {
      const at = offset + bin * STRIDE;
      if ((sums[at + 2] as number) === 0) continue;
      const own = ((sums[at] as number) + smoothing * mean) / ((sums[at + 1] as number) + smoothing);
      rank[bin] = own;
      // Into its place among those before it, behind its equals.
      let place = count++;
      for (; place > 0 && (rank[present[place - 1] as number] as number) > own; place--) present[place] = present[place - 1] as number;
      present[place] = bin;
    }
    let pull = 0;
    let weight = 0;
    let rows = 0;
    for (let place = 0; place + 1 < count; place++) {
      const at = offset + (present[place] as number) * STRIDE;
      pull += sums[at] as number;
      weight += sums[at + 1] as number;
      rows += sums[at + 2] as number;
      if (rows < minLeafRows) continue;
      if (node.rows - rows < minLeafRows) return;
      if (!this.#isBest(pull, weight, rows, 0)) continue;
      this.#keep(column, -1, false, place + 1);
      for (let kept = 0; kept <= place; kept++) this.#levels[kept] = present[kept] as number;
    }
  }

  /** The best split that was tried since the node began. What the node never saw goes the way of the heavier side. */
  best(columns: readonly BinnedColumn[], sums: Float64Array, offsets: Int32Array): Split | null {
    const column = this.#column;
    if (column < 0) return null;
    const { valueBins } = columns[column] as BinnedColumn;
    const offset = offsets[column] as number;
    const heavier = this.#leftWeight * 2 > this.#node.weight ? 1 : 0;
    const left = new Uint8Array(valueBins + 1);
    const unseen = (bin: number) => sums[offset + bin * STRIDE + 2] === 0;
    if (this.#levelsLeft >= 0) {
      for (let bin = 0; bin <= valueBins; bin++) if (unseen(bin)) left[bin] = heavier;
      for (let place = 0; place < this.#levelsLeft; place++) left[this.#levels[place] as number] = 1;
    } else {
      left.fill(1, 0, this.#bin + 1);
      left[valueBins] = unseen(valueBins) ? heavier : Number(this.#missingLeft);
    }
    return {
      column,
      gain: this.#gain,
      bin: this.#bin,
      left,
      leftPull: this.#leftPull,
      leftWeight: this.#leftWeight,
      leftRows: this.#leftRows,
    };
  }
}
