import { describe, expect, it } from 'vitest';
import { categoricalColumn, type Column, numericColumn } from '../../../intake/domain/columns.ts';
import { buildScorecard, DEFAULT_TRAINING } from './build-scorecard.ts';
import { compileScorecard } from './compile-scorecard.ts';
import { validateScorecardDocument } from './validate-scorecard-document.ts';

const ROWS = 3000;
let state = 3;
const draw = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
};
const risk = Array.from({ length: ROWS }, draw);
const target = Uint8Array.from(risk, (value) => (draw() < 0.1 + value * 0.5 ? 1 : 0));
const good = numericColumn('good', risk);

function train(columns: readonly Column[], outcomes = target) {
  const { document, model } = buildScorecard(
    { columns, target: outcomes, datasetHash: '0x00' },
    { ...DEFAULT_TRAINING, name: 'bad input', model: { ...DEFAULT_TRAINING.model } },
  );
  validateScorecardDocument(JSON.parse(JSON.stringify(document)));
  const scores = compileScorecard(document).scoreColumns(columns);
  expect(scores.every(Number.isFinite)).toBe(true);
  const drops = Object.fromEntries(model.characteristics.map(({ binning, drop }) => [binning.name, drop?.reason ?? null]));
  for (const { binning } of model.characteristics) expect(Number.isFinite(binning.iv)).toBe(true);
  return { document, drops, warnings: model.warnings };
}

describe('bad input', () => {
  it('leaves out what is constant, missing or there twice, and names why', () => {
    const { drops } = train([
      good,
      numericColumn(
        'constant',
        risk.map(() => 7),
      ),
      numericColumn(
        'missing',
        risk.map(() => null),
      ),
      categoricalColumn(
        'one',
        risk.map(() => 'x'),
      ),
      numericColumn('copy', risk),
      numericColumn(
        'scaled',
        risk.map((value) => -3 * value),
      ),
    ]);
    expect(drops).toEqual({
      good: null,
      constant: 'constant',
      missing: 'constant',
      one: 'constant',
      copy: 'correlated',
      scaled: 'correlated',
    });
  });

  it('takes the largest and the smallest numbers', () => {
    const extremes = risk.map((value, row) => (row % 3 === 0 ? (value > 0.5 ? 1e308 : -1e308) : row % 3 === 1 ? value * 5e-324 : value));
    const { drops } = train([
      good,
      numericColumn('extreme', extremes),
      numericColumn(
        'huge',
        risk.map((value) => value * 1.7e308),
      ),
    ]);
    expect(drops['good']).toBeNull();
    expect(drops['huge']).toBe('correlated');
  });

  it('names the column that holds an infinite number', () => {
    expect(() => numericColumn('ratio', [1, Number.POSITIVE_INFINITY])).toThrow(
      expect.objectContaining({ code: 'column_invalid', params: { column: 'ratio', row: 1 } }),
    );
  });

  it('refuses outcomes of one kind', () => {
    for (const outcome of [0, 1])
      expect(() => train([good], new Uint8Array(ROWS).fill(outcome))).toThrow(expect.objectContaining({ code: 'target_one_class' }));
  });

  it('takes a column of a million levels, and a card stays small', () => {
    const many = 1_000_000;
    const outcomes = Uint8Array.from({ length: many }, (_, row) => target[row % ROWS] ?? 0);
    const columns = [
      numericColumn(
        'good',
        Array.from({ length: many }, (_, row) => risk[row % ROWS] ?? 0),
      ),
      categoricalColumn(
        'id',
        Array.from({ length: many }, (_, row) => `id ${row}`),
      ),
    ];
    const { document, drops, warnings } = train(columns, outcomes);
    expect(drops).toEqual({ good: null, id: 'low_iv' });
    expect(warnings).toEqual([{ code: 'rare_levels', column: 'id', value: 1 }]);
    expect(JSON.stringify(document).length).toBeLessThan(20_000);
  });

  it('names a column that is known only after the outcome, and goes on', () => {
    const { warnings } = train([
      good,
      numericColumn(
        'recovered',
        risk.map((value, row) => (target[row] === 1 ? value : 0)),
      ),
    ]);
    expect(warnings).toEqual([{ code: 'leakage', column: 'recovered', value: expect.any(Number) }]);
  });
});
