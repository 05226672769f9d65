import type { CategoricalColumn, NumericColumn } from '../../../intake/domain/columns.ts';
import type { Tally } from './weight-of-evidence.ts';

/** Goods and bads of ordered groups: distinct values of a number, or levels of a category. */
export interface GroupTally {
  readonly goods: Float64Array;
  readonly bads: Float64Array;
}

export interface NumericTally extends GroupTally {
  /** Distinct values in ascending order, without missing and special ones. */
  readonly values: Float64Array;
  readonly missing: Tally;
  /** In the order of `specials`. */
  readonly specials: readonly Tally[];
}

export interface CategoricalTally extends GroupTally {
  readonly missing: Tally;
}

function split(values: Float64Array, target: Uint8Array, wanted: number): Float64Array {
  const kept = new Float64Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    if (target[row] !== wanted) continue;
    const value = values[row] as number;
    if (!Number.isNaN(value)) kept[count++] = value;
  }
  return kept.subarray(0, count).sort();
}

function occurrences(sorted: Float64Array, value: number): number {
  return sorted.lastIndexOf(value) - sorted.indexOf(value) + (sorted.includes(value) ? 1 : 0);
}

/**
 * Counts goods and bads by distinct value. Each class is sorted alone by the engine's numeric sort and the
 * two are merged: several times faster than sorting pairs, and independent of the order of rows.
 */
export function tallyNumeric(column: NumericColumn, target: Uint8Array, specials: readonly number[]): NumericTally {
  const goodValues = split(column.values, target, 0);
  const badValues = split(column.values, target, 1);
  const special = new Set(specials);
  const values = new Float64Array(goodValues.length + badValues.length);
  const goods = new Float64Array(values.length);
  const bads = new Float64Array(values.length);
  let groups = 0;
  let g = 0;
  let b = 0;
  while (g < goodValues.length || b < badValues.length) {
    const value = Math.min(goodValues[g] ?? Number.POSITIVE_INFINITY, badValues[b] ?? Number.POSITIVE_INFINITY);
    const goodStart = g;
    const badStart = b;
    while (goodValues[g] === value) g++;
    while (badValues[b] === value) b++;
    if (special.has(value)) continue;
    values[groups] = value;
    goods[groups] = g - goodStart;
    bads[groups++] = b - badStart;
  }
  let badRows = 0;
  for (const outcome of target) badRows += outcome;
  return {
    values: values.subarray(0, groups),
    goods: goods.subarray(0, groups),
    bads: bads.subarray(0, groups),
    missing: { goods: target.length - badRows - goodValues.length, bads: badRows - badValues.length },
    specials: specials.map((value) => ({ goods: occurrences(goodValues, value), bads: occurrences(badValues, value) })),
  };
}

/** Counts goods and bads by level code. */
export function tallyCategorical(column: CategoricalColumn, target: Uint8Array): CategoricalTally {
  const goods = new Float64Array(column.levels.length + 1);
  const bads = new Float64Array(column.levels.length + 1);
  for (let row = 0; row < target.length; row++) {
    const group = (column.codes[row] as number) + 1;
    const cells = target[row] === 1 ? bads : goods;
    cells[group] = (cells[group] as number) + 1;
  }
  return { goods: goods.subarray(1), bads: bads.subarray(1), missing: { goods: goods[0] as number, bads: bads[0] as number } };
}
