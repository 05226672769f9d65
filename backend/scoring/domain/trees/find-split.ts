import { STRIDE } from './histogram.ts';
import { logarithm } from './portable-math.ts';
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
  #found: { column: number; bin: number; missingLeft: boolean; levels: Int32Array | null } | null = null;
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
    this.#found = null;
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
      if (this.#isBest(pull, weight, rows, direction)) this.#found = { column, bin, missingLeft, levels: null };
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
    const rank = new Float64Array(valueBins + 1);
    const present: number[] = [];
    for (let bin = 0; bin <= valueBins; bin++) {
      const at = offset + bin * STRIDE;
      if ((sums[at + 2] as number) === 0) continue;
      present.push(bin);
      rank[bin] = ((sums[at] as number) + smoothing * mean) / ((sums[at + 1] as number) + smoothing);
    }
    present.sort((left, right) => (rank[left] as number) - (rank[right] as number) || left - right);
    let pull = 0;
    let weight = 0;
    let rows = 0;
    for (let place = 0; place + 1 < present.length; place++) {
      const at = offset + (present[place] as number) * STRIDE;
      pull += sums[at] as number;
      weight += sums[at + 1] as number;
      rows += sums[at + 2] as number;
      if (rows < minLeafRows) continue;
      if (node.rows - rows < minLeafRows) return;
      if (this.#isBest(pull, weight, rows, 0))
        this.#found = { column, bin: -1, missingLeft: false, levels: Int32Array.from(present.slice(0, place + 1)) };
    }
  }

  /** The best split that was tried since the node began. What the node never saw goes the way of the heavier side. */
  best(columns: readonly BinnedColumn[], sums: Float64Array, offsets: Int32Array): Split | null {
    const found = this.#found;
    if (found === null) return null;
    const { valueBins } = columns[found.column] as BinnedColumn;
    const offset = offsets[found.column] as number;
    const heavier = this.#leftWeight * 2 > this.#node.weight ? 1 : 0;
    const left = new Uint8Array(256);
    for (let bin = 0; bin <= valueBins; bin++) {
      const seen = (sums[offset + bin * STRIDE + 2] as number) > 0;
      if (found.levels !== null) left[bin] = seen ? Number(found.levels.includes(bin)) : heavier;
      else if (bin < valueBins) left[bin] = Number(bin <= found.bin);
      else left[bin] = seen ? Number(found.missingLeft) : heavier;
    }
    return {
      column: found.column,
      gain: this.#gain,
      bin: found.bin,
      left,
      leftPull: this.#leftPull,
      leftWeight: this.#leftWeight,
      leftRows: this.#leftRows,
    };
  }
}
