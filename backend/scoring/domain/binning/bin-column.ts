import { type CategoricalColumn, type Column, type NumericColumn, rowCount } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Bin, BinRange, Binning, Trend } from './bins.ts';
import { growTree } from './classification-tree.ts';
import { mergeOptimally, type Merge, type Shape } from './optimal-merge.ts';
import { joinGroups, mergePureBins, type Prebins } from './prebin.ts';
import { type GroupTally, tallyCategorical, tallyNumeric } from './tally.ts';
import { filledTotals, type Tally, weighEvidence } from './weight-of-evidence.ts';

export interface BinningOptions {
  /** Most leaves of the tree that makes the pre-bins, and the least share of the valued rows in each. */
  readonly maxPrebins: number;
  readonly minPrebinShare: number;
  /** Least number of rows in a pre-bin: on small samples a share alone leaves too few bads to tell a rate. */
  readonly minPrebinRows: number;
  readonly maxBins: number;
  /** Least share of all rows in a bin. */
  readonly minBinShare: number;
  /** Least number of goods, and of bads, in a bin. */
  readonly minBinEvents: number;
  /** `auto` is ascending or descending, whichever tells more, unless a peak or valley gains enough. */
  readonly shape: Shape | 'auto';
  /** Relative gain in information value from which `auto` takes a peak or valley. */
  readonly peakValleyGain: number;
  /** Numbers that are codes and not quantities: each gets its own bin. */
  readonly specials: readonly number[];
}

/** Many small pre-bins, merged to a monotone course unless a peak or valley tells a tenth more. */
export const DEFAULT_BINNING: BinningOptions = {
  maxPrebins: 40,
  minPrebinShare: 0.02,
  minPrebinRows: 50,
  maxBins: 20,
  minBinShare: 0,
  minBinEvents: 1,
  shape: 'auto',
  peakValleyGain: 0.1,
  specials: [],
};

interface Merged {
  readonly starts: readonly number[];
  readonly trend: Trend;
}

function trendOf(tallies: readonly Tally[]): Trend {
  let rises = 0;
  let falls = 0;
  let turns = '';
  tallies.slice(1).forEach((bin, index) => {
    const before = tallies[index] as Tally;
    const order = bin.bads * (before.goods + before.bads) - before.bads * (bin.goods + bin.bads);
    if (order >= 0) rises++;
    else falls++;
    const step = order >= 0 ? '+' : '-';
    if (!turns.endsWith(step)) turns += step;
  });
  if (rises + falls === 0) return 'flat';
  if (falls === 0) return 'ascending';
  if (rises === 0) return 'descending';
  return turns === '+-' ? 'peak' : turns === '-+' ? 'valley' : 'free';
}

function better(left: Merge | null, right: Merge | null): Merge | null {
  if (left === null || right === null) return left ?? right;
  return right.iv > left.iv ? right : left;
}

function merge(prebins: Prebins, aside: readonly Tally[], rows: number, options: BinningOptions): Merged {
  const totals = filledTotals([...prebins.tallies, ...aside]);
  const solve = (shape: Shape) =>
    mergeOptimally({
      prebins: prebins.tallies,
      totals,
      shape,
      maxBins: options.maxBins,
      minRows: Math.ceil(options.minBinShare * rows),
      minEvents: Math.max(1, options.minBinEvents),
    });
  let found: Merge | null;
  if (options.shape === 'auto') {
    found = better(solve('ascending'), solve('descending'));
    const curved = better(solve('peak'), solve('valley'));
    if (found !== null && curved !== null && curved.iv >= found.iv * (1 + options.peakValleyGain)) found = curved;
  } else {
    found = solve(options.shape);
  }
  const chosen = found?.starts ?? [0];
  const starts = chosen.map((index) => prebins.starts[index] as number);
  const tallies = chosen.map((start, index) => sum(prebins.tallies.slice(start, chosen[index + 1])));
  return { starts, trend: trendOf(tallies) };
}

function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce((total, bin) => ({ goods: total.goods + bin.goods, bads: total.bads + bin.bads }), { goods: 0, bads: 0 });
}

function prebin(groups: GroupTally, options: BinningOptions): Prebins {
  const { goods, bads } = sum(Array.from(groups.goods, (count, group) => ({ goods: count, bads: groups.bads[group] as number })));
  const minLeafRows = Math.max(options.minPrebinRows, Math.ceil(options.minPrebinShare * (goods + bads)));
  return mergePureBins(groups, growTree(groups, { maxLeaves: options.maxPrebins, minLeafRows }));
}

/** A number above `below` and not above `above`, so that `[a, b)` parts the two even when they are neighbours. */
function boundBetween(below: number, above: number): number {
  const middle = below / 2 + above / 2;
  return middle > below && middle <= above ? middle : above;
}

