import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnLogistic } from '../../../../test/system/support/plain-logistic.ts';
import { readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { numericColumn } from '../../../intake/domain/columns.ts';
import { logOdds, sigmoid } from '../calibration/calibrator.ts';
import type { Learner } from '../classifier.ts';
import { logLoss } from '../metrics.ts';
import { seededRandom } from '../seeded-random.ts';
import { DEFAULT_LINEAR, DEFAULT_RBF, svmLearner } from '../svm/train-svm.ts';
import { evaluateLearner } from '../validation/evaluate-learner.ts';
import { splitByFolds } from '../validation/splits.ts';
import { ensembleClassifier, ensembleLearner, fitBlend } from './ensemble.ts';

const code = (expected: string) => expect.objectContaining({ name: 'DomainError', code: expected });

describe('fitBlend', () => {
  it('finds no better non-negative blend in any direction', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const next = seededRandom(seed);
        const members = [0, 1, 2].map(() => Float64Array.from({ length: 80 }, () => 4 * next() - 2));
        const truth = Float64Array.from({ length: 80 }, (_, row) => 1.5 * (members[0]?.[row] ?? 0) - (members[2]?.[row] ?? 0));
        const target = Uint8Array.from(truth, (value) => (next() < sigmoid(value) ? 1 : 0));
        const { intercept, weights } = fitBlend(members, { target });
        const loss = (point: readonly number[]) =>
          logLoss(
            Float64Array.from(target, (_, row) =>
              sigmoid(point.reduce((sum, weight, term) => sum + weight * (term === 0 ? 1 : (members[term - 1]?.[row] ?? 0)), 0)),
            ),
            target,
          );
        const point = [intercept, ...weights];
        expect(weights.every((weight) => weight >= 0)).toBe(true);
        for (let term = 0; term < point.length; term++) {
          for (const step of [-0.05, 0.05]) {
            const moved = point.map((value, place) => (place === term ? value + step : value));
            if (term === 0 || (moved[term] ?? 0) >= 0) expect(loss(moved)).toBeGreaterThan(loss(point) - 1e-6);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('shares the weight of members that agree wholly', () => {
    const next = seededRandom(3);
    const one = Float64Array.from({ length: 500 }, () => 4 * next() - 2);
    const target = Uint8Array.from(one, (value) => (next() < sigmoid(value) ? 1 : 0));
    const { weights } = fitBlend([one, one], { target });
    expect(weights[0]).toBeCloseTo(weights[1] ?? 0, 6);
    expect((weights[0] ?? 0) + (weights[1] ?? 0)).toBeGreaterThan(0.7);
  });
});

describe('ensembleLearner', () => {
  const german = readGermanCredit();
  const rows = { columns: german.columns, target: german.target };
  const linear = svmLearner(DEFAULT_LINEAR);
  const rbf = svmLearner({ ...DEFAULT_RBF, folds: 2, maxRows: 400 });

  it('is as good as its best member on rows it had not seen', () => {
    const splits = splitByFolds(german.target, german.folds ?? new Uint8Array()).slice(0, 1);
    const auc = (learner: Learner) => evaluateLearner(learner, rows, splits).mean.auc;
    expect(auc(ensembleLearner([linear, rbf], { folds: 2, seed: 1 }))).toBeGreaterThan(Math.max(auc(linear), auc(rbf)) - 0.005);
  });

  it('adds the log-odds of its members', () => {
    const members = [linear(rows), linear({ columns: german.columns.slice(0, 3), target: german.target })];
    const model = ensembleClassifier(members, { intercept: 0.5, weights: [0.25, 2] });
    const [one, two] = members.map((member) => member.predict(german.columns, 1000));
    model.predict(german.columns, 1000).forEach((probability, row) => {
      expect(logOdds(probability)).toBeCloseTo(0.5 + 0.25 * logOdds(one?.[row] ?? 0) + 2 * logOdds(two?.[row] ?? 0), 6);
    });
    expect(model.kind).toBe('ensemble');
    expect(model.inputs).toEqual(members[0]?.inputs);
  });

  it('gives no weight to a member that knows nothing', () => {
    const next = seededRandom(8);
    const x = Float64Array.from({ length: 600 }, () => 4 * next() - 2);
    const data = { columns: [numericColumn('x', x)], target: Uint8Array.from(x, (value) => (next() < sigmoid(value) ? 1 : 0)) };
    const wrong: Learner = (given) => {
      const model = learnLogistic(given);
      return { ...model, predict: (columns, count) => model.predict(columns, count).map((value) => 1 - value) };
    };
    const { blend } = ensembleLearner([learnLogistic, wrong])(data);
    expect(blend.weights[1]).toBe(0);
    expect(blend.weights[0]).toBeCloseTo(1, 0);
    expect(ensembleLearner([learnLogistic, wrong])(data).blend).toEqual(blend);
  });

  it('refuses no members, one outcome and folds without bads', () => {
    expect(() => ensembleLearner([])).toThrow(code('setting_invalid'));
    const few = { columns: [numericColumn('x', [1, 2, 3, 4])], target: Uint8Array.of(0, 0, 0, 1) };
    expect(() => ensembleLearner([learnLogistic])(few)).toThrow(code('folds_unusable'));
    expect(() => ensembleLearner([learnLogistic])({ ...few, target: new Uint8Array(4) })).toThrow(code('outcomes_one_class'));
  });
});
