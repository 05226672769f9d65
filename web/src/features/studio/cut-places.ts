import type { StudioBins } from '../../../../backend/scoring/studio/schemas.ts';

export type Place = StudioBins['grid'][number];
type Bin = StudioBins['bins'][number];

export const rowsBelow = ({ goods, bads }: Place): number => goods + bads;

export function intervalsOf(bins: readonly Bin[]): Bin[] {
  return bins.filter(({ kind }) => kind === 'interval');
}

export function cutsOf(bins: readonly Bin[]): number[] {
  return bins.flatMap(({ kind, upper }) => (kind === 'interval' && upper !== null ? [upper] : []));
}

/** Rows below each cut, of those that have a value. */
export function rowsBelowCuts(bins: readonly Bin[]): number[] {
  let below = 0;
  return intervalsOf(bins)
    .slice(0, -1)
    .map(({ count }) => {
      below += count;
      return below;
    });
}

/** Places to which the cut at `index` may go: between its neighbours, with rows on both sides. */
export function placesFor(data: Pick<StudioBins, 'bins' | 'grid'>, index: number): Place[] {
  const below = rowsBelowCuts(data.bins);
  const all = intervalsOf(data.bins).reduce((sum, { count }) => sum + count, 0);
  const least = below[index - 1] ?? 0;
  const most = below[index + 1] ?? all;
  return data.grid.filter((place) => rowsBelow(place) > least && rowsBelow(place) < most);
}

/** The place inside a bin that halves its rows best; null where the bin holds one value. */
export function middleOf({ grid }: Pick<StudioBins, 'grid'>, bins: readonly Bin[], bin: Bin): Place | null {
  const place = intervalsOf(bins).indexOf(bin);
  const below = rowsBelowCuts(bins);
  const least = below[place - 1] ?? 0;
  const inside = grid.filter((each) => rowsBelow(each) > least && rowsBelow(each) < least + bin.count);
  return inside.reduce<Place | null>((best, each) => {
    const distance = (candidate: Place) => Math.abs(rowsBelow(candidate) - least - bin.count / 2);
    return best === null || distance(each) < distance(best) ? each : best;
  }, null);
}

/** Shares of bads of like many rows along the values, for the dots behind the cuts. */
export function slicesOf(grid: readonly Place[], all: Place, most: number): { readonly middle: number; readonly rate: number }[] {
  const total = rowsBelow(all);
  let from: Place = { value: 0, goods: 0, bads: 0 };
  return [...grid, all].flatMap((place) => {
    const rows = rowsBelow(place) - rowsBelow(from);
    if (rows < total / most && place !== all) return [];
    const slice = { middle: (rowsBelow(from) + rows / 2) / total, rate: rows === 0 ? 0 : (place.bads - from.bads) / rows };
    from = place;
    return rows === 0 ? [] : [slice];
  });
}
