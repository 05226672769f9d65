import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnLogistic } from '../../../../test/system/support/plain-logistic.ts';
import { readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { DEFAULT_LINEAR, svmLearner } from '../svm/train-svm.ts';
import type { Learner } from '../classifier.ts';
import { splitByFolds, splitRepeatedly } from '../validation/splits.ts';
import { evaluateNested, searchHyperparameters } from './search-hyperparameters.ts';
import { type Candidate, gridCandidates, randomCandidates, type SearchSpace } from './space.ts';

const code = (expected: string, params: Record<string, unknown> = {}) =>
  expect.objectContaining({ name: 'DomainError', code: expected, params: expect.objectContaining(params) });
const space: SearchSpace = {
  encoding: { kind: 'choice', values: ['plain', 'woe'] },
  cost: { kind: 'range', low: 0.001, high: 10, scale: 'log', isWhole: false },
  depth: { kind: 'range', low: 1, high: 4, scale: 'linear', isWhole: true },
};

describe('search space', () => {
  it('makes a grid of every combination', () => {
    const grid = gridCandidates(space, 3);
    expect(grid).toHaveLength(2 * 3 * 3);
    const [first] = grid;
    expect(first).toEqual({ encoding: 'plain', cost: 0.001, depth: 1 });
    expect([...new Set(grid.map((one) => Number(one['cost']).toPrecision(6)))]).toEqual(['0.00100000', '0.100000', '10.0000']);
    expect([...new Set(grid.map((one) => one['depth']))]).toEqual([1, 3, 4]);
    expect(gridCandidates({ depth: { kind: 'range', low: 1, high: 2, scale: 'linear', isWhole: true } }, 9)).toEqual([
      { depth: 1 },
      { depth: 2 },
    ]);
    expect(gridCandidates({}, 1)).toEqual([{}]);
  });

  it('draws inside the space, the same for the same seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const drawn = randomCandidates(space, 5, seed);
        expect(randomCandidates(space, 5, seed)).toEqual(drawn);
        for (const { encoding, cost, depth } of drawn) {
          expect(['plain', 'woe']).toContain(encoding);
          expect(Number(cost) >= 0.001 && Number(cost) <= 10).toBe(true);
          expect([1, 2, 3, 4]).toContain(depth);
        }
      }),
    );
    const logs = randomCandidates(space, 4000, 1).map((one) => Math.log10(Number(one['cost'])));
    expect(logs.filter((value) => value < -1).length / 4000).toBeCloseTo(0.5, 1);
  });

  it('refuses what has no values', () => {
    for (const dimension of [
      { kind: 'choice', values: [] },
      { kind: 'choice', values: [Number.NaN] },
      { kind: 'range', low: 0, high: 1, scale: 'log', isWhole: false },
      { kind: 'range', low: 2, high: 1, scale: 'linear', isWhole: false },
      { kind: 'range', low: 1, high: Number.POSITIVE_INFINITY, scale: 'linear', isWhole: false },
    ] as const) {
      expect(() => gridCandidates({ cost: dimension })).toThrow(code('search_space_invalid', { setting: 'cost' }));
      expect(() => randomCandidates({ cost: dimension }, 1, 1)).toThrow(code('search_space_invalid'));
    }
    const wide = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e'].map((name) => [name, { kind: 'choice' as const, values: [1, 2, 3, 4, 5, 6, 7] }]),
    );
    expect(() => gridCandidates(wide)).toThrow(code('setting_invalid', { setting: 'candidates' }));
    expect(() => randomCandidates(space, 0, 1)).toThrow(code('setting_invalid'));
  });
});

describe('search', () => {
  const german = readGermanCredit();
  const rows = { columns: german.columns, target: german.target };
  const learnerOf = (candidate: Candidate): Learner => svmLearner({ ...DEFAULT_LINEAR, folds: 2, cost: Number(candidate['cost']) });
  const candidates = [{ cost: 1e-6 }, { cost: 0.01 }, { cost: 0.02 }];
  const splits = splitByFolds(german.target, german.folds ?? new Uint8Array());

  it('lists the candidates, the best first, and has no clock in it', () => {
    const table = searchHyperparameters({ learnerOf, candidates, objective: 'logLoss' }, rows, splits);
    const losses = table.map((row) => row.mean.logLoss);
    expect(losses).toEqual([...losses].sort((a, b) => a - b));
    expect(table[2]?.candidate).toEqual({ cost: 1e-6 });
    expect(searchHyperparameters({ learnerOf, candidates, objective: 'logLoss' }, rows, splits)).toEqual(table);
    const byAuc = searchHyperparameters({ learnerOf, candidates, objective: 'auc' }, rows, splits).map((row) => row.mean.auc);
    expect(byAuc).toEqual([...byAuc].sort((a, b) => b - a));
  });

  it('searches inside each outer split and measures on rows outside of it', () => {
    const outer = splitRepeatedly(german.target, { folds: 3, repeats: 1, seed: 5 });
    const seen: number[] = [];
    const spying =
      (candidate: Candidate): Learner =>
      (given) => {
        seen.push(given.target.length);
        return learnerOf(candidate)(given);
      };
    const found = evaluateNested({ learnerOf: spying, candidates, objective: 'auc' }, rows, outer, { folds: 2, seed: 1 });
    expect(found.results).toHaveLength(3);
    expect(found.mean.auc).toBeGreaterThan(0.76);
    // Two inner folds of each of three candidates, then once on all training rows.
    expect(seen).toHaveLength(3 * (2 * 3 + 1));
    expect(Math.max(...seen)).toBeLessThanOrEqual(667);
    expect(found.results.some((result) => result.candidate['cost'] === 1e-6)).toBe(false);
  });

  it('refuses an empty search', () => {
    expect(() => searchHyperparameters({ learnerOf: () => learnLogistic, candidates: [], objective: 'auc' }, rows, splits)).toThrow(
      code('setting_invalid', { setting: 'candidates' }),
    );
  });
});
