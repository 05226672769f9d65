import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureCurve, rankByRisk } from '../ranking.ts';
import { seededRandom } from '../seeded-random.ts';
import { bestCutOff, confusionAt, costCurve, cutOffAtRate } from './cut-off.ts';
import { compareAuc, estimateAuc } from './delong.ts';
import { accuracyRatio, capCurve, gainsTable } from './gains.ts';
import { type CostWeight, hMeasure, priorCosts, SYMMETRIC_COSTS } from './h-measure.ts';

const samples = fc
  .array(fc.record({ risk: fc.integer({ min: -6, max: 6 }), other: fc.integer({ min: -6, max: 6 }), bad: fc.boolean() }), {
    minLength: 4,
    maxLength: 40,
  })
  .filter((rows) => rows.filter((row) => row.bad).length > 1 && rows.filter((row) => !row.bad).length > 1);

type Rows = readonly { readonly risk: number; readonly other: number; readonly bad: boolean }[];
const targetOf = (rows: Rows) => Uint8Array.from(rows, (row) => (row.bad ? 1 : 0));
const won = (bad: number, good: number) => (bad > good ? 1 : bad === good ? 0.5 : 0);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Covariance of two AUCs by the definition of DeLong: structural components from all pairs. */
function covarianceByPairs(first: readonly number[], second: readonly number[], bad: readonly boolean[]): number {
  const bads = bad.flatMap((is, row) => (is ? [row] : []));
  const goods = bad.flatMap((is, row) => (is ? [] : [row]));
  const covariance = (
    of: readonly number[],
    others: readonly number[],
    wins: (own: number, other: number, risks: readonly number[]) => number,
  ) => {
    const parts = [first, second].map((risks) => of.map((row) => mean(others.map((other) => wins(row, other, risks)))));
    const [one = [], two = []] = parts;
    return one.reduce((sum, value, place) => sum + (value - mean(one)) * ((two[place] ?? 0) - mean(two)), 0) / (of.length - 1) / of.length;
  };
  return (
    covariance(bads, goods, (row, other, risks) => won(risks[row] ?? 0, risks[other] ?? 0)) +
    covariance(goods, bads, (row, other, risks) => won(risks[other] ?? 0, risks[row] ?? 0))
  );
}

