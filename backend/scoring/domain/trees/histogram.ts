import type { BinnedColumn } from './training-matrix.ts';

/** What a row pulls its leaf towards, and how much it resists: a leaf's best value is the sum of pulls over the sum of weights. */
export interface RowPulls {
  readonly pull: Float64Array;
  readonly weight: Float64Array;
}

/** Places of one bin: sum of pulls, sum of weights, number of rows. */
export const STRIDE = 3;

/** Where each column's bins begin in a histogram, and its length as the last entry. */
export function histogramOffsets(columns: readonly BinnedColumn[]): Int32Array {
  const offsets = new Int32Array(columns.length + 1);
  columns.forEach((column, place) => {
    offsets[place + 1] = (offsets[place] as number) + (column.valueBins + 1) * STRIDE;
  });
  return offsets;
}

interface Pair {
  readonly bins: Uint8Array;
  readonly offset: number;
}

function addOne(sums: Float64Array, rows: Int32Array, pulls: RowPulls, { bins, offset }: Pair): void {
  const { pull, weight } = pulls;
  for (let place = 0; place < rows.length; place++) {
    const at = offset + (bins[rows[place] as number] as number) * STRIDE;
    sums[at] = (sums[at] as number) + (pull[place] as number);
    sums[at + 1] = (sums[at + 1] as number) + (weight[place] as number);
    sums[at + 2] = (sums[at + 2] as number) + 1;
  }
}

// Two columns at a time: their sums do not wait for each other, which matters where most rows share a bin.
function addTwo(sums: Float64Array, rows: Int32Array, pulls: RowPulls, pair: readonly [Pair, Pair]): void {
  const { pull, weight } = pulls;
  const [{ bins: firstBins, offset: firstOffset }, { bins: secondBins, offset: secondOffset }] = pair;
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] as number;
    const p = pull[place] as number;
    const w = weight[place] as number;
    const first = firstOffset + (firstBins[row] as number) * STRIDE;
    const second = secondOffset + (secondBins[row] as number) * STRIDE;
    sums[first] = (sums[first] as number) + p;
    sums[first + 1] = (sums[first + 1] as number) + w;
    sums[first + 2] = (sums[first + 2] as number) + 1;
    sums[second] = (sums[second] as number) + p;
    sums[second + 1] = (sums[second + 1] as number) + w;
    sums[second + 2] = (sums[second + 2] as number) + 1;
  }
}

export interface HistogramOrder {
  readonly columns: readonly BinnedColumn[];
  readonly offsets: Int32Array;
  /** Columns to fill; the bins of others keep what they hold. */
  readonly chosen: Int32Array;
}

/** Sums of `rows`, whose pulls stand in the order of the rows, by bin of each chosen column. */
export function fillHistogram(sums: Float64Array, rows: Int32Array, pulls: RowPulls, order: HistogramOrder): void {
  const { columns, offsets, chosen } = order;
  const pairOf = (place: number): Pair => {
    const column = chosen[place] as number;
    return { bins: (columns[column] as BinnedColumn).bins, offset: offsets[column] as number };
  };
  for (const column of chosen) sums.fill(0, offsets[column] as number, offsets[column + 1] as number);
  let place = 0;
  for (; place + 1 < chosen.length; place += 2) addTwo(sums, rows, pulls, [pairOf(place), pairOf(place + 1)]);
  if (place < chosen.length) addOne(sums, rows, pulls, pairOf(place));
}

/** Takes `part` out of `whole`; sums are whole multiples of a quantum, so nothing is lost. */
export function subtractHistogram(whole: Float64Array, part: Float64Array): void {
  for (let place = 0; place < whole.length; place++) whole[place] = (whole[place] as number) - (part[place] as number);
}
