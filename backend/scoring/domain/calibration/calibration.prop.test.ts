import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnLogistic } from '../../../../test/system/support/plain-logistic.ts';
import { numericColumn } from '../../../intake/domain/columns.ts';
import type { Learner, TrainingRows } from '../classifier.ts';
import { brierScore, logLoss } from '../metrics.ts';
import { seededRandom } from '../seeded-random.ts';
import { hosmerLemeshow } from '../validation/calibration-tests.ts';
import { calibrateClassifier, calibratedLearner, DEFAULT_CALIBRATION } from './calibrate-learner.ts';
import { calibrate, logOdds, sigmoid } from './calibrator.ts';
import { fitIsotonic } from './isotonic.ts';
import { fitPlatt } from './platt.ts';
import { estimatePrior, shiftPrior } from './prior-shift.ts';

const code = (expected: string) => expect.objectContaining({ name: 'DomainError', code: expected });
const weighted = fc
  .array(fc.record({ output: fc.integer({ min: -9, max: 9 }), bad: fc.boolean(), weight: fc.integer({ min: 1, max: 4 }) }), {
    minLength: 3,
    maxLength: 30,
  })
  .filter((rows) => rows.some((row) => row.bad) && rows.some((row) => !row.bad));

function partsOf(rows: readonly { readonly output: number; readonly bad: boolean; readonly weight: number }[]) {
  return {
    outputs: Float64Array.from(rows, (row) => row.output),
    target: Uint8Array.from(rows, (row) => (row.bad ? 1 : 0)),
    weights: Float64Array.from(rows, (row) => row.weight),
  };
}

describe('fitPlatt', () => {
  it('stands where the likelihood of the smoothed outcomes is flat', () => {
    fc.assert(
      fc.property(weighted, (rows) => {
        const { outputs, target, weights } = partsOf(rows);
        const found = fitPlatt(outputs, target, weights);
        const total = (outcome: number) => weights.reduce((sum, weight, row) => sum + (target[row] === outcome ? weight : 0), 0);
        const goal = [1 / (total(0) + 2), (total(1) + 1) / (total(1) + 2)];
        const loss = (slope: number, intercept: number) =>
          rows.reduce((sum, row) => {
            const value = slope * row.output + intercept;
            const aim = goal[row.bad ? 1 : 0] ?? 0;
            return sum - row.weight * (aim * Math.log(sigmoid(value)) + (1 - aim) * Math.log(sigmoid(-value)));
          }, 0);
        const least = loss(found.slope, found.intercept);
        for (const [dSlope, dIntercept] of [
          [0.01, 0],
          [-0.01, 0],
          [0, 0.01],
          [0, -0.01],
          [0.01, -0.03],
          [-0.01, 0.03],
        ] as const) {
          expect(loss(found.slope + dSlope, found.intercept + dIntercept)).toBeGreaterThanOrEqual(least - 1e-9);
        }
      }),
    );
  });

  it('weighs a row of weight 2 as two rows', () => {
    const { outputs, target } = partsOf([-1, 0, 1, 2].map((output, row) => ({ output, bad: row % 2 === 1, weight: 1 })));
    const twice = fitPlatt(Float64Array.of(...outputs, ...outputs), Uint8Array.of(...target, ...target));
    const heavy = fitPlatt(outputs, target, new Float64Array(4).fill(2));
    expect(heavy.slope).toBeCloseTo(twice.slope, 9);
    expect(heavy.intercept).toBeCloseTo(twice.intercept, 9);
  });

  it('gives the smoothed bad rate for outputs all alike, and stays finite when classes are parted or enormous', () => {
    const alike = fitPlatt(new Float64Array(8), Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 1));
    expect(calibrate(alike, Float64Array.of(0))[0]).toBeCloseTo((6 * (1 / 8) + 2 * (3 / 4)) / 8, 9);
    for (const reach of [1, 1e308]) {
      const parted = fitPlatt(Float64Array.of(-reach, -reach, reach, reach), Uint8Array.of(0, 0, 1, 1));
      for (const probability of calibrate(parted, Float64Array.of(-reach, 0, reach))) expect(probability > 0 && probability < 1).toBe(true);
      expect(calibrate(parted, Float64Array.of(reach))[0]).toBeCloseTo(0.75, 6);
    }
  });

  it('refuses what it cannot fit', () => {
    expect(() => fitPlatt(Float64Array.of(1, 2), Uint8Array.of(1, 1))).toThrow(code('outcomes_one_class'));
    expect(() => fitPlatt(Float64Array.of(1, Number.NaN), Uint8Array.of(0, 1))).toThrow(code('score_invalid'));
    expect(() => fitPlatt(new Float64Array(), new Uint8Array())).toThrow(code('rows_empty'));
  });
});

/** The isotonic fit in closed form: at each point the largest, over starts before it, of the least mean over ends after it. */
function isotonicByMinMax(points: readonly { readonly weight: number; readonly value: number }[]): number[] {
  const meanOf = (from: number, to: number) => {
    const part = points.slice(from, to + 1);
    return part.reduce((sum, point) => sum + point.weight * point.value, 0) / part.reduce((sum, point) => sum + point.weight, 0);
  };
  return points.map((_, at) =>
    Math.max(
      ...Array.from({ length: at + 1 }, (_unused, from) =>
        Math.min(...Array.from({ length: points.length - at }, (_none, reach) => meanOf(from, at + reach))),
      ),
    ),
  );
}

