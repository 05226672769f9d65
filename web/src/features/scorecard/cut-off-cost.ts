import type { UnseenView } from '../../../../backend/scoring/schemas.ts';

type CutOff = UnseenView['cutOffs'][number];

/** What the two errors cost, in any one unit. */
export interface ErrorCosts {
  readonly approvedBad: number;
  readonly declinedGood: number;
}

export interface PricedCutOff extends CutOff {
  /** Mean cost of one applicant. */
  readonly cost: number;
  readonly approvalRate: number;
  /** Null when nobody is approved. */
  readonly badRate: number | null;
  readonly declinedGoods: number;
}

/** The cut-offs with their costs, in the given order: from approving all to approving none. */
export function priceCutOffs(cutOffs: readonly CutOff[], costs: ErrorCosts): PricedCutOff[] {
  const [all] = cutOffs;
  if (all === undefined) return [];
  const rows = all.approvedGoods + all.approvedBads;
  return cutOffs.map((cut) => {
    const approved = cut.approvedGoods + cut.approvedBads;
    const declinedGoods = all.approvedGoods - cut.approvedGoods;
    return {
      ...cut,
      declinedGoods,
      cost: (cut.approvedBads * costs.approvedBad + declinedGoods * costs.declinedGood) / rows,
      approvalRate: approved / rows,
      badRate: approved === 0 ? null : cut.approvedBads / approved,
    };
  });
}

/** Place of the cheapest cut-off; of equal ones the one that approves most. */
export function cheapestPlace(priced: readonly PricedCutOff[]): number {
  return priced.reduce((best, cut, place) => (cut.cost < (priced[best]?.cost ?? Number.POSITIVE_INFINITY) ? place : best), 0);
}
