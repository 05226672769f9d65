import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brierScore, calibrationTable, logLoss, populationStability, scoreDistribution } from './metrics.ts';
import { areaUnderCurve, captureCurve, giniOf, rankByRisk, thinCurve, widestGap } from './ranking.ts';

const samples = fc
  .array(fc.record({ risk: fc.integer({ min: -8, max: 8 }), bad: fc.boolean() }), { minLength: 2, maxLength: 60 })
  .filter((rows) => rows.some((row) => row.bad) && rows.some((row) => !row.bad));

function parts(rows: readonly { risk: number; bad: boolean }[]) {
  return { risks: rows.map((row) => row.risk), target: Uint8Array.from(rows, (row) => (row.bad ? 1 : 0)) };
}

describe('areaUnderCurve', () => {
  it('is the share of pairs ranked rightly, ties half', () => {
    fc.assert(
      fc.property(samples, (rows) => {
        const goods = rows.filter((row) => !row.bad);
        const bads = rows.filter((row) => row.bad);
        const wins = bads.flatMap((bad) => goods.map((good) => (bad.risk > good.risk ? 1 : bad.risk === good.risk ? 0.5 : 0)));
        const { risks, target } = parts(rows);
        const auc = areaUnderCurve(rankByRisk(risks, target));
        expect(auc).toBeCloseTo(wins.reduce<number>((sum, win) => sum + win, 0) / wins.length, 12);
        expect(giniOf(auc)).toBeCloseTo(2 * auc - 1, 15);
      }),
    );
  });

  it('is the area under the capture curve by trapezes', () => {
    fc.assert(
      fc.property(samples, (rows) => {
        const { risks, target } = parts(rows);
        const ranking = rankByRisk(risks, target);
        const curve = captureCurve(ranking);
        const area = curve.slice(1).reduce((sum, point, index) => {
          const before = curve[index] ?? point;
          return sum + ((point.goods - before.goods) * (point.bads + before.bads)) / 2;
        }, 0);
        expect(areaUnderCurve(ranking)).toBeCloseTo(area, 12);
      }),
    );
  });
});

describe('widestGap', () => {
  it('is the widest gap over all cut-offs', () => {
    fc.assert(
      fc.property(samples, (rows) => {
        const { risks, target } = parts(rows);
        const share = (bad: boolean, from: number) =>
          rows.filter((row) => row.bad === bad && row.risk >= from).length / rows.filter((row) => row.bad === bad).length;
        const gaps = risks.map((risk) => share(true, risk) - share(false, risk));
        const { ks, risk } = widestGap(rankByRisk(risks, target));
        expect(ks).toBeCloseTo(Math.max(0, ...gaps), 12);
        if (ks > 0) expect(share(true, risk) - share(false, risk)).toBeCloseTo(ks, 12);
      }),
    );
  });
});

describe('thinCurve', () => {
  it('keeps both ends, the points asked for and the limit', () => {
    const points = Array.from({ length: 1000 }, (_, place) => ({ place }));
    const wanted = points[123];
    const thin = thinCurve(points, 200, wanted === undefined ? [] : [wanted]);
    expect(thin.length).toBeLessThanOrEqual(200);
    expect([thin[0], thin.at(-1)]).toEqual([points[0], points[999]]);
    expect(thin).toContain(wanted);
    expect(thinCurve(points.slice(0, 5), 200)).toHaveLength(5);
  });
});

describe('metrics', () => {
  it('measures sure and even guesses', () => {
    const target = Uint8Array.of(1, 0);
    expect(brierScore(Float64Array.of(1, 0), target)).toBe(0);
    expect(brierScore(Float64Array.of(0.5, 0.5), target)).toBe(0.25);
    expect(logLoss(Float64Array.of(0.5, 0.5), target)).toBeCloseTo(Math.LN2, 12);
    expect(logLoss(Float64Array.of(0, 1), target)).toBeCloseTo(-Math.log(1e-15), 6);
  });

  it('tables every row once, in order of score', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 12 }), (rows, bins) => {
        const { risks, target } = parts(rows);
        const table = calibrationTable(
          risks,
          Float64Array.from(risks, () => 0.25),
          target,
          bins,
        );
        expect(table.reduce((sum, bin) => sum + bin.count, 0)).toBe(rows.length);
        expect(table.length).toBeLessThanOrEqual(bins);
        table.slice(1).forEach((bin, index) => expect(bin.lowerScore).toBeGreaterThan(table[index]?.upperScore ?? 0));
        expect(table.reduce((sum, bin) => sum + bin.observed * bin.count, 0)).toBeCloseTo(
          target.reduce((sum, bad) => sum + bad, 0),
          9,
        );
      }),
    );
  });

  it('distributes every row over at most so many bands', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5000, max: 90_000 }), { minLength: 1, maxLength: 50 }), (scores) => {
        const bands = scoreDistribution(
          Int32Array.from(scores),
          Uint8Array.from(scores, (score) => (score % 2 === 0 ? 1 : 0)),
          25,
        );
        expect(bands.length).toBeLessThanOrEqual(26);
        for (const band of bands) {
          const inside = scores.filter((score) => score >= band.lower && score < band.upper);
          expect([band.goods, band.bads]).toEqual([
            inside.filter((score) => score % 2 !== 0).length,
            inside.filter((score) => score % 2 === 0).length,
          ]);
        }
        expect(bands.reduce((sum, band) => sum + band.goods + band.bads, 0)).toBe(scores.length);
      }),
    );
  });

  it('finds no shift between equal distributions and some where a bin empties', () => {
    expect(populationStability([3, 0, 7], [6, 0, 14])).toBe(0);
    expect(populationStability([5, 0, 5], [5, 5, 0])).toBeGreaterThan(0.25);
    expect(populationStability([5, 0, 5], [5, 5, 0])).toBeCloseTo(populationStability([5, 5, 0], [5, 0, 5]), 12);
  });
});
