import type { CategoricalColumn } from '../../../intake/domain/columns.ts';

const WIDEST_STEP = 128;

/** A number in (low, high]: the middle, or `high` where no double lies between. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle > low && middle <= high ? middle : high;
}

interface Distinct {
  readonly values: Float64Array;
  readonly counts: Float64Array;
  readonly total: number;
}

/** Up to so many distinct values are counted one by one, which costs less than to sort all rows. */
const FEW_VALUES = 1024;

/** Null where there are more than a few. */
function fewOf(values: Float64Array): Distinct | null {
  const counted = new Map<number, number>();
  let total = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const before = counted.get(value);
    if (before === undefined && counted.size === FEW_VALUES) return null;
    counted.set(value, (before ?? 0) + 1);
    total++;
  }
  const sorted = Float64Array.from(counted.keys()).sort();
  return { values: sorted, counts: Float64Array.from(sorted, (value) => counted.get(value) ?? 0), total };
}

function distinctOf(values: Float64Array): Distinct {
  return fewOf(values) ?? sortedOf(values);
}

function sortedOf(values: Float64Array): Distinct {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const counts = new Float64Array(known.length);
  let groups = 0;
  for (let place = 0; place < known.length; place++) {
    const value = known[place] as number;
    if (groups === 0 || known[groups - 1] !== value) known[groups++] = value;
    counts[groups - 1] = (counts[groups - 1] as number) + 1;
  }
  return { values: known.subarray(0, groups), counts, total: known.length };
}

/**
 * Cuts between bins of like numbers of rows, each distinct value a bin of its own when there are few. A value
 * that fills a bin alone gets one.
 */
function cutsOf({ values, counts, total }: Distinct, maxBins: number): Float64Array {
  const cuts: number[] = [];
  let left = total;
  let held = 0;
  for (let group = 0; group + 1 < values.length; group++) {
    const few = values.length - group <= maxBins - cuts.length;
    held += counts[group] as number;
    const fill = left / (maxBins - cuts.length);
    if (!few && held < fill && held + (counts[group + 1] as number) / 2 < fill && (counts[group + 1] as number) < fill) continue;
    cuts.push(between(values[group] as number, values[group + 1] as number));
    left -= held;
    held = 0;
  }
  return Float64Array.from(cuts);
}

interface NumericBins {
  readonly bins: Uint8Array;
  readonly valueBins: number;
  readonly cuts: Float64Array;
}

/** Sorts numbers into at most `maxBins` bins, up to 255; NaN goes into the bin after the last. */
export function binNumbers(values: Float64Array, maxBins: number): NumericBins {
  const cuts = cutsOf(distinctOf(values), maxBins);
  const valueBins = cuts.length + 1;
  // No finite value reaches a cut at infinity, so the spare places let the search take the same eight steps always.
  const ladder = new Float64Array(2 * WIDEST_STEP).fill(Number.POSITIVE_INFINITY);
  ladder.set(cuts);
  const bins = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    let bin = 0;
    for (let step = WIDEST_STEP; step > 0; step >>= 1) bin += value >= (ladder[bin + step - 1] as number) ? step : 0;
    bins[row] = Number.isNaN(value) ? valueBins : bin;
  }
  return { bins, valueBins, cuts };
}

interface LevelBins {
  readonly bins: Uint8Array;
  readonly valueBins: number;
  readonly levels: readonly string[];
}

/** Gives the most frequent levels a bin each, in their order by name; the others and missing cells go into the bin after the last. */
export function binLevels({ codes, levels }: CategoricalColumn, maxBins: number): LevelBins {
  const counts = new Int32Array(levels.length);
  for (const code of codes) if (code >= 0 && code < counts.length) counts[code] = (counts[code] as number) + 1;
  const nameOf = (code: number) => levels[code] as string;
  const byName = (left: number, right: number) => (nameOf(left) < nameOf(right) ? -1 : Number(nameOf(left) > nameOf(right)));
  const seen = Array.from(counts.keys()).filter((code) => (counts[code] as number) > 0);
  const kept = seen
    .sort((left, right) => (counts[right] as number) - (counts[left] as number) || byName(left, right))
    .slice(0, maxBins)
    .sort(byName);
  const binOf = new Uint8Array(levels.length).fill(kept.length);
  kept.forEach((code, bin) => {
    binOf[code] = bin;
  });
  return { bins: Uint8Array.from(codes, (code) => binOf[code] ?? kept.length), valueBins: kept.length, levels: kept.map(nameOf) };
}
