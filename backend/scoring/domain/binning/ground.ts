import { type Column, rowCount } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { type CategoricalTally, type NumericTally, tallyCategorical, tallyNumeric } from './tally.ts';
import type { Tally } from './weight-of-evidence.ts';

/** Counts of an attribute of numbers by distinct value; `goodsBelow[i]` and `badsBelow[i]` are those below `tally.values[i]`. */
export interface NumericGround {
  readonly kind: 'numeric';
  readonly name: string;
  readonly rows: number;
  readonly tally: NumericTally;
  readonly specials: readonly number[];
  readonly goodsBelow: Float64Array;
  readonly badsBelow: Float64Array;
}

/** Counts of an attribute of categories by level. */
export interface CategoricalGround {
  readonly kind: 'categorical';
  readonly name: string;
  readonly rows: number;
  readonly tally: CategoricalTally;
  readonly levels: readonly string[];
}

/** What any bins of one attribute are counted from, without its rows: made once, it counts a bin in no time. */
export type Ground = NumericGround | CategoricalGround;

/** @throws {@link DomainError} `target_one_class`, `target_length` */
function checkTarget(column: Column, target: Uint8Array): void {
  const rows = rowCount(column);
  const bads = target.reduce((count, outcome) => count + outcome, 0);
  if (rows !== target.length) {
    throw new DomainError('target_length', 'invalid', `Column ${column.name} and the target differ in length.`, {
      params: { column: column.name },
    });
  }
  if (bads === 0 || bads === rows) {
    throw new DomainError('target_one_class', 'unprocessable', 'Binning needs rows with a good and rows with a bad outcome.');
  }
}

function runningTotals(counts: Float64Array): Float64Array {
  const totals = new Float64Array(counts.length + 1);
  for (let index = 0; index < counts.length; index++) totals[index + 1] = (totals[index] as number) + (counts[index] as number);
  return totals;
}

/** @throws {@link DomainError} `target_one_class`, `target_length` */
export function groundOf(column: Column, target: Uint8Array, specials: readonly number[]): Ground {
  checkTarget(column, target);
  const { name } = column;
  const rows = target.length;
  if (column.kind === 'categorical')
    return { kind: 'categorical', name, rows, tally: tallyCategorical(column, target), levels: column.levels };
  const tally = tallyNumeric(column, target, specials);
  return { kind: 'numeric', name, rows, tally, specials, goodsBelow: runningTotals(tally.goods), badsBelow: runningTotals(tally.bads) };
}

/** Number of distinct values below `bound`. */
export function placeOf(values: Float64Array, bound: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Goods and bads with a value in `[lower, upper)`. */
export function countBetween({ tally, goodsBelow, badsBelow }: NumericGround, lower: number, upper: number): Tally {
  const from = placeOf(tally.values, lower);
  const to = placeOf(tally.values, upper);
  return {
    goods: (goodsBelow[to] as number) - (goodsBelow[from] as number),
    bads: (badsBelow[to] as number) - (badsBelow[from] as number),
  };
}
