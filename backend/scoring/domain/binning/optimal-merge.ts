import { twoSidedPValue } from '../normal-distribution.ts';
import type { Tally } from './weight-of-evidence.ts';

/** Course of the bad rate that a merge must keep; `peak` rises, then falls, and holds both monotone courses. */
export const SHAPES = ['ascending', 'descending', 'peak', 'valley', 'free'] as const;
export type Shape = (typeof SHAPES)[number];

export interface MergeProblem {
  /** Ordered pre-bins, none of them without goods or without bads. */
  readonly prebins: readonly Tally[];
  /** Totals that the shares are taken of; they include missing and special rows. */
  readonly totals: Tally;
  readonly shape: Shape;
  readonly minBins: number;
  readonly maxBins: number;
  readonly minRows: number;
  readonly maxRows: number;
  /** Least number of bads, and of goods, in a bin. */
  readonly minEvents: number;
  /** Least chi-square of any two neighbours, 0 for none: {@link chiSquareAt} of the highest p-value allowed. */
  readonly minChiSquare: number;
  /** Least gap between the bad rates of any two neighbours. */
  readonly minRateGap: number;
  /** Pre-bins at which a bin must begin, ascending. */
  readonly fixed: readonly number[];
}

/** Limits that allow everything. */
export const UNLIMITED: Omit<MergeProblem, 'prebins' | 'totals' | 'shape'> = {
  minBins: 1,
  maxBins: Number.POSITIVE_INFINITY,
  minRows: 0,
  maxRows: Number.POSITIVE_INFINITY,
  minEvents: 1,
  minChiSquare: 0,
  minRateGap: 0,
  fixed: [],
};

export interface Merge {
  readonly iv: number;
  /** First pre-bin of each bin, ascending, beginning with 0. */
  readonly starts: readonly number[];
}

/** Prefix counts and the value of every candidate bin `[i, j)`, -1 when it is inadmissible. */
interface Candidates {
  readonly size: number;
  readonly bads: Float64Array;
  readonly rows: Float64Array;
  readonly iv: Float64Array;
}

function candidatesOf(problem: MergeProblem, flipped: boolean): Candidates {
  const size = problem.prebins.length;
  const goods = new Float64Array(size + 1);
  const bads = new Float64Array(size + 1);
  const rows = new Float64Array(size + 1);
  problem.prebins.forEach((bin, index) => {
    goods[index + 1] = (goods[index] as number) + (flipped ? bin.bads : bin.goods);
    bads[index + 1] = (bads[index] as number) + (flipped ? bin.goods : bin.bads);
    rows[index + 1] = (rows[index] as number) + bin.goods + bin.bads;
  });
  const totalGoods = flipped ? problem.totals.bads : problem.totals.goods;
  const totalBads = flipped ? problem.totals.goods : problem.totals.bads;
  const firstFixedAfter = Array.from({ length: size }, (_, i) => problem.fixed.find((start) => start > i) ?? size);
  const iv = new Float64Array((size + 1) * (size + 1)).fill(-1);
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j <= (firstFixedAfter[i] as number); j++) {
      const g = (goods[j] as number) - (goods[i] as number);
      const b = (bads[j] as number) - (bads[i] as number);
      if (g + b < problem.minRows || g + b > problem.maxRows || g < problem.minEvents || b < problem.minEvents) continue;
      const goodShare = g / totalGoods;
      const badShare = b / totalBads;
      iv[i * (size + 1) + j] = (badShare - goodShare) * Math.log(badShare / goodShare);
    }
  }
  return { size, bads, rows, iv };
}

/** Best value of a chain of bins that ends with `[i, j)`, and the start of the bin before it. */
interface Layer {
  readonly rising: Float64Array;
  readonly falling: Float64Array;
  /** Start of the bin before; for `falling`, shifted by the table's width when that bin still rises. */
  readonly fromRising: Int32Array;
  readonly fromFalling: Int32Array;
}

function newLayer(cells: number): Layer {
  return {
    rising: new Float64Array(cells).fill(-1),
    falling: new Float64Array(cells).fill(-1),
    fromRising: new Int32Array(cells).fill(-1),
    fromFalling: new Int32Array(cells).fill(-1),
  };
}

interface Rules {
  readonly form: 'rise' | 'unimodal' | 'free';
  readonly minChiSquare: number;
  readonly minRateGap: number;
}

/**
 * Extends every chain of `before` that ends at pre-bin i by the bin `[i, j)`. Rates are compared as
 * cross-products of whole counts, hence without rounding.
 */
