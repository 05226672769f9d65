import type { Bin } from '../binning/bins.ts';
import type { Scaling } from './scaling.ts';

/** What the points of a card are made of. */
export interface PointsInput {
  readonly intercept: number;
  readonly characteristics: readonly { readonly coefficient: number; readonly bins: readonly Bin[] }[];
}

export interface Points {
  readonly basePoints: number;
  /** Whole points by characteristic and bin. */
  readonly attributes: readonly (readonly number[])[];
}

/**
 * Whole points for each attribute. Each is rounded to the nearest, which keeps the order of the weights of
 * evidence; the base points take up the mean of what rounding moved, so that the average score of the
 * training rows moves by half a point at most.
 */
export function pointsOf(input: PointsInput, scaling: Pick<Scaling, 'factor' | 'offset'>): Points {
  let drift = 0;
  const attributes = input.characteristics.map(({ coefficient, bins }) => {
    const rows = bins.reduce((total, bin) => total + bin.goods + bin.bads, 0);
    return bins.map((bin) => {
      const exact = -scaling.factor * coefficient * bin.woe;
      // The sum turns -0, which has no place in a document, into 0.
      const points = Math.round(exact) + 0;
      drift += ((exact - points) * (bin.goods + bin.bads)) / rows;
      return points;
    });
  });
  return { basePoints: Math.round(scaling.offset - scaling.factor * input.intercept + drift), attributes };
}
