import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brierScore } from '../metrics.ts';
import { seededRandom } from '../seeded-random.ts';
import { bootstrapInterval, DEFAULT_BOOTSTRAP } from './bootstrap.ts';
import { decomposeBrier, hosmerLemeshow, spiegelhalter } from './calibration-tests.ts';
import { measurePerformance } from './evaluate-learner.ts';

const samples = fc.array(fc.record({ probability: fc.double({ min: 0, max: 1, noNaN: true }), bad: fc.boolean() }), {
  minLength: 1,
  maxLength: 60,
});

function parts(rows: readonly { readonly probability: number; readonly bad: boolean }[]) {
  return { probabilities: Float64Array.from(rows, (row) => row.probability), target: Uint8Array.from(rows, (row) => (row.bad ? 1 : 0)) };
}

/** Outcomes that follow the probabilities, or probabilities moved away from them by `shift`. */
function simulate(rows: number, seed: number, shift: number) {
  const next = seededRandom(seed);
  const truth = Float64Array.from({ length: rows }, () => 0.05 + 0.6 * next());
  return { target: Uint8Array.from(truth, (value) => (next() < value ? 1 : 0)), probabilities: truth.map((value) => value + shift) };
}

describe('decomposeBrier', () => {
  it('adds up to the Brier score exactly', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 12 }), (rows, groups) => {
        const { probabilities, target } = parts(rows);
        const found = decomposeBrier(probabilities, target, groups);
        expect(found.brier).toBeCloseTo(brierScore(probabilities, target), 12);
        const sum = found.reliability - found.resolution + found.uncertainty + found.withinVariance - found.withinCovariance;
        expect(sum).toBeCloseTo(found.brier, 12);
      }),
    );
  });
});

describe('hosmerLemeshow', () => {
  it('has the figure worked by hand', () => {
    // Groups of two: expected 0.2, 1.0, 1.6 bads against 0, 1, 2.
    const probabilities = Float64Array.of(0.1, 0.1, 0.5, 0.5, 0.8, 0.8);
    const found = hosmerLemeshow(probabilities, Uint8Array.of(0, 0, 0, 1, 1, 1), { groups: 3, fittedOn: false });
    const expected = 0.2 ** 2 / (2 * 0.1 * 0.9) + 0 + 0.4 ** 2 / (2 * 0.8 * 0.2);
    expect(found.chiSquare).toBeCloseTo(expected, 12);
    expect(found.degreesOfFreedom).toBe(3);
    expect(hosmerLemeshow(probabilities, Uint8Array.of(0, 0, 0, 1, 1, 1), { groups: 3, fittedOn: true }).degreesOfFreedom).toBe(1);
  });

  it('rejects true probabilities in about one of twenty samples and moved ones nearly always', () => {
    const rejected = (shift: number) =>
      Array.from({ length: 200 }, (_, seed) => simulate(600, seed, shift)).filter(
        ({ probabilities, target }) => hosmerLemeshow(probabilities, target).pValue < 0.05,
      ).length;
    expect(rejected(0)).toBeLessThan(22);
    expect(rejected(0)).toBeGreaterThan(1);
    expect(rejected(0.12)).toBeGreaterThan(190);
  });

  it('stays finite with sure probabilities', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ probability: fc.constantFrom(0, 0.5, 1), bad: fc.boolean() }), { minLength: 1 }), (rows) => {
        const { probabilities, target } = parts(rows);
        const tests = [hosmerLemeshow(probabilities, target), spiegelhalter(probabilities, target)];
        for (const test of tests) expect(test.pValue >= 0 && test.pValue <= 1).toBe(true);
      }),
    );
  });
});

describe('spiegelhalter', () => {
  it('is the standardised Brier score', () => {
    const { probabilities, target } = simulate(300, 4, 0.03);
    const expected = probabilities.reduce((sum, p) => sum + p * (1 - p), 0);
    const variance = probabilities.reduce((sum, p) => sum + (1 - 2 * p) ** 2 * p * (1 - p), 0);
    const z = (brierScore(probabilities, target) * target.length - expected) / Math.sqrt(variance);
    expect(spiegelhalter(probabilities, target).z).toBeCloseTo(z, 9);
  });
});

describe('bootstrapInterval', () => {
  const { probabilities, target } = simulate(300, 2, 0);
  const auc = (scores: Float64Array, outcomes: Uint8Array) => measurePerformance(scores, outcomes).auc;

  it('draws the same for the same seed, and both outcomes each time', () => {
    const options = { ...DEFAULT_BOOTSTRAP, replicates: 50 };
    const badCounts = new Set<number>();
    const first = bootstrapInterval(
      probabilities,
      target,
      (scores, outcomes) => {
        badCounts.add(outcomes.reduce((sum, bad) => sum + bad, 0));
        return auc(scores, outcomes);
      },
      options,
    );
    expect(badCounts.size).toBe(1);
    expect(bootstrapInterval(probabilities, target, auc, options)).toEqual(first);
    expect(bootstrapInterval(probabilities, target, auc, { ...options, seed: 2 })).not.toEqual(first);
  });

  it('agrees with the standard error of a mean', () => {
    const mean = (scores: Float64Array) => scores.reduce((sum, value) => sum + value, 0) / scores.length;
    const found = bootstrapInterval(probabilities, target, mean);
    const within = [0, 1].map((outcome) => {
      const own = probabilities.filter((_, row) => target[row] === outcome);
      return own.reduce((sum, value) => sum + (value - mean(own)) ** 2, 0);
    });
    const expected = Math.sqrt(within.reduce((sum, value) => sum + value, 0)) / target.length;
    expect(found.standardError / expected).toBeGreaterThan(0.93);
    expect(found.standardError / expected).toBeLessThan(1.07);
    expect(found.lower).toBeLessThan(found.estimate);
    expect(found.upper).toBeGreaterThan(found.estimate);
  });
});
