import { describe, expect, it } from 'vitest';
import { describeBins } from './binning-statistics.ts';

describe('describeBins', () => {
  it('finds everything apart when each bin holds one kind only', () => {
    const apart = describeBins([
      { goods: 40, bads: 0 },
      { goods: 0, bads: 0 },
      { goods: 0, bads: 10 },
    ]);
    expect(apart.jensenShannon).toBeCloseTo(Math.LN2, 12);
    expect(apart.hellinger).toBeCloseTo(1, 12);
    expect([apart.triangular, apart.gini, apart.ks]).toEqual([2, 1, 1]);
    expect(apart.cramersV).toBeCloseTo(1, 12);
    expect(apart.concentration).toBeCloseTo(0.68, 12);
  });

  it('finds nothing when every bin has the same mix', () => {
    const alike = describeBins([
      { goods: 40, bads: 10 },
      { goods: 20, bads: 5 },
    ]);
    for (const figure of [alike.jensenShannon, alike.hellinger, alike.triangular, alike.gini, alike.ks, alike.cramersV])
      expect(figure).toBeCloseTo(0, 12);
  });
});
