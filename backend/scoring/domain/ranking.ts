/** Goods and bads by distinct risk, from the least to the most risky. */
export interface Ranking {
  readonly risks: Float64Array;
  readonly goods: Float64Array;
  readonly bads: Float64Array;
  readonly totalGoods: number;
  readonly totalBads: number;
}

function ofClass(risks: ArrayLike<number>, target: Uint8Array, wanted: number): Float64Array {
  return Float64Array.from(risks)
    .filter((_, row) => target[row] === wanted)
    .sort();
}

/** Ranks rows by risk; rows of equal risk form one group. */
export function rankByRisk(risks: ArrayLike<number>, target: Uint8Array): Ranking {
  const goodRisks = ofClass(risks, target, 0);
  const badRisks = ofClass(risks, target, 1);
  const distinct = new Float64Array(risks.length);
  const goods = new Float64Array(risks.length);
  const bads = new Float64Array(risks.length);
  let groups = 0;
  for (let g = 0, b = 0; g < goodRisks.length || b < badRisks.length; groups++) {
    const risk = Math.min(goodRisks[g] ?? Number.POSITIVE_INFINITY, badRisks[b] ?? Number.POSITIVE_INFINITY);
    distinct[groups] = risk;
    for (; goodRisks[g] === risk; g++) goods[groups] = (goods[groups] as number) + 1;
    for (; badRisks[b] === risk; b++) bads[groups] = (bads[groups] as number) + 1;
  }
  return {
    risks: distinct.subarray(0, groups),
    goods: goods.subarray(0, groups),
    bads: bads.subarray(0, groups),
    totalGoods: goodRisks.length,
    totalBads: badRisks.length,
  };
}

/** Probability that a bad is ranked riskier than a good, ties counted half: the area under the ROC curve, exactly. */
export function areaUnderCurve(ranking: Ranking): number {
  let goodsBelow = 0;
  let doubledWins = 0;
  ranking.bads.forEach((bads, group) => {
    const goods = ranking.goods[group] as number;
    doubledWins += bads * (2 * goodsBelow + goods);
    goodsBelow += goods;
  });
  return doubledWins / (2 * ranking.totalGoods * ranking.totalBads);
}

/** Gini coefficient, 2 AUC - 1. */
export function giniOf(auc: number): number {
  return 2 * auc - 1;
}

export interface CurvePoint {
  /** Shares of the goods and of the bads that are riskier than `risk` or as risky. */
  readonly goods: number;
  readonly bads: number;
  readonly risk: number;
}

/** Shares caught from the riskiest group down; the first point is (0, 0) at infinite risk. */
export function captureCurve(ranking: Ranking): CurvePoint[] {
  const curve: CurvePoint[] = [{ goods: 0, bads: 0, risk: Number.POSITIVE_INFINITY }];
  let goods = 0;
  let bads = 0;
  for (let group = ranking.risks.length - 1; group >= 0; group--) {
    goods += ranking.goods[group] as number;
    bads += ranking.bads[group] as number;
    curve.push({ goods: goods / ranking.totalGoods, bads: bads / ranking.totalBads, risk: ranking.risks[group] as number });
  }
  return curve;
}

/** Kolmogorov-Smirnov: the widest gap between bads and goods caught, and the risk where it opens. */
export function widestGap(ranking: Ranking): { readonly ks: number; readonly risk: number } {
  // Everything is caught at the least risk, where the gap is 0, so the widest is never below.
  let best = { ks: Number.NEGATIVE_INFINITY, risk: 0 };
  for (const point of captureCurve(ranking).slice(1)) {
    if (point.bads - point.goods > best.ks) best = { ks: point.bads - point.goods, risk: point.risk };
  }
  return best;
}

/** At most `limit` points, evenly spaced, both ends and every point of `keep` included. */
export function thinCurve<T>(points: readonly T[], limit: number, keep: readonly T[] = []): T[] {
  if (points.length <= limit) return [...points];
  const places = limit - keep.length;
  const chosen = new Set(Array.from({ length: places }, (_, place) => Math.round((place * (points.length - 1)) / (places - 1))));
  for (const point of keep) chosen.add(points.indexOf(point));
  return points.filter((_, index) => chosen.has(index));
}