describe('DeLong', () => {
  it('has the variance of the definition over all pairs', () => {
    fc.assert(
      fc.property(samples, (rows) => {
        const risks = rows.map((row) => row.risk);
        const bad = rows.map((row) => row.bad);
        const estimate = estimateAuc(rankByRisk(risks, targetOf(rows)));
        expect(estimate.standardError ** 2).toBeCloseTo(covarianceByPairs(risks, risks, bad), 12);
        expect(estimate.lower).toBeGreaterThanOrEqual(0);
        expect(estimate.upper).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('compares two models with the covariance of the definition', () => {
    fc.assert(
      fc.property(samples, (rows) => {
        const one = rows.map((row) => row.risk);
        const two = rows.map((row) => row.other);
        const bad = rows.map((row) => row.bad);
        const { difference, standardError, pValue, z } = compareAuc(one, two, targetOf(rows));
        const variance = covarianceByPairs(one, one, bad) + covarianceByPairs(two, two, bad) - 2 * covarianceByPairs(one, two, bad);
        expect(standardError ** 2).toBeCloseTo(variance, 12);
        const turned = compareAuc(two, one, targetOf(rows));
        expect(turned.difference).toBeCloseTo(-difference, 15);
        expect(turned.pValue).toBeCloseTo(pValue, 12);
        expect(Number.isFinite(z) && pValue >= 0 && pValue <= 1).toBe(true);
      }),
    );
  });

  it('finds no difference between a model and a monotone image of it', () => {
    const next = seededRandom(5);
    const risks = Float64Array.from({ length: 200 }, () => next());
    const target = Uint8Array.from(risks, (risk) => (next() < risk ? 1 : 0));
    expect(compareAuc(risks, risks.map(Math.exp), target)).toMatchObject({ difference: 0, z: 0, pValue: 1 });
  });

  it('covers the true AUC about as often as it says', () => {
    const next = seededRandom(9);
    let covered = 0;
    const trials = 400;
    for (let trial = 0; trial < trials; trial++) {
      // A bad is uniform on [0.5, 1.5], a good on [0, 1]: a bad ranks above with probability 1 - 0.5^2 / 2 = 0.875.
      const target = Uint8Array.from({ length: 200 }, (_, row) => (row < 60 ? 1 : 0));
      const risks = Float64Array.from(target, (bad) => next() + bad / 2);
      const { lower, upper } = estimateAuc(rankByRisk(risks, target));
      if (lower <= 0.875 && 0.875 <= upper) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.92);
    expect(covered / trials).toBeLessThan(0.98);
  });
});

/** H by its definition: least loss over all cut-offs for each cost, integrated by midpoints against the beta density. */
function hByIntegration(rows: Rows, { a, b }: CostWeight): number {
  const target = targetOf(rows);
  const bads = target.reduce((sum, bad) => sum + bad, 0) / target.length;
  const curve = captureCurve(
    rankByRisk(
      rows.map((row) => row.risk),
      target,
    ),
  );
  const steps = 4000;
  let loss = 0;
  let worst = 0;
  for (let step = 0; step < steps; step++) {
    const c = (step + 0.5) / steps;
    const density = c ** (a - 1) * (1 - c) ** (b - 1);
    loss += density * Math.min(...curve.map((point) => c * (1 - bads) * point.goods + (1 - c) * bads * (1 - point.bads)));
    worst += density * Math.min(c * (1 - bads), (1 - c) * bads);
  }
  return 1 - loss / worst;
}

describe('hMeasure', () => {
  it('is the integral of the least loss, for both weights', () => {
    fc.assert(
      fc.property(samples, (rows) => {
        const ranking = rankByRisk(
          rows.map((row) => row.risk),
          targetOf(rows),
        );
        for (const weight of [SYMMETRIC_COSTS, priorCosts(ranking)]) {
          expect(hMeasure(ranking, weight)).toBeCloseTo(hByIntegration(rows, weight), 3);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is 1 for a ranking without fault and 0 for one group', () => {
    const target = Uint8Array.of(0, 0, 1, 1);
    expect(hMeasure(rankByRisk([1, 2, 3, 4], target))).toBeCloseTo(1, 12);
    expect(hMeasure(rankByRisk([1, 1, 1, 1], target))).toBeCloseTo(0, 12);
    expect(priorCosts({ totalBads: 1, totalGoods: 3 })).toEqual({ a: 1.25, b: 1.75 });
  });
});

describe('gains, accuracy profile and cut-offs', () => {
  it('counts every row once and ends with all bads', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 12 }), (rows, bands) => {
        const target = targetOf(rows);
        const table = gainsTable(
          rows.map((row) => row.risk),
          target,
          bands,
        );
        expect(table.reduce((sum, band) => sum + band.rows, 0)).toBe(rows.length);
        const last = table[table.length - 1];
        expect([last?.cumulativeRows, last?.cumulativeBads, last?.cumulativeGoods, last?.cumulativeLift]).toEqual([1, 1, 1, 1]);
        for (const band of table) {
          const inside = rows.filter((row) => row.risk >= band.lowerRisk && row.risk <= band.upperRisk);
          expect([band.rows, band.bads]).toEqual([inside.length, inside.filter((row) => row.bad).length]);
          expect(band.lift).toBeCloseTo(band.badRate / mean([...target]), 12);
        }
      }),
    );
  });

  it('has an accuracy ratio equal to Gini', () => {
    fc.assert(
      fc.property(samples, (rows) => {
        const target = targetOf(rows);
        const ranking = rankByRisk(
          rows.map((row) => row.risk),
          target,
        );
        const ratio = accuracyRatio(capCurve(captureCurve(ranking), ranking), mean([...target]));
        expect(ratio).toBeCloseTo(2 * estimateAuc(ranking).auc - 1, 12);
      }),
    );
  });

  it('finds the cheapest cut-off there is', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }), (rows, approvedBad, declinedGood) => {
        const ranking = rankByRisk(
          rows.map((row) => row.risk),
          targetOf(rows),
        );
        const costs = { approvedBad, declinedGood };
        const costAt = (cut: number) =>
          mean(rows.map((row) => (row.risk >= cut ? (row.bad ? 0 : declinedGood) : row.bad ? approvedBad : 0)));
        const best = bestCutOff(ranking, costs);
        const cuts = [...new Set(rows.map((row) => row.risk)), Number.POSITIVE_INFINITY];
        expect(best.cost).toBeCloseTo(Math.min(...cuts.map(costAt)), 12);
        for (const point of costCurve(ranking, costs)) expect(point.cost).toBeCloseTo(costAt(point.risk), 12);
        for (const cut of [...cuts, -100, 0.5]) {
          const confusion = confusionAt(ranking, cut);
          const declined = rows.filter((row) => row.risk >= cut);
          expect(confusion.declinedBads).toBe(declined.filter((row) => row.bad).length);
          expect(confusion.declinedGoods).toBe(declined.filter((row) => !row.bad).length);
          expect(confusion.approvedBads + confusion.approvedGoods).toBe(rows.length - declined.length);
          expect(confusion.approvalRate).toBeCloseTo(1 - declined.length / rows.length, 12);
          expect(confusion.precision).toBe(declined.length === 0 ? null : confusion.declinedBads / declined.length);
        }
      }),
    );
  });

  it('approves as many as it may and no more', () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (rows, rate) => {
        const risks = rows.map((row) => row.risk);
        const share = (cut: number) => risks.filter((risk) => risk < cut).length / risks.length;
        const cut = cutOffAtRate(risks, rate);
        expect(share(cut)).toBeLessThanOrEqual(rate + 1e-9);
        const nextUp = Math.min(...risks.filter((risk) => risk > cut), Number.POSITIVE_INFINITY);
        if (cut !== Number.POSITIVE_INFINITY) expect(share(nextUp)).toBeGreaterThan(rate - 1e-9);
      }),
    );
  });
});
