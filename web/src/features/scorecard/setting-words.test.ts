import { describe, expect, it } from 'vitest';
import { USUAL_SETTINGS } from '../../../../backend/scoring/domain/model-file/formed-learners.ts';
import { DEFAULT_BOOSTING, DEFAULT_CART, DEFAULT_FOREST, plainOptions } from '../../../../backend/scoring/domain/trees/tree-options.ts';
import { orderSettings, settingName, settingValue } from './setting-words.ts';

/** Every name that a model file can bring: hyper-parameters of each kind, options of grown trees, and what a calibrated one is made of. */
const NAMES = [
  ...Object.values(USUAL_SETTINGS).flatMap((settings) => Object.keys(settings)),
  ...Object.keys(plainOptions({ ...DEFAULT_BOOSTING, earlyStopping: { rounds: 10, share: 0.2 } })),
  ...[DEFAULT_CART, DEFAULT_FOREST].flatMap((options) => Object.keys(plainOptions(options))),
  ...['kind', 'seed', 'calibration', 'method', 'model', 'data', 'folds'],
];

describe('words of settings', () => {
  it.each([...new Set(NAMES)])('has %s in both languages', (name) => {
    expect(settingName(name, 'zh')).toMatch(/\p{Script=Han}/u);
    expect(settingName(name, 'en')).toMatch(/^[A-Z]/);
    expect(settingName(name, 'en')).not.toBe(name);
  });

  it('names the column that risk may only rise or fall with', () => {
    const { 'monotone/age': direction = 0 } = plainOptions({ monotone: { age: -1 } });
    expect([settingName('monotone/age', 'en'), settingValue('monotone/age', direction, 'en')]).toEqual([
      'Age (years)',
      'risk never rises as it rises',
    ]);
    expect(settingValue('monotone/age', 1, 'zh')).toBe('风险只升不降');
  });

  it('writes values in words, and numbers by the language with all their digits', () => {
    expect(settingValue('criterion', 'gini', 'zh')).toBe('基尼不纯度');
    expect(settingValue('gamma', 'scale', 'en')).toBe('by the spread of the data');
    expect(settingValue('method', 'prior_shift', 'en')).toBe('shift of the prior');
    expect(settingValue('maxLeaves', 65_536, 'en')).toBe('65,536');
    expect(settingValue('learningRate', 0.05, 'zh')).toBe('0.05');
    expect(settingValue('tolerance', 1e-9, 'en')).toBe('0.000000001');
    expect(settingValue('seed', 20_240_101, 'en')).toBe('20240101');
  });

  it('tells what shapes the model first, and what it has no words for last', () => {
    const given = { dropout: 0.1, learningRate: 0.05, seed: 1, trees: 30, 'monotone/age': 1 };
    expect(orderSettings(given)).toEqual([
      ['trees', 30],
      ['learningRate', 0.05],
      ['seed', 1],
      ['dropout', 0.1],
      ['monotone/age', 1],
    ]);
  });

  it('leaves alone what it does not know', () => {
    expect(settingName('dropout', 'zh')).toBe('dropout');
    expect(settingValue('booster', 'dart', 'zh')).toBe('dart');
  });
});
