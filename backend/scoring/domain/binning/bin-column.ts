import type { Column } from '../../../intake/domain/columns.ts';
import { asideRanges, assembleBinning, intervalsAt, sumTallies, trendOf } from './assemble-binning.ts';
import { type BinningOptions, DEFAULT_BINNING } from './binning-options.ts';
import type { BinRange, Binning, Trend } from './bins.ts';
import { growTree } from './classification-tree.ts';
import { type CategoricalGround, type Ground, groundOf, type NumericGround, placeOf } from './ground.ts';
import { chiSquareAt, mergeOptimally, type Merge, type Shape } from './optimal-merge.ts';
import { joinGroups, mergePureBins, type Prebins } from './prebin.ts';
import type { GroupTally } from './tally.ts';
import { filledTotals, type Tally } from './weight-of-evidence.ts';

interface Merged {
  readonly starts: readonly number[];
  readonly trend: Trend;
}

function better(left: Merge | null, right: Merge | null): Merge | null {
  if (left === null || right === null) return left ?? right;
  return right.iv > left.iv ? right : left;
}

/** Ordered groups, the bins that stand beside them, and the groups at which a bin must begin. */
interface Ordered {
  readonly groups: GroupTally;
  readonly aside: readonly Tally[];
  readonly fixed: readonly number[];
  readonly rows: number;
}

function merge({ groups, aside, fixed, rows }: Ordered, options: BinningOptions): Merged {
  const prebins = prebin(groups, fixed, options);
  const totals = filledTotals([...prebins.tallies, ...aside]);
  const limits = {
    prebins: prebins.tallies,
    totals,
    minBins: options.minBins,
    maxBins: options.maxBins,
    minRows: Math.ceil(options.minBinShare * rows),
    maxRows: Math.floor(options.maxBinShare * rows),
    minEvents: Math.max(1, options.minBinEvents),
    minChiSquare: options.maxPValue < 1 ? chiSquareAt(options.maxPValue) : 0,
    minRateGap: options.minRateGap,
    fixed: prebins.starts.flatMap((start, place) => (fixed.includes(start) ? [place] : [])),
  };
  const solve = (shape: Shape) => mergeOptimally({ ...limits, shape });
  let found: Merge | null;
  if (options.shape === 'auto') {
    found = better(solve('ascending'), solve('descending'));
    const curved = better(solve('peak'), solve('valley'));
    if (curved !== null && curved.iv >= (found?.iv ?? 0) * (1 + options.peakValleyGain)) found = curved;
  } else {
    found = solve(options.shape);
  }
  const chosen = found?.starts ?? [0];
  const starts = chosen.map((index) => prebins.starts[index] as number);
  const tallies = chosen.map((start, index) => sumTallies(prebins.tallies.slice(start, chosen[index + 1])));
  return { starts, trend: trendOf(tallies) };
}

function leastLeafRows(rows: number, options: BinningOptions): number {
  return Math.max(options.minPrebinRows, Math.ceil(options.minPrebinShare * rows));
}

function prebin(groups: GroupTally, fixed: readonly number[], options: BinningOptions): Prebins {
  const rows = groups.goods.reduce((total, count, group) => total + count + (groups.bads[group] as number), 0);
  const cuts = growTree(groups, { maxLeaves: options.maxPrebins, minLeafRows: leastLeafRows(rows, options) });
  const all = fixed.length === 0 ? cuts : [...new Set([...cuts, ...fixed])].sort((left, right) => left - right);
  return mergePureBins(groups, all);
}

/** A number above `below` and not above `above`, so that `[a, b)` parts the two even when they are neighbours. */
function boundBetween(below: number, above: number): number {
  const middle = below / 2 + above / 2;
  return middle > below && middle <= above ? middle : above;
}

