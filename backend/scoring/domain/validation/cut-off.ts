import { type CurvePoint, captureCurve, type Ranking } from '../ranking.ts';
import { requireSetting } from './scored-rows.ts';

/** What the two errors cost, in any one unit. */
export interface ErrorCosts {
  /** Loss on a bad that is approved. */
  readonly approvedBad: number;
  /** Profit forgone on a good that is declined. */
  readonly declinedGood: number;
}

/** Decisions at a cut-off: every row as risky as `risk` or riskier is declined. */
export interface Confusion {
  readonly risk: number;
  readonly declinedBads: number;
  readonly declinedGoods: number;
  readonly approvedBads: number;
  readonly approvedGoods: number;
  /** Share of the bads that are declined, and of the goods that are approved. */
  readonly sensitivity: number;
  readonly specificity: number;
  /** Share of bads among the declined, and among the approved; null when there are none. */
  readonly precision: number | null;
  readonly approvedBadRate: number | null;
  readonly approvalRate: number;
}

export interface CostPoint {
  /** From this risk up rows are declined; infinite when none is. */
  readonly risk: number;
  readonly approvalRate: number;
  /** Mean cost of one row. */
  readonly cost: number;
}

const MOST_COST = 1e12;

function countsAt(point: CurvePoint, { totalGoods, totalBads }: Ranking): { declinedGoods: number; declinedBads: number } {
  return { declinedGoods: Math.round(point.goods * totalGoods), declinedBads: Math.round(point.bads * totalBads) };
}

function confusionOf(point: CurvePoint, ranking: Ranking): Confusion {
  const { declinedGoods, declinedBads } = countsAt(point, ranking);
  const declined = declinedGoods + declinedBads;
  const approvedBads = ranking.totalBads - declinedBads;
  const approvedGoods = ranking.totalGoods - declinedGoods;
  const approved = approvedBads + approvedGoods;
  return {
    risk: point.risk,
    declinedBads,
    declinedGoods,
    approvedBads,
    approvedGoods,
    sensitivity: point.bads,
    specificity: 1 - point.goods,
    precision: declined === 0 ? null : declinedBads / declined,
    approvedBadRate: approved === 0 ? null : approvedBads / approved,
    approvalRate: approved / (approved + declined),
  };
}

/** Decisions when every row of at least `risk` is declined. */
export function confusionAt(ranking: Ranking, risk: number): Confusion {
  const curve = captureCurve(ranking);
  // Risks fall along the curve, so the last point that is risky enough declines the most.
  const caught = curve.filter((point) => point.risk >= risk);
  return confusionOf({ ...(caught[caught.length - 1] as CurvePoint), risk }, ranking);
}

/** Mean cost of one row at each cut-off there is, from declining none to declining all. @throws {@link DomainError} `setting_invalid` */
export function costCurve(ranking: Ranking, costs: ErrorCosts): CostPoint[] {
  requireSetting('approvedBad', costs.approvedBad, 0, MOST_COST);
  requireSetting('declinedGood', costs.declinedGood, 0, MOST_COST);
  const all = ranking.totalGoods + ranking.totalBads;
  return captureCurve(ranking).map((point) => {
    const { declinedGoods, declinedBads } = countsAt(point, ranking);
    const cost = ((ranking.totalBads - declinedBads) * costs.approvedBad + declinedGoods * costs.declinedGood) / all;
    return { risk: point.risk, approvalRate: 1 - (declinedGoods + declinedBads) / all, cost };
  });
}

/** The cut-off of least cost; of equal ones the one that approves most. @throws {@link DomainError} `setting_invalid` */
export function bestCutOff(ranking: Ranking, costs: ErrorCosts): CostPoint {
  return costCurve(ranking, costs).reduce((best, point) => (point.cost < best.cost ? point : best));
}

/** The cut-off that approves most without approving more than `rate`; rows of one risk are decided alike. @throws {@link DomainError} `setting_invalid` */
export function cutOffAtRate(risks: ArrayLike<number>, rate: number): number {
  requireSetting('approvalRate', rate, 0, 1);
  const sorted = Float64Array.from(risks).sort();
  const wanted = Math.floor(rate * sorted.length + 1e-9);
  if (wanted >= sorted.length) return Number.POSITIVE_INFINITY;
  return sorted[wanted] as number;
}
