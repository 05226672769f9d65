import { describe, expect, it } from 'vitest';
import { categoricalColumn, numericColumn } from '../../../intake/domain/columns.ts';
import { rankByRisk } from '../ranking.ts';
import { bootstrapInterval, DEFAULT_BOOTSTRAP } from './bootstrap.ts';
import { hosmerLemeshow } from './calibration-tests.ts';
import { correctedResampledTest } from './champion-challenger.ts';
import { costCurve } from './cut-off.ts';
import { compareAuc, estimateAuc } from './delong.ts';
import { measurePerformance } from './evaluate-learner.ts';
import { reportFairness } from './fairness.ts';
import { gainsTable } from './gains.ts';
import { splitByFolds, splitOutOfTime, splitRepeatedly } from './splits.ts';
import { stabilityMatrix } from './stability.ts';
import { swapSet } from './swap-set.ts';

const target = Uint8Array.of(0, 1, 0, 1);
const risks = Float64Array.of(0.1, 0.4, 0.3, 0.9);
const code = (expected: string, params: Record<string, unknown> = {}) =>
  expect.objectContaining({ name: 'DomainError', code: expected, params: expect.objectContaining(params) });

describe('figures of rows that cannot be measured', () => {
  it.each([
    ['rows_empty', new Float64Array(), new Uint8Array()],
    ['target_length', risks.subarray(1), target],
    ['target_invalid', risks, Uint8Array.of(0, 1, 2, 1)],
    ['score_invalid', Float64Array.of(0.1, Number.NaN, 0.3, 0.9), target],
    ['score_invalid', Float64Array.of(0.1, 0.4, Number.POSITIVE_INFINITY, 0.9), target],
    ['score_invalid', Float64Array.of(0.1, 0.4, 1.0001, 0.9), target],
    ['score_invalid', Float64Array.of(-1e-9, 0.4, 0.3, 0.9), target],
    ['score_invalid', Float64Array.of(1e308, 0.4, 0.3, 0.9), target],
    ['outcomes_one_class', risks, Uint8Array.of(1, 1, 1, 1)],
    ['outcomes_one_class', risks, Uint8Array.of(0, 0, 0, 0)],
  ])('are refused: %s', (expected, probabilities, outcomes) => {
    expect(() => measurePerformance(probabilities, outcomes)).toThrow(code(expected));
  });

  it('are refused by each figure', () => {
    const broken = Float64Array.of(0.1, 0.4, Number.NaN, 0.9);
    expect(() => hosmerLemeshow(broken, target)).toThrow(code('score_invalid', { row: 2 }));
    expect(() => hosmerLemeshow(risks, target, { groups: 2, fittedOn: false })).toThrow(code('setting_invalid', { setting: 'groups' }));
    expect(() => gainsTable(broken, target)).toThrow(code('score_invalid', { row: 2 }));
    expect(() => gainsTable(risks, target, 0.5)).toThrow(code('setting_invalid', { setting: 'bands' }));
    expect(() => compareAuc(risks, broken, target)).toThrow(code('score_invalid', { row: 2 }));
    expect(() => compareAuc(risks, risks.subarray(1), target)).toThrow(code('target_length'));
    expect(() => estimateAuc(rankByRisk(risks, Uint8Array.of(0, 1, 0, 0)))).toThrow(code('outcomes_too_few', { bads: 1 }));
    expect(() => estimateAuc(rankByRisk(risks, target), 1)).toThrow(code('setting_invalid', { setting: 'level' }));
    expect(() => costCurve(rankByRisk(risks, target), { approvedBad: 1e308, declinedGood: 1 })).toThrow(
      code('setting_invalid', { setting: 'approvedBad' }),
    );
    expect(() => costCurve(rankByRisk(risks, target), { approvedBad: 1, declinedGood: Number.NaN })).toThrow(
      code('setting_invalid', { setting: 'declinedGood' }),
    );
    expect(() => bootstrapInterval(broken, target, () => 1)).toThrow(code('score_invalid'));
    expect(() => bootstrapInterval(risks, target, () => 1, { ...DEFAULT_BOOTSTRAP, replicates: 0 })).toThrow(code('setting_invalid'));
    expect(() => swapSet({ champion: risks, challenger: broken }, target, { approvalRate: 0.5 })).toThrow(code('score_invalid'));
    expect(() => swapSet({ champion: risks, challenger: risks }, target, { approvalRate: 1.5 })).toThrow(code('setting_invalid'));
  });

  it('stay finite for enormous risks', () => {
    const enormous = Float64Array.of(-1e308, 1e308, -1e308, 1e308);
    expect(estimateAuc(rankByRisk(enormous, target)).auc).toBe(1);
    expect(gainsTable(enormous, target).every((band) => Number.isFinite(band.lift))).toBe(true);
  });
});