function assemble(column: Column, ranges: readonly BinRange[], tallies: readonly Tally[], trend: Trend): Binning {
  const evidence = weighEvidence(tallies);
  const bins = ranges.map(
    (range, index): Bin => ({ ...range, ...(tallies[index] as Tally), ...(evidence[index] as { woe: number; iv: number }) }),
  );
  return { name: column.name, kind: column.kind, trend, iv: bins.reduce((total, bin) => total + bin.iv, 0), bins };
}

function intervals(cuts: readonly number[]): BinRange[] {
  return [...cuts, null].map((upper, index) => ({ kind: 'interval', lower: cuts[index - 1] ?? null, upper }));
}

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

function binNumeric(column: NumericColumn, target: Uint8Array, options: BinningOptions): Binning {
  const tally = tallyNumeric(column, target, options.specials);
  const aside = [...tally.specials, tally.missing];
  const { starts, trend } = merge(prebin(tally, options), aside, target.length, options);
  const cuts = starts.slice(1).map((start) => boundBetween(tally.values[start - 1] as number, tally.values[start] as number));
  const specials = options.specials.map((value): BinRange => ({ kind: 'special', values: [value] }));
  return assemble(column, [...intervals(cuts), ...specials, { kind: 'missing' }], [...joinGroups(tally, starts), ...aside], trend);
}

/** Levels that occur, ordered by bad rate; equal rates keep the order of the levels. */
function orderByRate(goods: Float64Array, bads: Float64Array): number[] {
  const rate = (code: number) => (bads[code] as number) / ((goods[code] as number) + (bads[code] as number));
  const present = Array.from(goods.keys()).filter((code) => (goods[code] as number) + (bads[code] as number) > 0);
  return present.sort((left, right) => rate(left) - rate(right) || left - right);
}

function binCategorical(column: CategoricalColumn, target: Uint8Array, options: BinningOptions): Binning {
  const tally = tallyCategorical(column, target);
  const order = orderByRate(tally.goods, tally.bads);
  const groups: GroupTally = {
    goods: Float64Array.from(order, (code) => tally.goods[code] as number),
    bads: Float64Array.from(order, (code) => tally.bads[code] as number),
  };
  const { starts, trend } = merge(prebin(groups, options), [tally.missing], target.length, { ...options, shape: 'ascending' });
  const ranges = starts.map((start, index): BinRange => {
    const codes = order.slice(start, starts[index + 1]);
    return { kind: 'levels', levels: codes.map((code) => column.levels[code] as string).sort() };
  });
  const aside: Tally[] = [tally.missing, { goods: 0, bads: 0 }];
  return assemble(column, [...ranges, { kind: 'missing' }, { kind: 'other' }], [...joinGroups(groups, starts), ...aside], trend);
}

/**
 * Bins one attribute for the most information value under `options`. Missing and special values have bins
 * of their own with their own weight; levels join the neighbour in bad rate when they are rare; a value that
 * training never showed weighs 0. The same rows give the same bins in whatever order they come.
 * @throws {@link DomainError} `target_one_class`, `target_length`
 */
export function binColumn(column: Column, target: Uint8Array, options: BinningOptions = DEFAULT_BINNING): Binning {
  checkTarget(column, target);
  return column.kind === 'numeric' ? binNumeric(column, target, options) : binCategorical(column, target, options);
}

/** Bins numbers at the given ascending cuts, without optimising. @throws {@link DomainError} `target_one_class`, `target_length` */
export function binAtCuts(column: NumericColumn, target: Uint8Array, cuts: readonly number[]): Binning {
  checkTarget(column, target);
  const tally = tallyNumeric(column, target, []);
  const tallies = cuts.concat(Number.POSITIVE_INFINITY).map((upper, index) => {
    const lower = cuts[index - 1] ?? Number.NEGATIVE_INFINITY;
    return sum(
      Array.from(tally.values, (value, group) =>
        value >= lower && value < upper
          ? { goods: tally.goods[group] as number, bads: tally.bads[group] as number }
          : { goods: 0, bads: 0 },
      ),
    );
  });
  return assemble(column, [...intervals(cuts), { kind: 'missing' }], [...tallies, tally.missing], trendOf(tallies));
}

/** Bins categories by the given groups of levels, without optimising. @throws {@link DomainError} `target_one_class`, `target_length` */
export function binByLevels(column: CategoricalColumn, target: Uint8Array, groups: readonly (readonly string[])[]): Binning {
  checkTarget(column, target);
  const tally = tallyCategorical(column, target);
  const tallies = groups.map((levels) =>
    sum(
      levels
        .map((level) => column.levels.indexOf(level))
        .filter((code) => code >= 0)
        .map((code) => ({ goods: tally.goods[code] as number, bads: tally.bads[code] as number })),
    ),
  );
  const ranges = groups.map((levels): BinRange => ({ kind: 'levels', levels }));
  return assemble(
    column,
    [...ranges, { kind: 'missing' }, { kind: 'other' }],
    [...tallies, tally.missing, { goods: 0, bads: 0 }],
    trendOf(tallies),
  );
}
