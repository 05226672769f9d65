import type { Bin } from '../binning/bins.ts';
import type { Scaling } from './scaling.ts';

/** What the points of a card are made of. */
export interface PointsInput {
  readonly intercept: number;
  readonly characteristics: readonly { readonly coefficient: number; readonly bins: readonly Bin[] }[];
}

/**
 * `nearest` rounds each attribute by itself. `range` also keeps the width of the scale: the best score is as far from the
 * worst as before rounding, to a point, where many small errors would add up.
 */
export type Rounding = 'nearest' | 'range';

export interface Points {
  readonly basePoints: number;
  /** Whole points by characteristic and bin. */
  readonly attributes: readonly (readonly number[])[];
}

/** The sum turns -0, which has no place in a document, into 0. */
function whole(value: number): number {
  return Math.round(value) + 0;
}

/**
 * Lowest and highest whole points of each characteristic, so that all widths add up to the rounded sum of the exact ones:
 * each is rounded down, and those that lose most get a point back.
 */
function keepWidths(exact: readonly (readonly number[])[]): { readonly low: number; readonly high: number }[] {
  const widths = exact.map((points) => Math.max(...points) - Math.min(...points));
  const floors = widths.map(Math.floor);
  const short = Math.round(widths.reduce((total, width) => total + width, 0)) - floors.reduce((total, width) => total + width, 0);
  const order = [...widths.keys()].sort((left, right) => {
    const lost = (place: number) => (widths[place] as number) - (floors[place] as number);
    return lost(right) - lost(left) || left - right;
  });
  const favoured = new Set(order.slice(0, short));
  return exact.map((points, place) => {
    const low = whole(Math.min(...points));
    return { low, high: low + (floors[place] as number) + (favoured.has(place) ? 1 : 0) };
  });
}

/**
 * Whole points for each attribute, in the order of the weights of evidence. The base points take up the mean of what
 * rounding moved, so that the average score of the training rows moves by half a point at most.
 */
export function pointsOf(input: PointsInput, scaling: Pick<Scaling, 'factor' | 'offset'>, rounding: Rounding): Points {
  const exact = input.characteristics.map(({ coefficient, bins }) => bins.map((bin) => -scaling.factor * coefficient * bin.woe));
  const widths = rounding === 'range' ? keepWidths(exact) : [];
  let drift = 0;
  const attributes = exact.map((points, index) => {
    const { bins } = input.characteristics[index] as PointsInput['characteristics'][number];
    const rows = bins.reduce((total, bin) => total + bin.goods + bin.bads, 0);
    const { low, high } = widths[index] ?? { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
    const best = Math.max(...points);
    return points.map((value, place) => {
      const own = value === best && rounding === 'range' ? high : Math.min(high, Math.max(low, whole(value)));
      const bin = bins[place] as Bin;
      drift += ((value - own) * (bin.goods + bin.bads)) / rows;
      return own;
    });
  });
  return { basePoints: Math.round(scaling.offset - scaling.factor * input.intercept + drift), attributes };
}
