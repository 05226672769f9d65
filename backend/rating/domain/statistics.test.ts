import { describe, expect, test } from 'vitest';
import { binomialTail, chiSquareTail } from './statistics.ts';

/** The tail by adding its terms up, each from the one before. */
function tailBySum(trials: number, hits: number, p: number): number {
  let term = (1 - p) ** trials;
  let below = 0;
  for (let k = 0; k < hits; k++) {
    below += term;
    term *= ((trials - k) / (k + 1)) * (p / (1 - p));
  }
  return 1 - below;
}

describe('binomialTail', () => {
  test('equals the sum of its terms', () => {
    for (const trials of [1, 2, 7, 40, 300]) {
      for (const p of [0.001, 0.02, 0.3, 0.5, 0.9]) {
        for (let hits = 0; hits <= trials; hits += Math.max(1, trials >> 3)) {
          expect(binomialTail(trials, hits, p)).toBeCloseTo(tailBySum(trials, hits, p), 9);
        }
      }
    }
  });

  test('is certain for no hit and impossible beyond all trials', () => {
    expect(binomialTail(10, 0, 0.2)).toBe(1);
    expect(binomialTail(10, 11, 0.2)).toBe(0);
    expect(binomialTail(10, 10, 1)).toBe(1);
    expect(binomialTail(10, 1, 0)).toBe(0);
  });
});

describe('chiSquareTail', () => {
  test('has the closed form exp(-x/2) for two degrees', () => {
    for (const x of [0.001, 0.5, 1, 3, 10, 80]) expect(chiSquareTail(x, 2)).toBeCloseTo(Math.exp(-x / 2), 12);
  });

  test('adds exp(-x/2) (x/2)^k / k! for each two degrees more', () => {
    for (const x of [0.2, 4, 25]) {
      let sum = 0;
      let term = Math.exp(-x / 2);
      for (let degrees = 2; degrees <= 40; degrees += 2) {
        sum += term;
        term *= x / 2 / (degrees / 2);
        expect(chiSquareTail(x, degrees)).toBeCloseTo(sum, 10);
      }
    }
  });

  test('agrees with the tables at five percent', () => {
    const table = [
      [3.841459, 1],
      [7.814728, 3],
      [11.0705, 5],
      [16.918978, 9],
    ] as const;
    for (const [value, degrees] of table) expect(chiSquareTail(value, degrees)).toBeCloseTo(0.05, 6);
    expect(chiSquareTail(0, 3)).toBe(1);
  });
});
