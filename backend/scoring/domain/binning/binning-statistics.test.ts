import { describe, expect, it } from 'vitest';
import { compareNeighbours, describeBins, qualityScore } from './binning-statistics.ts';

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

describe('compareNeighbours', () => {
  it('finds no difference where both hold one kind only', () => {
    const pure = { goods: 0, bads: 10 };
    expect(compareNeighbours([pure, pure])).toEqual([{ chiSquare: 0, pValue: 1 }]);
    expect(compareNeighbours([pure])).toEqual([]);
  });

  it('finds the figures of a table done by hand', () => {
    // 20 of 50 against 10 of 50: chi-square = 100 (20 * 40 - 30 * 10)^2 / (50 * 50 * 30 * 70).
    const [difference] = compareNeighbours([
      { goods: 30, bads: 20 },
      { goods: 40, bads: 10 },
    ]);
    expect(difference?.chiSquare).toBeCloseTo(4.761904761904762, 12);
    expect(difference?.pValue).toBeCloseTo(0.0290963, 6);
  });
});

describe('qualityScore', () => {
  it('is one at the best information value, with sure differences and even bins, and falls on both sides', () => {
    const sure = [{ chiSquare: 1000, pValue: 0 }];
    expect(qualityScore(0.39573882184806863, sure, 0)).toBeCloseTo(1, 12);
    expect(qualityScore(0.02, sure, 0)).toBeLessThan(0.1);
    expect(qualityScore(5.04392547, sure, 0)).toBeLessThan(1e-30);
    expect(qualityScore(0.3, [{ chiSquare: 0, pValue: 1 }], 0)).toBe(0);
    expect(qualityScore(0.3, sure, 1)).toBe(0);
  });
});
