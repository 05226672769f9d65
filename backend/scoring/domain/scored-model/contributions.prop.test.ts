import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomRows } from '../../../../test/system/support/random-rows.ts';
import { categoricalColumn, cellAt, type Column, numericColumn } from '../../../intake/domain/columns.ts';
import { logOdds } from '../calibration/calibrator.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { ClassifierKind } from '../classifier.ts';
import { calibratedFormLearner, formedLearner } from '../model-file/formed-learners.ts';
import { compileForm, type ModelForm } from '../model-file/model-form.ts';
import { sealModelForm } from '../model-file/sealed-model.ts';
import { DEFAULT_SCALING } from '../scorecard/scaling.ts';
import { buildScoredModel } from './build-scored-model.ts';
import { compileScoredModel, explainerOfDocument } from './compile-scored-model.ts';
import type { BackgroundInput, ScoredModelDocument } from './scored-model-document.ts';
import { wholePoints } from './whole-points.ts';

const SHAPE = { numbers: 3, categories: 2, distinct: 6, missingShare: 0.15 };
const SETTINGS: Partial<Record<ClassifierKind, Record<string, number>>> = {
  boosting: { trees: 8, minLeafRows: 3 },
  forest: { trees: 4 },
  ensemble: { boostingTrees: 5, folds: 2 },
};

function learn(kind: ClassifierKind, seed: number, method: 'platt' | 'isotonic' | null, rows: number, shape = SHAPE): ScoredModelDocument {
  const training = randomRows({ ...shape, rows }, seed);
  const order = { kind, origin: { name: 'random', datasetHash: 'data' }, seed, settings: SETTINGS[kind] ?? {}, monotone: {} };
  const form: ModelForm = (method === null ? formedLearner(order) : calibratedFormLearner(order, { method, folds: 2, seed }))(
    training,
  ).form;
  const bads = training.target.reduce((sum, outcome) => sum + outcome, 0);
  const facts = { datasetHash: 'data', rows, goods: rows - bads, bads };
  const file = form.kind === 'trees' ? form.document : sealModelForm({ name: 'random', training: facts, options: {}, form });
  return buildScoredModel(file, { ...training, datasetHash: 'customers' }, { scaling: DEFAULT_SCALING, wordings: {} }).document;
}

/** Null where the card of a blend finds nothing that tells good from bad, as may be with random rows. */
function learnIfAny(...order: Parameters<typeof learn>): ScoredModelDocument | null {
  try {
    return learn(...order);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'model_empty') return null;
    throw error;
  }
}

function form({ model }: ScoredModelDocument): ModelForm {
  return 'form' in model ? model.form : { kind: 'trees', document: model };
}

