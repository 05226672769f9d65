import type { Column } from '../../../intake/domain/columns.ts';
import { buildLookup, lookUpColumn } from '../binning/bin-lookup.ts';
import type { Binning } from '../binning/bins.ts';
import type { Ground } from '../binning/ground.ts';
import { populationStability } from '../metrics.ts';
import type { Drop, SelectionOptions } from './selection-options.ts';

/** Least rows of a period whose distribution is compared. */
const LEAST_PERIOD_ROWS = 100;
/** Numbers that take more values than this are parted into as many periods of like size. */
const MAX_PERIODS = 12;

/**
 * Information value that bins without any meaning show on average: each further bin adds 1/goods + 1/bads, since
 * the value times goods * bads / rows is then chi-square with one degree of freedom less than bins.
 */
export function ivByChance({ bins }: Binning): number {
  const filled = bins.filter((bin) => bin.goods + bin.bads > 0);
  const goods = filled.reduce((total, bin) => total + bin.goods, 0);
  const bads = filled.reduce((total, bin) => total + bin.bads, 0);
  return (filled.length - 1) * (1 / goods + 1 / bads);
}

/** Share of rows that are missing, and of rows that hold the most frequent value. */
export interface Shares {
  readonly missing: number;
  readonly identical: number;
}

export function sharesOf({ tally, rows }: Ground): Shares {
  let identical = 0;
  for (let group = 0; group < tally.goods.length; group++)
    identical = Math.max(identical, (tally.goods[group] as number) + (tally.bads[group] as number));
  const specials = 'specials' in tally ? tally.specials : [];
  for (const { goods, bads } of specials) identical = Math.max(identical, goods + bads);
  return { missing: (tally.missing.goods + tally.missing.bads) / rows, identical: identical / rows };
}

/** Names each row's period: its level, its value where they are few, else its twelfth of all rows; -1 when missing. */
export function periodsOf(column: Column): Int32Array {
  if (column.kind === 'categorical') return column.codes;
  const sorted = column.values.filter((value) => !Number.isNaN(value)).sort();
  const distinct = sorted.filter((value, place) => place === 0 || value !== sorted[place - 1]);
  const starts =
    distinct.length <= MAX_PERIODS
      ? distinct
      : Float64Array.from({ length: MAX_PERIODS }, (_, part) => sorted[Math.floor((part * sorted.length) / MAX_PERIODS)] as number);
  return Int32Array.from(column.values, (value) => (Number.isNaN(value) ? -1 : starts.filter((start) => start <= value).length - 1));
}

/** Highest stability index of the bins between the rows of one period and all others; 0 when no period has rows enough. */
export function instabilityOf(binning: Binning, column: Column, periods: Int32Array): number {
  const { bins } = binning;
  const places = lookUpColumn(buildLookup(binning.name, binning.kind, bins, [...bins.keys()]), column);
  const counts = new Map<number, number[]>();
  const totals = bins.map(() => 0);
  places.forEach((place, row) => {
    const period = periods[row] as number;
    const own = counts.get(period) ?? bins.map(() => 0);
    own[place] = (own[place] as number) + 1;
    totals[place] = (totals[place] as number) + 1;
    counts.set(period, own);
  });
  let highest = 0;
  for (const own of counts.values()) {
    const rows = own.reduce((sum, count) => sum + count, 0);
    if (rows < LEAST_PERIOD_ROWS || places.length - rows < LEAST_PERIOD_ROWS) continue;
    const others = totals.map((total, place) => total - (own[place] as number));
    highest = Math.max(highest, populationStability(own, others));
  }
  return highest;
}

/** Why a column can't be a characteristic by itself, null when it can. */
export function screenBinning(binning: Binning, { missing, identical }: Shares, options: SelectionOptions): Drop | null {
  const drop = (reason: Drop['reason'], value: number): Drop => ({ reason, value, other: null });
  if (missing === 1 || identical === 1) return drop('constant', Math.max(missing, identical));
  if (missing > options.maxMissingShare) return drop('missing_share', missing);
  if (identical > options.maxIdenticalShare) return drop('identical_share', identical);
  if (binning.iv - ivByChance(binning) < options.minIv) return drop('low_iv', binning.iv);
  return binning.iv > options.maxIv ? drop('high_iv', binning.iv) : null;
}
