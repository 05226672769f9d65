import type { CurvePoint, Ranking } from '../ranking.ts';
import { scoreGroups } from '../score-groups.ts';
import { requireBothOutcomes, requireCount } from './scored-rows.ts';

/** One band of the lift and gains table, the riskiest first. */
export interface GainsBand {
  readonly band: number;
  readonly lowerRisk: number;
  readonly upperRisk: number;
  readonly rows: number;
  readonly bads: number;
  readonly badRate: number;
  /** Bad rate of the band over the bad rate of all. */
  readonly lift: number;
  /** Shares of all rows, bads and goods in this band and the riskier ones. */
  readonly cumulativeRows: number;
  readonly cumulativeBads: number;
  readonly cumulativeGoods: number;
  readonly cumulativeLift: number;
  /** Cumulative share of bads less that of goods. */
  readonly gap: number;
}

/**
 * Lift and gains by at most `bands` bands of like size, the riskiest first; rows of one risk stay together.
 * @throws {@link DomainError} of `requireBothOutcomes`, `setting_invalid`
 */
export function gainsTable(risks: ArrayLike<number>, target: Uint8Array, bands = 10): GainsBand[] {
  requireBothOutcomes('risk', risks, target);
  requireCount('bands', bands, 1, 1000);
  const all = target.length;
  const allBads = target.reduce((total, outcome) => total + outcome, 0);
  let rowsBefore = 0;
  let badsBefore = 0;
  const groups = scoreGroups(
    Float64Array.from(risks, (risk) => -risk),
    bands,
  );
  return groups.map((rows, band) => {
    const bads = rows.reduce((total, row) => total + (target[row] as number), 0);
    rowsBefore += rows.length;
    badsBefore += bads;
    const cumulativeBads = badsBefore / allBads;
    const cumulativeGoods = (rowsBefore - badsBefore) / (all - allBads);
    return {
      band,
      lowerRisk: risks[rows[rows.length - 1] as number] as number,
      upperRisk: risks[rows[0] as number] as number,
      rows: rows.length,
      bads,
      badRate: bads / rows.length,
      lift: (bads * all) / (rows.length * allBads),
      cumulativeRows: rowsBefore / all,
      cumulativeBads,
      cumulativeGoods,
      cumulativeLift: (badsBefore * all) / (rowsBefore * allBads),
      gap: cumulativeBads - cumulativeGoods,
    };
  });
}

export interface CapPoint {
  /** Shares of all rows and of the bads that are riskier than `risk` or as risky. */
  readonly rows: number;
  readonly bads: number;
  readonly risk: number;
}

/** Cumulative accuracy profile of a ROC curve from `captureCurve`. */
export function capCurve(curve: readonly CurvePoint[], ranking: Pick<Ranking, 'totalGoods' | 'totalBads'>): CapPoint[] {
  const all = ranking.totalGoods + ranking.totalBads;
  return curve.map(({ goods, bads, risk }) => ({ rows: (goods * ranking.totalGoods + bads * ranking.totalBads) / all, bads, risk }));
}

/** Area between the profile and the diagonal over the same area of a ranking without fault; equals the Gini coefficient. */
export function accuracyRatio(cap: readonly CapPoint[], badShare: number): number {
  let area = 0;
  cap.forEach((point, place) => {
    const before = cap[place - 1];
    if (before !== undefined) area += ((point.rows - before.rows) * (point.bads + before.bads)) / 2;
  });
  return (area - 0.5) / ((1 - badShare) / 2);
}
