import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decayOf, logarithm, probabilityOf } from './portable-math.ts';

describe('probabilityOf', () => {
  it('is the logistic function to 1e-14', () => {
    fc.assert(
      fc.property(fc.double({ min: -40, max: 40, noNaN: true }), (x) => {
        expect(Math.abs(probabilityOf(x) * (1 + Math.exp(-x)) - 1)).toBeLessThan(1e-14);
      }),
    );
  });

  it('stays a probability at any size, and never falls by more than rounding', () => {
    for (const x of [-Number.MAX_VALUE, -1e9, -40.1, 40.1, 1e9, Number.MAX_VALUE, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(probabilityOf(x)).toBeGreaterThan(0);
      expect(probabilityOf(x)).toBeLessThanOrEqual(1);
    }
    let before = 0;
    for (let x = -41; x <= 41; x += 1 / 1024) {
      const probability = probabilityOf(x);
      expect(probability).toBeGreaterThanOrEqual(before);
      before = probability;
    }
  });
});

describe('decayOf', () => {
  it('is the exponential function of what is below 0, to 1e-14 for 40 and 1e-12 for 700', () => {
    expect(decayOf(0)).toBe(1);
    for (const [most, error] of [
      [40, 1e-14],
      [700, 1e-12],
    ] as const) {
      fc.assert(
        fc.property(fc.double({ min: 0, max: most, noNaN: true }), (x) => {
          expect(Math.abs(decayOf(x) / Math.exp(-x) - 1)).toBeLessThan(error);
        }),
      );
    }
  });

  it('is 0 far out', () => {
    for (const x of [1e4, Number.MAX_VALUE, Number.POSITIVE_INFINITY]) expect(decayOf(x)).toBe(0);
  });
});

describe('logarithm', () => {
  it('is the natural logarithm to 1e-14', () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }), (x) => {
        expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThan(1e-14 * Math.max(1, Math.abs(Math.log(x))));
      }),
    );
    expect(logarithm(1)).toBe(0);
  });
});