function binNumeric(ground: NumericGround, options: BinningOptions): Binning {
  const { tally } = ground;
  const { values } = tally;
  const aside = [...tally.specials, tally.missing];
  const splitAt = new Map(options.splits.map((split) => [placeOf(values, split), split]));
  const fixed = [...splitAt.keys()].filter((place) => place > 0 && place < values.length);
  const { starts, trend } = merge({ groups: tally, aside, fixed, rows: ground.rows }, options);
  const cuts = starts.slice(1).map((start) => splitAt.get(start) ?? boundBetween(values[start - 1] as number, values[start] as number));
  return assembleBinning(ground, [...intervalsAt(cuts), ...asideRanges(ground)], [...joinGroups(tally, starts), ...aside], trend);
}

/** Levels that occur, ordered by bad rate; equal rates keep the order of the levels. */
function orderByRate(codes: readonly number[], { goods, bads }: GroupTally): number[] {
  const rate = (code: number) => (bads[code] as number) / ((goods[code] as number) + (bads[code] as number));
  return [...codes].sort((left, right) => rate(left) - rate(right) || left - right);
}

/** More rare levels than this are pooled however few their rows: a card must not list thousands of names. */
const MAX_RARE_LISTED = 100;

/** Codes that stand for themselves, and those too rare to: these are pooled when together they are many enough. */
function partRare(tally: GroupTally, options: BinningOptions): { readonly listed: readonly number[]; readonly pooled: readonly number[] } {
  const rowsOf = (code: number) => (tally.goods[code] as number) + (tally.bads[code] as number);
  const present = [...tally.goods.keys()].filter((code) => rowsOf(code) > 0);
  const count = (codes: readonly number[]) => codes.reduce((total, code) => total + rowsOf(code), 0);
  const least = leastLeafRows(count(present), options);
  const rare = options.poolRareLevels ? present.filter((code) => rowsOf(code) < least) : [];
  if (rare.length < 2 || (rare.length <= MAX_RARE_LISTED && count(rare) < least)) return { listed: present, pooled: [] };
  return { listed: present.filter((code) => rowsOf(code) >= least), pooled: rare };
}

function binCategorical(ground: CategoricalGround, options: BinningOptions): Binning {
  const { tally, levels } = ground;
  const { listed, pooled } = partRare(tally, options);
  const order = orderByRate(listed, tally);
  const groups: GroupTally = {
    goods: Float64Array.from(order, (code) => tally.goods[code] as number),
    bads: Float64Array.from(order, (code) => tally.bads[code] as number),
  };
  const others = sumTallies(pooled.map((code) => ({ goods: tally.goods[code] as number, bads: tally.bads[code] as number })));
  const aside = [tally.missing, others];
  const { starts, trend } = merge({ groups, aside, fixed: [], rows: ground.rows }, { ...options, shape: 'ascending' });
  const ranges = starts.flatMap((start, index): BinRange[] => {
    const codes = order.slice(start, starts[index + 1]);
    return codes.length === 0 ? [] : [{ kind: 'levels', levels: codes.map((code) => levels[code] as string).sort() }];
  });
  const tallies = ranges.length === 0 ? [] : joinGroups(groups, starts);
  return assembleBinning(ground, [...ranges, ...asideRanges(ground)], [...tallies, ...aside], trend);
}

/** Bins one attribute from its counts, as {@link binColumn} does. */
export function binGround(ground: Ground, options: BinningOptions): Binning {
  return ground.kind === 'numeric' ? binNumeric(ground, options) : binCategorical(ground, options);
}

/**
 * Bins one attribute for the most information value under `options`. Missing and special values have bins
 * of their own with their own weight; rare levels share the bin `other`, or where they are few join the
 * neighbour in bad rate; without them a value that training never showed weighs 0. Where no merge meets all
 * limits there is one bin. The same rows give the same bins in whatever order they come.
 * @throws {@link DomainError} `target_one_class`, `target_length`
 */
export function binColumn(column: Column, target: Uint8Array, options: BinningOptions = DEFAULT_BINNING): Binning {
  return binGround(groundOf(column, target, options.specials), options);
}