describe('contributions', () => {
  it('add up to the score exactly, for random rows and models of every kind, calibrated or not', () => {
    const kinds = ['cart', 'forest', 'boosting', 'linear_svm', 'rbf_svm', 'ensemble'] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.constantFrom(null, 'platt' as const, 'isotonic' as const),
        fc.integer({ min: 120, max: 200 }),
        fc.integer({ min: 0, max: 1e6 }),
        (kind, method, rows, seed) => {
          const document = learnIfAny(kind, seed, method, rows);
          fc.pre(document !== null);
          const scorer = compileScoredModel(document);
          const { columns } = randomRows({ ...SHAPE, distinct: 9, rows: 25 }, seed + 1);
          const base = new Set<number>();
          for (let row = 0; row < 25; row++) {
            const scored = scorer.scoreRow(Object.fromEntries(columns.map((column) => [column.name, cellAt(column, row)])));
            expect(scored.points.reduce((sum, { points }) => sum + points, scored.basePoints)).toBe(scored.score);
            expect(scored.points.every(({ points }) => Number.isSafeInteger(points))).toBe(true);
            base.add(scored.basePoints);
          }
          expect(base.size).toBe(1);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('of a support vector machine are those of the formula, inputs that are left out averaged over their background', () => {
    fc.assert(
      fc.property(fc.constantFrom('linear_svm' as const, 'rbf_svm' as const), fc.integer({ min: 0, max: 1e6 }), (kind, seed) => {
        const document = learn(kind, seed, null, 60, { ...SHAPE, numbers: 2, categories: 1, distinct: 4 });
        const explain = explainerOfDocument(document);
        if (explain === null) throw new Error('no reasons');
        const { columns } = randomRows({ ...SHAPE, numbers: 2, categories: 1, distinct: 4, rows: 3 }, seed + 1);
        const { values } = explain(columns, 3);
        const own = document.inputs.map(({ name }) => columns.find((column) => column.name === name));
        for (let row = 0; row < 3; row++) {
          const cells = own.map((column) => (column === undefined ? null : cellAt(column, row)));
          bruteForce(document, cells).forEach((expected, place) => {
            expect(Math.abs((values[row * document.inputs.length + place] ?? 0) - expected)).toBeLessThan(1e-6);
          });
        }
      }),
      { numRuns: 6 },
    );
  });

  it('become whole points by the largest remainder', () => {
    const exact = fc.array(fc.double({ min: -300, max: 300, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(exact, fc.double({ min: -1, max: 1, noNaN: true }), (points, off) => {
        const sum = points.reduce((total, value) => total + value, 0);
        const total = Math.round(sum + off) + 0;
        const whole = wholePoints(points, total);
        expect(whole.reduce((all, value) => all + value, 0)).toBe(total);
        // Off by its rounding and its part of what was lacking, which is less than two points.
        whole.forEach((value, place) => {
          if (points.some((point) => point !== 0)) expect(Math.abs(value - (points[place] ?? 0))).toBeLessThan(3);
        });
      }),
    );
    expect(wholePoints([0.5, 0.5, 0.5], 2)).toEqual([1, 1, 0]);
    expect(wholePoints([0, 0], 3)).toEqual([3, 0]);
    expect(wholePoints([], 0)).toEqual([]);
  });
});

/** Shapley's formula, each coalition worth the mean log-odds over all combinations of the cells of those that are out. */
function bruteForce(document: ScoredModelDocument, cells: readonly (string | number | null)[]): number[] {
  const background = document.background ?? [];
  const players = document.inputs.length;
  const worth = Array.from({ length: 2 ** players }, (_, coalition) => meanLogOdds(document, background, cells, coalition));
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return document.inputs.map((_, player) =>
    worth.reduce((sum, without, coalition) => {
      if ((coalition >> player) & 1) return sum;
      const size = coalition.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(players - size - 1)) / factorial(players);
      return sum + weight * ((worth[coalition | (1 << player)] ?? 0) - without);
    }, 0),
  );
}

function meanLogOdds(
  document: ScoredModelDocument,
  background: readonly BackgroundInput[],
  cells: readonly (string | number | null)[],
  coalition: number,
): number {
  let rows: { readonly cells: readonly (string | number | null)[]; readonly weight: number }[] = [{ cells: [], weight: 1 }];
  document.inputs.forEach((_, player) => {
    const all = background[player]?.cells ?? [];
    const total = all.reduce((sum, cell) => sum + cell.rows, 0);
    const choices = (coalition >> player) & 1 ? [{ value: cells[player] ?? null, rows: total }] : all;
    rows = rows.flatMap((row) => choices.map((cell) => ({ cells: [...row.cells, cell.value], weight: (row.weight * cell.rows) / total })));
  });
  const columns = document.inputs.map(({ name, kind }, player): Column => {
    const own = rows.map((row) => row.cells[player] ?? null);
    if (kind === 'numeric')
      return numericColumn(
        name,
        own.map((cell) => (typeof cell === 'number' ? cell : null)),
      );
    return categoricalColumn(
      name,
      own.map((cell) => (typeof cell === 'string' ? cell : null)),
    );
  });
  const predicted = compileForm(form(document)).predict(columns, rows.length);
  return rows.reduce((sum, { weight }, row) => sum + weight * logOdds(predicted[row] ?? 0), 0);
}
