import { expect, it } from 'vitest';
import { rocBand } from './roc-band.ts';

it('runs from declining none to declining all, with the interval of Wilson around each share of bads', () => {
  const band = rocBand([
    { approvedGoods: 100, approvedBads: 50 },
    { approvedGoods: 80, approvedBads: 20 },
    { approvedGoods: 0, approvedBads: 0 },
  ]);
  expect(band.map(({ goods, bads }) => [Number(goods.toFixed(9)), bads])).toEqual([
    [0, 0],
    [0.2, 0.6],
    [1, 1],
  ]);
  // 30 of 50 by Wilson, as in Newcombe (1998): (0.6 + z²/100 ± z sqrt(0.24/50 + z²/10000)) / (1 + z²/50).
  expect(band[1]?.lower).toBeCloseTo(0.461815, 5);
  expect(band[1]?.upper).toBeCloseTo(0.723916, 5);
  expect(band[0]?.lower).toBe(0);
  expect(band[2]?.upper).toBe(1);
  expect(band[0]?.upper).toBeCloseTo(0.071348, 5);
});

it('widens with the level, and is empty without cut-offs', () => {
  const cuts = [
    { approvedGoods: 10, approvedBads: 10 },
    { approvedGoods: 5, approvedBads: 4 },
  ];
  const width = (level: number) => (rocBand(cuts, level)[1]?.upper ?? 0) - (rocBand(cuts, level)[1]?.lower ?? 0);
  expect(width(0.99)).toBeGreaterThan(width(0.9));
  expect(rocBand([])).toEqual([]);
});