describe('fitIsotonic', () => {
  it('has at each output the value of the closed form', () => {
    fc.assert(
      fc.property(weighted, (rows) => {
        const { outputs, target, weights } = partsOf(rows);
        const found = fitIsotonic(outputs, target, weights);
        const distinct = [...new Set(rows.map((row) => row.output))].sort((a, b) => a - b);
        const points = distinct.map((output) => {
          const own = rows.filter((row) => row.output === output);
          const weight = own.reduce((sum, row) => sum + row.weight, 0);
          return { weight, value: own.reduce((sum, row) => sum + (row.bad ? row.weight : 0), 0) / weight };
        });
        const expected = isotonicByMinMax(points);
        calibrate(found, Float64Array.from(distinct)).forEach((value, place) => expect(value).toBeCloseTo(expected[place] ?? -1, 12));
      }),
    );
  });

  it('leaves rows of weight 0 out', () => {
    const found = fitIsotonic(Float64Array.of(1, 2, 3), Uint8Array.of(0, 1, 0), Float64Array.of(1, 0, 1));
    expect(found).toEqual({ kind: 'isotonic', scores: [1, 3], probabilities: [0, 0] });
  });

  it('rises between its points, keeps its ends outside of them and stays finite', () => {
    const found = fitIsotonic(Float64Array.of(-1e308, 0, 1, 1e308), Uint8Array.of(0, 1, 0, 1));
    const values = calibrate(found, Float64Array.of(-Number.MAX_VALUE, -1e307, 0, 0.5, 1, 5e307, Number.MAX_VALUE));
    values.forEach((value, place) => expect(value).toBeGreaterThanOrEqual(values[place - 1] ?? 0));
    expect([values[0], values[3], values[6]]).toEqual([0, 0.5, 1]);
    expect(() => fitIsotonic(Float64Array.of(Number.POSITIVE_INFINITY), Uint8Array.of(1))).toThrow(code('score_invalid'));
  });
});

describe('prior shift', () => {
  it('is the rule of Bayes', () => {
    // A test that shows with 0.8 in bads and 0.3 in goods: P(bad | shown) at two shares of bads.
    const posterior = (share: number) => (0.8 * share) / (0.8 * share + 0.3 * (1 - share));
    const shifted = calibrate(shiftPrior(0.5, 0.1), Float64Array.of(logOdds(posterior(0.5))));
    expect(shifted[0]).toBeCloseTo(posterior(0.1), 12);
    expect(() => shiftPrior(0, 0.5)).toThrow(code('setting_invalid'));
    expect(() => shiftPrior(0.5, Number.NaN)).toThrow(code('setting_invalid'));
  });

  it('finds the share of bads of rows without outcomes', () => {
    const next = seededRandom(4);
    const gauss = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    const probabilities = Float64Array.from({ length: 40_000 }, (_, row) => sigmoid(2 * (gauss() + (row < 6000 ? 1 : -1))));
    expect(estimatePrior(probabilities, 0.5)).toBeCloseTo(0.15, 2);
    expect(() => estimatePrior(new Float64Array(), 0.5)).toThrow(code('setting_invalid'));
  });
});

function simulate(rows: number, seed: number): TrainingRows {
  const next = seededRandom(seed);
  const x = Float64Array.from({ length: rows }, () => 4 * next() - 2);
  return { columns: [numericColumn('x', x)], target: Uint8Array.from(x, (value) => (next() < sigmoid(value - 0.5) ? 1 : 0)) };
}

/** Too sure of itself: its log-odds are three times too far from zero. */
const overconfident: Learner = (rows) => {
  const model = learnLogistic(rows);
  return { ...model, predict: (columns, count) => model.predict(columns, count).map((value) => sigmoid(3 * logOdds(value))) };
};

describe('calibratedLearner', () => {
  const rows = simulate(2000, 1);
  const fresh = simulate(4000, 2);

  it.each(['platt', 'isotonic'] as const)('makes an overconfident model true by %s', (method) => {
    const raw = overconfident(rows).predict(fresh.columns, 4000);
    const model = calibratedLearner(overconfident, { ...DEFAULT_CALIBRATION, method })(rows);
    const calibrated = model.predict(fresh.columns, 4000);
    expect(model.calibrator.kind).toBe(method);
    expect(brierScore(calibrated, fresh.target)).toBeLessThan(brierScore(raw, fresh.target) - 0.01);
    expect(logLoss(calibrated, fresh.target)).toBeLessThan(logLoss(raw, fresh.target) - 0.05);
    expect(hosmerLemeshow(raw, fresh.target).pValue).toBeLessThan(1e-6);
    const ideal = learnLogistic(fresh).predict(fresh.columns, 4000);
    expect(brierScore(calibrated, fresh.target) - brierScore(ideal, fresh.target)).toBeLessThan(0.003);
  });

  it('gives the same model for the same rows, and survives JSON', () => {
    const learn = calibratedLearner(overconfident);
    const [one, two] = [learn(rows), learn(rows)];
    expect(one.calibrator).toEqual(two.calibrator);
    const stored = calibrateClassifier(one.base, JSON.parse(JSON.stringify(one.calibrator)));
    expect(stored.predict(fresh.columns, 4000)).toEqual(one.predict(fresh.columns, 4000));
  });

  it('refuses folds that lack an outcome', () => {
    const few = { columns: [numericColumn('x', [1, 2, 3, 4])], target: Uint8Array.of(0, 0, 0, 1) };
    expect(() => calibratedLearner(learnLogistic)(few)).toThrow(code('folds_unusable'));
  });
});