describe('splits', () => {
  it('refuse folds without bads, without goods, and one fold alone', () => {
    expect(() => splitByFolds(target, [0, 0, 1, 0])).toThrow(code('folds_unusable', { fold: '0', part: 'train' }));
    expect(() => splitByFolds(target, [0, 0, 0, 0])).toThrow(code('folds_unusable', { rows: 0 }));
    expect(() => splitRepeatedly(target, { folds: 3, repeats: 1, seed: 1 })).toThrow(code('folds_unusable'));
    expect(() => splitRepeatedly(target, { folds: 1, repeats: 1, seed: 1 })).toThrow(code('setting_invalid', { setting: 'folds' }));
    expect(() => splitRepeatedly(target, { folds: 2, repeats: 0, seed: 1 })).toThrow(code('setting_invalid', { setting: 'repeats' }));
    expect(() => splitOutOfTime(target, ['a', 'a', 'b'], 'b')).toThrow(code('target_length'));
    expect(() => splitOutOfTime(target, ['a', 'a', 'a', 'a'], 'b')).toThrow(code('folds_unusable'));
    expect(() => correctedResampledTest([0.1], 0.25)).toThrow(code('folds_unusable'));
  });
});

describe('stability and fairness', () => {
  const x = numericColumn('x', [1, 2, 3, 4]);

  it('refuse columns that do not fit', () => {
    const periods = ['a', 'a', 'b', 'b'];
    expect(() => stabilityMatrix([x], [numericColumn('y', [1, 2, 3, 4])], periods)).toThrow(
      code('scorecard_column_missing', { column: 'x' }),
    );
    expect(() => stabilityMatrix([x], [categoricalColumn('x', ['a', 'b', 'c', 'd'])], periods)).toThrow(code('column_kind_mismatch'));
    expect(() => stabilityMatrix([x], [x], ['a'])).toThrow(code('target_length'));
    expect(() => stabilityMatrix([numericColumn('x', [])], [x], periods)).toThrow(code('rows_empty'));
    expect(() => stabilityMatrix([x], [numericColumn('x', [])], [])).toThrow(code('rows_empty'));
    expect(() => stabilityMatrix([x], [x], periods, 1)).toThrow(code('setting_invalid'));
  });

  it('refuse a protected attribute that the model reads, an unknown group and another length', () => {
    const attribute = categoricalColumn('sex', ['f', 'm', 'f', 'm']);
    const question = { attribute, inputs: ['x'], cutOff: 0.5 };
    expect(() => reportFairness(risks, target, { ...question, inputs: ['x', 'sex'] })).toThrow(
      code('protected_in_model', { column: 'sex' }),
    );
    expect(() => reportFairness(risks, target, { ...question, reference: 'd' })).toThrow(code('group_unknown', { group: 'd' }));
    expect(() => reportFairness(risks, target, { ...question, attribute: categoricalColumn('sex', ['f']) })).toThrow(code('target_length'));
  });
});