function extendLayer(candidates: Candidates, before: Layer, after: Layer, rules: Rules, first: boolean): void {
  const { size, bads, rows, iv } = candidates;
  const { form, minChiSquare, minRateGap } = rules;
  const isBounded = minChiSquare > 0 || minRateGap > 0;
  const width = size + 1;
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j <= size; j++) {
      const cell = i * width + j;
      const own = iv[cell] as number;
      if (own < 0) continue;
      if (i === 0) {
        if (first) after.rising[cell] = own;
        continue;
      }
      const b = (bads[j] as number) - (bads[i] as number);
      const n = (rows[j] as number) - (rows[i] as number);
      let rising = -1;
      let falling = -1;
      let fromRising = -1;
      let fromFalling = -1;
      for (let h = 0; h < i; h++) {
        const previous = h * width + i;
        const up = before.rising[previous] as number;
        const down = before.falling[previous] as number;
        const rowsBefore = (rows[i] as number) - (rows[h] as number);
        const order = b * rowsBefore - ((bads[i] as number) - (bads[h] as number)) * n;
        if (isBounded) {
          const product = rowsBefore * n;
          if (Math.abs(order) < minRateGap * product) continue;
          const bothBads = (bads[j] as number) - (bads[h] as number);
          const both = rowsBefore + n;
          if (both * order * order < minChiSquare * product * bothBads * (both - bothBads)) continue;
        }
        if ((order > 0 || form === 'free') && up > rising) {
          rising = up;
          fromRising = h;
        }
        if (order < 0 && form === 'unimodal') {
          if (up > falling) {
            falling = up;
            fromFalling = h + width;
          }
          if (down > falling) {
            falling = down;
            fromFalling = h;
          }
        }
      }
      if (rising >= 0) {
        after.rising[cell] = rising + own;
        after.fromRising[cell] = fromRising;
      }
      if (falling >= 0) {
        after.falling[cell] = falling + own;
        after.fromFalling[cell] = fromFalling;
      }
    }
  }
}

/** No p-value above the smallest double lies beyond so many standard deviations. */
const MAX_DEVIATE = 39;
const BISECTIONS = 100;

interface End {
  readonly iv: number;
  readonly layer: number;
  readonly start: number;
  readonly falls: boolean;
}

function bestEnd(layers: readonly Layer[], size: number, fewest: number): End {
  let best: End = { iv: -1, layer: -1, start: -1, falls: false };
  layers.forEach((layer, index) => {
    if (index < fewest) return;
    for (let start = 0; start < size; start++) {
      const cell = start * (size + 1) + size;
      const up = layer.rising[cell] as number;
      const down = layer.falling[cell] as number;
      if (up > best.iv) best = { iv: up, layer: index, start, falls: false };
      if (down > best.iv) best = { iv: down, layer: index, start, falls: true };
    }
  });
  return best;
}

function traceBack(layers: readonly Layer[], size: number, end: End): number[] {
  const width = size + 1;
  const starts = [end.start];
  let { layer, start, falls } = end;
  let stop = size;
  while (start > 0) {
    const table = layers[layer] as Layer;
    const cell = start * width + stop;
    const from = (falls ? table.fromFalling[cell] : table.fromRising[cell]) as number;
    stop = start;
    start = from >= width ? from - width : from;
    falls = falls && from < width;
    if (layers.length > 1) layer--;
    starts.unshift(start);
  }
  return starts;
}

/** Chi-square with one degree of freedom that has the two-sided p-value `pValue`. */
export function chiSquareAt(pValue: number): number {
  let low = 0;
  let high = MAX_DEVIATE;
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (twoSidedPValue(middle) > pValue) low = middle;
    else high = middle;
  }
  return low * low;
}

/** The best merge of any number of bins. */
function mergeFreely(candidates: Candidates, rules: Rules): Merge | null {
  const only = newLayer((candidates.size + 1) ** 2);
  extendLayer(candidates, only, only, rules, true);
  return mergeAt([only], candidates.size, 0);
}

/** The best merge of at least `fewest` and at most `most` bins, one layer for each number of bins. */
function mergeCounted(candidates: Candidates, rules: Rules, fewest: number, most: number): Merge | null {
  const cells = (candidates.size + 1) ** 2;
  const layers: Layer[] = [newLayer(cells)];
  extendLayer(candidates, newLayer(cells), layers[0] as Layer, rules, true);
  for (let count = 2; count <= most; count++) {
    const next = newLayer(cells);
    extendLayer(candidates, layers[count - 2] as Layer, next, rules, false);
    layers.push(next);
  }
  return mergeAt(layers, candidates.size, fewest - 1);
}

function mergeAt(layers: readonly Layer[], size: number, fewest: number): Merge | null {
  const end = bestEnd(layers, size, fewest);
  return end.layer < 0 ? null : { iv: end.iv, starts: traceBack(layers, size, end) };
}

/**
 * The merge of neighbouring pre-bins with the highest information value among all that keep the shape and
 * the limits: exact, by dynamic programming over the last bin, O(m^3) for m pre-bins and O(k m^3) when the
 * number of bins k is limited and the best merge of any number breaks the limit. Falling shapes are rising ones
 * with goods and bads exchanged, which leaves the information value as it is. Under a shape, neighbours of
 * equal bad rate are no two bins.
 * @returns null when no merge meets the limits
 */
export function mergeOptimally(problem: MergeProblem): Merge | null {
  const { shape, minBins, maxBins, minChiSquare, minRateGap } = problem;
  const flipped = shape === 'descending' || shape === 'valley';
  const form = shape === 'free' ? 'free' : shape === 'peak' || shape === 'valley' ? 'unimodal' : 'rise';
  const rules: Rules = { form, minChiSquare, minRateGap };
  const candidates = candidatesOf(problem, flipped);
  const best = mergeFreely(candidates, rules);
  if (best === null || (best.starts.length >= minBins && best.starts.length <= maxBins)) return best;
  return mergeCounted(candidates, rules, minBins, Math.min(maxBins, candidates.size));
}
