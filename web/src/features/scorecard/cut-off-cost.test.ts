import { describe, expect, it } from 'vitest';
import { bestCutOff } from '../../../../backend/scoring/domain/validation/cut-off.ts';
import { rankByRisk } from '../../../../backend/scoring/domain/ranking.ts';
import { cheapestPlace, priceCutOffs } from './cut-off-cost.ts';

const cutOffs = [
  { score: 500, approvedGoods: 6, approvedBads: 4 },
  { score: 510, approvedGoods: 5, approvedBads: 1 },
  { score: 520, approvedGoods: 3, approvedBads: 0 },
  { score: 521, approvedGoods: 0, approvedBads: 0 },
];

describe('priceCutOffs', () => {
  it('counts who is approved and what the errors cost', () => {
    const priced = priceCutOffs(cutOffs, { approvedBad: 5, declinedGood: 1 });
    expect(priced.map((cut) => cut.cost)).toEqual([2, 0.6, 0.3, 0.6]);
    expect(priced[1]).toMatchObject({ approvalRate: 0.6, badRate: 1 / 6, declinedGoods: 1 });
    expect(priced[3]).toMatchObject({ approvalRate: 0, badRate: null, declinedGoods: 6 });
    expect(priceCutOffs([], { approvedBad: 5, declinedGood: 1 })).toEqual([]);
  });

  it('finds the same cheapest cut-off as the back end', () => {
    // The same ten customers by risk: approved from 520 up 3 goods, from 510 two more and a bad, below a good and three bads.
    const risks = [1, 1, 1, 2, 2, 2, 3, 3, 3, 3];
    const target = Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 1, 1, 1);
    for (const costs of [
      { approvedBad: 5, declinedGood: 1 },
      { approvedBad: 1, declinedGood: 1 },
      { approvedBad: 0, declinedGood: 3 },
    ]) {
      const priced = priceCutOffs(cutOffs, costs);
      const place = cheapestPlace(priced);
      const best = bestCutOff(rankByRisk(risks, target), costs);
      expect(priced[place]?.cost).toBeCloseTo(best.cost, 12);
      expect(priced[place]?.approvalRate).toBeCloseTo(best.approvalRate, 12);
    }
  });
});
