import { type NumericGround, placeOf } from '../binning/ground.ts';

/** A place where a cut may stand, with the goods and bads below it. */
export interface CutPlace {
  readonly value: number;
  readonly goods: number;
  readonly bads: number;
}

const MOST_DIGITS = 15;

/** The number in `(below, above]` with the fewest digits: people read and keep 30 better than 29.87. */
function roundestBetween(below: number, above: number): number {
  const size = Math.ceil(Math.log10(Math.max(below === Number.NEGATIVE_INFINITY ? 0 : Math.abs(below), Math.abs(above), Number.MIN_VALUE)));
  for (let digits = -size; digits <= MOST_DIGITS - size; digits++) {
    const scale = 10 ** digits;
    const candidate = Number((Math.floor(above * scale) / scale).toPrecision(MOST_DIGITS));
    if (candidate > below && candidate <= above) return candidate;
  }
  return above;
}

/** First distinct value with at least `rows` rows below it. */
function placeOfRows({ tally, goodsBelow, badsBelow }: NumericGround, rows: number): number {
  let low = 0;
  let high = tally.values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((goodsBelow[middle] as number) + (badsBelow[middle] as number) < rows) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How far from its even place a cut may go to stand at a round number, in parts of the way to the next. */
const ROUNDING_REACH = 0.3;

/** About `limit` round numbers with like many rows between. */
function evenCuts(ground: NumericGround, rows: number, limit: number): number[] {
  const { values } = ground.tally;
  return Array.from({ length: limit }, (_, part) => {
    const rowsAt = (place: number) => (rows * place) / (limit + 1);
    const low = placeOfRows(ground, rowsAt(part + 1 - ROUNDING_REACH));
    const high = Math.min(values.length - 1, Math.max(low, placeOfRows(ground, rowsAt(part + 1 + ROUNDING_REACH))));
    return roundestBetween(low === 0 ? Number.NEGATIVE_INFINITY : (values[low - 1] as number), values[high] as number);
  });
}

/**
 * Places for cuts: between all distinct values where these are few, else about `limit` of them with like many rows between.
 * Each is a round number, but a cut in `kept` stays the number that it is, so that a cut which is moved away finds back.
 */
export function cutGrid(ground: NumericGround, kept: readonly number[], limit: number): CutPlace[] {
  const { tally, goodsBelow, badsBelow } = ground;
  const { values } = tally;
  const rows = (goodsBelow[values.length] as number) + (badsBelow[values.length] as number);
  const cuts =
    values.length <= limit + 1
      ? Array.from(values.subarray(1), (value, before) => roundestBetween(values[before] as number, value))
      : evenCuts(ground, rows, limit);
  const cutOf = new Map([...cuts, ...kept].map((cut) => [placeOf(values, cut), cut]));
  return [...cutOf.entries()]
    .filter(([place]) => place > 0 && place < values.length)
    .sort(([left], [right]) => left - right)
    .map(([place, value]) => ({ value, goods: goodsBelow[place] as number, bads: badsBelow[place] as number }));
}
