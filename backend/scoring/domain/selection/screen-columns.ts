import type { Column } from '../../../intake/domain/columns.ts';
import { sumTallies } from '../binning/assemble-binning.ts';
import { describeBins } from '../binning/binning-statistics.ts';
import { buildLookup, lookUpColumn } from '../binning/bin-lookup.ts';
import type { Binning } from '../binning/bins.ts';
import type { Ground, NumericGround } from '../binning/ground.ts';
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

/** Of all rows. */
interface Shares {
  readonly missing: number;
  /** The most frequent value's. */
  readonly identical: number;
}

function sharesOf({ tally, rows }: Ground): Shares {
  let identical = 0;
  for (let group = 0; group < tally.goods.length; group++)
    identical = Math.max(identical, (tally.goods[group] as number) + (tally.bads[group] as number));
  const specials = 'specials' in tally ? tally.specials : [];
  for (const { goods, bads } of specials) identical = Math.max(identical, goods + bads);
  return { missing: (tally.missing.goods + tally.missing.bads) / rows, identical: identical / rows };
}

/** Area under the curve of one column alone from which it is too good to be known beforehand. */
export const LEAK_AREA = 0.99;
/** Levels with fewer rows tell their own outcomes always. */
const LEAST_LEVEL_ROWS = 50;

/** Area under the curve of the numbers as they are, in whichever direction they rank better. */
function areaOfNumbers({ tally }: NumericGround): number {
  let below = 0;
  let wins = 0;
  let bads = 0;
  tally.goods.forEach((goods, group) => {
    const own = tally.bads[group] as number;
    wins += own * (below + goods / 2);
    below += goods;
    bads += own;
  });
  const area = below === 0 || bads === 0 ? 0.5 : wins / (below * bads);
  return Math.max(area, 1 - area);
}

/**
 * Area under the curve of one column alone: of its bins, and of its values, since values that part the outcomes wholly
 * leave no two bins with both goods and bads.
 */
export function areaAlone(ground: Ground, binning: Binning): number {
  const binned = (describeBins(binning.bins).gini + 1) / 2;
  if (ground.kind === 'numeric') {
    const { goods, bads } = ground.tally.missing;
    // Where values are missing, the bins tell what that tells.
    return (goods + bads) * 2 > ground.rows ? binned : Math.max(binned, areaOfNumbers(ground));
  }
  const { tally } = ground;
  const levels = Array.from(tally.goods, (goods, code) => ({ goods, bads: tally.bads[code] as number }));
  const frequent = levels.filter(({ goods, bads }) => goods + bads >= LEAST_LEVEL_ROWS);
  const rare = sumTallies(levels.filter(({ goods, bads }) => goods + bads < LEAST_LEVEL_ROWS));
  return Math.max(binned, (describeBins([...frequent, rare, tally.missing]).gini + 1) / 2);
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

/** Why a column can't be a characteristic by itself, null when it can; `area` is that of {@link areaAlone}. */
export function screenBinning(binning: Binning, ground: Ground, area: number, options: SelectionOptions): Drop | null {
  const drop = (reason: Drop['reason'], value: number): Drop => ({ reason, value, other: null });
  const { missing, identical } = sharesOf(ground);
  if (missing === 1 || identical === 1) return drop('constant', Math.max(missing, identical));
  if (missing > options.maxMissingShare) return drop('missing_share', missing);
  if (identical > options.maxIdenticalShare) return drop('identical_share', identical);
  const floor = Math.max(options.minIv, Math.min(options.weakIv, options.timesChance * ivByChance(binning)));
  if (binning.iv <= floor) return area > LEAK_AREA ? drop('leakage', area) : drop('low_iv', binning.iv);
  return binning.iv > options.maxIv ? drop('high_iv', binning.iv) : null;
}
