import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bin } from '../binning/bins.ts';
import { pointsOf } from './points.ts';
import { scaleBy } from './scaling.ts';

const bin = fc.record({
  woe: fc.double({ min: -3, max: 3, noNaN: true }),
  goods: fc.integer({ min: 1, max: 90 }),
  bads: fc.integer({ min: 1, max: 90 }),
});
const characteristics = fc.array(
  fc.record({
    coefficient: fc.double({ min: 0.05, max: 1.5, noNaN: true }),
    bins: fc.array(
      bin.map((own): Bin => ({ kind: 'missing', iv: 0, ...own })),
      { minLength: 1, maxLength: 7 },
    ),
  }),
  { minLength: 1, maxLength: 20 },
);
const scaling = scaleBy({ pdo: 20, baseScore: 600, baseOdds: 50 });

function spread(attributes: readonly (readonly number[])[]): number {
  return attributes.reduce((total, points) => total + Math.max(...points) - Math.min(...points), 0);
}

describe('pointsOf', () => {
  it.each(['nearest', 'range'] as const)('keeps the order of the attributes and the mean score, rounding by %s', (rounding) => {
    fc.assert(
      fc.property(characteristics, (given) => {
        const { basePoints, attributes } = pointsOf({ intercept: -1, characteristics: given }, scaling, rounding);
        let moved = basePoints - (scaling.offset + scaling.factor);
        given.forEach(({ coefficient, bins }, index) => {
          const rows = bins.reduce((total, own) => total + own.goods + own.bads, 0);
          bins.forEach((own, place) => {
            const points = attributes[index]?.[place] ?? Number.NaN;
            expect(Number.isInteger(points) && !Object.is(points, -0)).toBe(true);
            moved += ((points + scaling.factor * coefficient * own.woe) * (own.goods + own.bads)) / rows;
            bins.forEach((other, at) => {
              if (own.woe < other.woe) expect(points).toBeGreaterThanOrEqual(attributes[index]?.[at] ?? Number.NaN);
            });
          });
        });
        expect(Math.abs(moved)).toBeLessThanOrEqual(0.5 + 1e-6);
      }),
    );
  });

  it('keeps the width of the scale to a point when rounding by range', () => {
    fc.assert(
      fc.property(characteristics, (given) => {
        const { attributes } = pointsOf({ intercept: 0, characteristics: given }, scaling, 'range');
        const exact = given.map(({ coefficient, bins }) => bins.map((own) => -scaling.factor * coefficient * own.woe));
        expect(Math.abs(spread(attributes) - spread(exact))).toBeLessThanOrEqual(0.5 + 1e-9);
        attributes.forEach((points, index) =>
          points.forEach((own, place) => expect(Math.abs(own - (exact[index]?.[place] ?? Number.NaN))).toBeLessThan(2)),
        );
      }),
    );
  });
});
