import { describe, expect, it } from 'vitest';
import { betaCdf, chiSquareUpperTail, normalCdf, normalUpperQuantile, studentTwoSided } from './distributions.ts';

/** Reference values: mpmath with 40 digits (gammainc, betainc, ncdf, erfinv), rounded to 17. */
const CHI_SQUARE = [
  [0.001, 1, 0.9747728793699604],
  [3.841458820694124, 1, 0.05000000000000006],
  [5.5, 8, 0.7030399944685575],
  [15.507313055865453, 8, 0.05000000000000002],
  [120, 8, 3.3153025398645297e-22],
  [900, 1000, 0.9892827619087102],
  [1100, 1000, 0.014614408126295194],
  [1e-9, 3, 0.9999999999999916],
] as const;
const BETA = [
  [0.3, 2, 2, 0.216],
  [0.1, 1.3, 1.7, 0.09077147432955535],
  [0.999, 3, 2, 0.999994007997],
  [0.5, 0.5, 0.5, 0.5],
  [0.02, 1.0625, 1.9375, 0.030943035333231755],
  [1e-12, 2, 3, 5.999999999992e-24],
  [0.7, 200, 90, 0.6431075347788191],
  [0.25, 0.5, 30, 0.9999649300801935],
] as const;
const STUDENT = [
  [0.1, 4, 0.9251558409394532],
  [2.776445105197793, 4, 0.05000000000000007],
  [-3.2, 9, 0.010831302589901328],
  [12, 4, 0.00027642854850297297],
  [1.5, 1, 0.3743340836219976],
  [2, 1000, 0.04577034649325164],
] as const;
const NORMAL = [
  [-8, 6.220960574271784e-16],
  [-3.3, 0.0004834241423837775],
  [-1.96, 0.024997895148220435],
  [-0.5, 0.3085375387259869],
  [0, 0.5],
  [0.7, 0.758036347776927],
  [1.6448536269514722, 0.95],
  [5, 0.9999997133484281],
] as const;
const QUANTILES = [
  [0.25, 0.6744897501960817],
  [0.05, 1.6448536269514726],
  [0.025, 1.9599639845400543],
  [0.005, 2.575829303548901],
  [1e-6, 4.753424308822899],
  [1e-12, 7.034483825301132],
] as const;

function relative(actual: number, expected: number): void {
  expect(Math.abs(actual / expected - 1), `${actual} against ${expected}`).toBeLessThan(1e-11);
}

describe('distribution functions', () => {
  it.each(CHI_SQUARE)('has the upper tail of chi-square at %d, %d degrees', (value, degrees, tail) => {
    relative(chiSquareUpperTail(value, degrees), tail);
  });
  it.each(BETA)('has the beta distribution at %d of (%d, %d)', (x, a, b, below) => {
    relative(betaCdf(x, a, b), below);
  });
  it.each(STUDENT)('has both tails of t %d, %d degrees', (t, degrees, tails) => {
    relative(studentTwoSided(t, degrees), tails);
  });
  it.each(NORMAL)('has the normal distribution at %d', (z, below) => {
    relative(normalCdf(z), below);
  });
  it.each(QUANTILES)('has the normal quantile of tail %d', (tail, z) => {
    relative(normalUpperQuantile(tail), z);
  });
  it('has the ends', () => {
    expect(normalUpperQuantile(0.5)).toBeCloseTo(0, 12);
    expect([betaCdf(0, 2, 2), betaCdf(1, 2, 2)]).toEqual([0, 1]);
    expect([chiSquareUpperTail(0, 3), chiSquareUpperTail(Number.POSITIVE_INFINITY, 3)]).toEqual([1, 0]);
  });
});
