import { DomainError } from '../../../kernel/errors.ts';
import type { Bin, BinRange, Binning, Trend } from './bins.ts';
import { type CategoricalGround, countBetween, type Ground, type NumericGround } from './ground.ts';
import { type Tally, weighEvidence } from './weight-of-evidence.ts';

const NONE: Tally = { goods: 0, bads: 0 };

export function sumTallies(tallies: readonly Tally[]): Tally {
  return tallies.reduce((total, bin) => ({ goods: total.goods + bin.goods, bads: total.bads + bin.bads }), NONE);
}

/** The course of the bad rate over ordered bins; equal rates count as rising. */
export function trendOf(tallies: readonly Tally[]): Trend {
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

export function assembleBinning(
  { name, kind }: Pick<Ground, 'name' | 'kind'>,
  ranges: readonly BinRange[],
  tallies: readonly Tally[],
  trend: Trend,
): Binning {
  const evidence = weighEvidence(tallies);
  const bins = ranges.map(
    (range, index): Bin => ({ ...range, ...(tallies[index] as Tally), ...(evidence[index] as { woe: number; iv: number }) }),
  );
  return { name, kind, trend, iv: bins.reduce((total, bin) => total + bin.iv, 0), bins };
}

export function intervalsAt(cuts: readonly number[]): BinRange[] {
  return [...cuts, null].map((upper, index) => ({ kind: 'interval', lower: cuts[index - 1] ?? null, upper }));
}

/** The bins beside the ordered ones: special values and missing, or missing and the levels that no bin lists. */
export function asideRanges(ground: Ground): BinRange[] {
  if (ground.kind === 'categorical') return [{ kind: 'missing' }, { kind: 'other' }];
  return [...ground.specials.map((value): BinRange => ({ kind: 'special', values: [value] })), { kind: 'missing' }];
}

/** Bins numbers at the given ascending cuts, without optimising. */
export function binAtCuts(ground: NumericGround, cuts: readonly number[]): Binning {
  const tallies = [...cuts, Number.POSITIVE_INFINITY].map((upper, index) =>
    countBetween(ground, cuts[index - 1] ?? Number.NEGATIVE_INFINITY, upper),
  );
  const { specials, missing } = ground.tally;
  return assembleBinning(ground, [...intervalsAt(cuts), ...asideRanges(ground)], [...tallies, ...specials, missing], trendOf(tallies));
}

/** Bins categories by the given groups of levels, without optimising; levels in no group share the bin `other`. */
export function binByLevels(ground: CategoricalGround, groups: readonly (readonly string[])[]): Binning {
  const { goods, bads, missing } = ground.tally;
  const groupOf = new Map(groups.flatMap((levels, group) => levels.map((level) => [level, group] as const)));
  const tallies = [...groups.map(() => ({ ...NONE })), { ...NONE }];
  ground.levels.forEach((level, code) => {
    const tally = tallies[groupOf.get(level) ?? groups.length] as { goods: number; bads: number };
    tally.goods += goods[code] as number;
    tally.bads += bads[code] as number;
  });
  const ranges = groups.map((levels): BinRange => ({ kind: 'levels', levels }));
  const [others = NONE] = tallies.splice(groups.length);
  return assembleBinning(ground, [...ranges, ...asideRanges(ground)], [...tallies, missing, others], trendOf(tallies));
}

/** Bins made by hand: ascending cuts of a number, or groups of levels. */
export type GivenBins =
  | { readonly kind: 'cuts'; readonly cuts: readonly number[] }
  | { readonly kind: 'groups'; readonly groups: readonly (readonly string[])[] };

/**
 * Counts bins that were made by hand.
 * @throws {@link DomainError} `bins_kind_mismatch` for cuts of categories or groups of numbers
 */
export function binGiven(ground: Ground, given: GivenBins): Binning {
  if (ground.kind === 'numeric' && given.kind === 'cuts') return binAtCuts(ground, given.cuts);
  if (ground.kind === 'categorical' && given.kind === 'groups') return binByLevels(ground, given.groups);
  throw new DomainError('bins_kind_mismatch', 'invalid', `The bins given for ${ground.name} are not for a ${ground.kind} column.`, {
    params: { column: ground.name },
  });
}
