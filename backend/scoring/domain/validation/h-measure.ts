import { betaCdf } from '../distributions.ts';
import { captureCurve, type CurvePoint, type Ranking } from '../ranking.ts';

/** Weight of the costs: how likely it is that a declined good costs the share c of a declined good and an approved bad together. */
export interface CostWeight {
  readonly a: number;
  readonly b: number;
}

/** Hand (2009): symmetric, both errors alike dear on average, whatever the bad rate. */
export const SYMMETRIC_COSTS: CostWeight = { a: 2, b: 2 };

/** Hand and Anagnostopoulos (2014): beta(1 + share of bads, 1 + share of goods), its mode at the share of bads. */
export function priorCosts(ranking: Pick<Ranking, 'totalBads' | 'totalGoods'>): CostWeight {
  const badShare = ranking.totalBads / (ranking.totalBads + ranking.totalGoods);
  return { a: 1 + badShare, b: 2 - badShare };
}

/** Corners of the upper convex hull of the ROC curve, from (0, 0) to (1, 1). */
function hullOf(curve: readonly CurvePoint[]): CurvePoint[] {
  const hull: CurvePoint[] = [];
  for (const point of curve) {
    for (;;) {
      const last = hull[hull.length - 1];
      const before = hull[hull.length - 2];
      if (last === undefined || before === undefined) break;
      const turn = (last.goods - before.goods) * (point.bads - before.bads) - (last.bads - before.bads) * (point.goods - before.goods);
      if (turn < 0) break;
      hull.pop();
    }
    hull.push(point);
  }
  return hull;
}

/** Integrals from 0 to `x` of c w(c) and of (1 - c) w(c), with the beta density w. */
function moments(x: number, { a, b }: CostWeight): readonly [number, number] {
  return [(a / (a + b)) * betaCdf(x, a + 1, b), (b / (a + b)) * betaCdf(x, a, b + 1)];
}

/**
 * H-measure: one less the share of the least loss that is left when each cost gets its best cut-off, costs weighted
 * by a beta density that is the same for every model (David J. Hand, Machine Learning 77, 2009). 1 is perfect, 0
 * no better than one decision for all.
 */
export function hMeasure(ranking: Ranking, weight: CostWeight = SYMMETRIC_COSTS): number {
  const badShare = ranking.totalBads / (ranking.totalBads + ranking.totalGoods);
  const goodShare = 1 - badShare;
  const hull = hullOf(captureCurve(ranking));
  let loss = 0;
  let above = moments(1, weight);
  hull.forEach((corner, place) => {
    const next = hull[place + 1];
    // The cost at which declining the next group costs as much as it saves.
    const gain = next === undefined ? 0 : badShare * (next.bads - corner.bads);
    const price = next === undefined ? 1 : goodShare * (next.goods - corner.goods);
    const below = moments(gain / (gain + price), weight);
    loss += goodShare * corner.goods * (above[0] - below[0]) + badShare * (1 - corner.bads) * (above[1] - below[1]);
    above = below;
  });
  const atPrior = moments(badShare, weight);
  const worst = goodShare * atPrior[0] + badShare * (moments(1, weight)[1] - atPrior[1]);
  return Math.min(1, Math.max(0, 1 - loss / worst));
}
