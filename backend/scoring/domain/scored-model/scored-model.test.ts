import { describe, expect, it } from 'vitest';
import { readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { cellAt, takeRows } from '../../../intake/domain/columns.ts';
import type { DomainError } from '../../../kernel/errors.ts';
import { logOdds } from '../calibration/calibrator.ts';
import { shiftPrior } from '../calibration/prior-shift.ts';
import type { ClassifierKind } from '../classifier.ts';
import { calibratedFormLearner, formedLearner } from '../model-file/formed-learners.ts';
import { compileForm, inputsOf, type ModelForm } from '../model-file/model-form.ts';
import { sealModelForm } from '../model-file/sealed-model.ts';
import { DEFAULT_TRAINING } from '../scorecard/build-scorecard.ts';
import { DEFAULT_SCALING, probabilityWad, scoreAt } from '../scorecard/scaling.ts';
import { hashScorecard } from '../scorecard/scorecard-document.ts';
import { trainDocument } from '../segments/train-document.ts';
import { buildScoredModel } from './build-scored-model.ts';
import { compileScoredModel, explainerOfDocument, givesReasons, LEAST_PROBABILITY } from './compile-scored-model.ts';
import { compileRegistryDocument, readRegistryDocument } from './registry-document.ts';
import type { ModelFileDocument, ScoredModelDocument } from './scored-model-document.ts';

const german = readGermanCredit();
const ROWS = 300;
const first = Int32Array.from({ length: ROWS }, (_, row) => row);
const rows = { columns: german.columns.map((column) => takeRows(column, first)), target: german.target.slice(0, ROWS) };
const origin = { name: 'challenger', datasetHash: 'data' };
const order = (kind: ClassifierKind) => ({ kind, origin, seed: 3, settings: kind === 'boosting' ? { trees: 10 } : {}, monotone: {} });
const quick = (kind: ClassifierKind): ModelForm => formedLearner(order(kind))(rows).form;
const isotonic = (kind: ClassifierKind): ModelForm =>
  calibratedFormLearner(order(kind), { method: 'isotonic', folds: 3, seed: 3 })(rows).form;
const training = { datasetHash: 'data', rows: ROWS, goods: ROWS - 90, bads: 90 };
const fileOf = (form: ModelForm): ModelFileDocument =>
  form.kind === 'trees' ? form.document : sealModelForm({ name: 'challenger', training, options: { seed: 3 }, form });
const build = (form: ModelForm) =>
  buildScoredModel(fileOf(form), { ...rows, datasetHash: 'customers' }, { scaling: DEFAULT_SCALING, wordings: {} });
const cellsOf = (row: number, columns = german.columns) => Object.fromEntries(columns.map((column) => [column.name, cellAt(column, row)]));

const split = { attribute: 'age', cut: 33, missing: 'right' } as const;
const { document: bySegment } = trainDocument(
  { ...rows, datasetHash: 'data', folds: null },
  { ...DEFAULT_TRAINING, name: 'segments' },
  { splits: [split], minRows: 60, minBads: 15 },
);
const card = quick('scorecard');
const FORMS: Record<string, ModelForm> = {
  boosting: quick('boosting'),
  cart: quick('cart'),
  forest: formedLearner({ ...order('forest'), settings: { trees: 10 } })(rows).form,
  linear_svm: quick('linear_svm'),
  rbf_svm: quick('rbf_svm'),
  ensemble: quick('ensemble'),
  'isotonic boosting': isotonic('boosting'),
  'isotonic forest': isotonic('cart'),
  'shifted card': { kind: 'calibrated', base: card, calibrator: shiftPrior(0.3, 0.1) },
  'a blend of all kinds': {
    kind: 'ensemble',
    members: [card, quick('boosting'), quick('rbf_svm'), quick('linear_svm'), isotonic('cart')],
    blend: { intercept: 0.1, weights: [0.3, 0.2, 0.3, 0.1, 0.2] },
  },
};
const UNTOLD: ModelForm = {
  kind: 'calibrated',
  base: { kind: 'scorecard', document: bySegment },
  calibrator: shiftPrior(0.3, 0.1),
};

function refusal(read: () => unknown): { code: string; pointers: string[] } {
  try {
    read();
  } catch (error) {
    const { code, faults } = error as DomainError;
    return { code, pointers: faults.map(({ pointer }) => pointer) };
  }
  return { code: 'accepted', pointers: [] };
}

describe.each(Object.entries(FORMS))('a scored model: %s', (_, form) => {
  const { document, importance } = build(form);
  const scorer = compileScoredModel(document);
  const predicted = compileForm(form).predict(german.columns, 1000);

  it('scores by its probability on the scale of the platform, grades and probabilities as a card', () => {
    const scores = scorer.scoreColumns(german.columns);
    for (const row of [0, 17, 400, 999]) {
      const scored = scorer.scoreRow(cellsOf(row));
      expect(scored.score).toBe(scoreAt(document.scaling, predicted[row] ?? 0));
      expect(scores[row]).toBe(scored.score);
      expect(scored.pdWad).toBe(probabilityWad(document.scaling, scored.score));
      expect(document.grades.find(({ minScore }) => scored.score >= minScore)?.grade).toBe(scored.grade);
    }
  });

  it('adds whole points of its inputs up to the score exactly, close to what each adds', () => {
    const explain = explainerOfDocument(document);
    if (explain === null) throw new Error('no reasons');
    const { base, outputs, values } = explain(german.columns, 1000);
    const width = document.inputs.length;
    for (let row = 0; row < 1000; row += 7) {
      const sum = values.subarray(row * width, (row + 1) * width).reduce((total, value) => total + value, base);
      expect(Math.abs(sum - (outputs[row] ?? 0))).toBeLessThan(1e-8);
      expect(Math.abs((outputs[row] ?? 0) - logOdds(predicted[row] ?? 0))).toBeLessThan(1e-6);
      const scored = scorer.scoreRow(cellsOf(row));
      expect(scored.points.reduce((total, { points }) => total + points, scored.basePoints)).toBe(scored.score);
      const probability = predicted[row] ?? 0;
      // Beyond what is told, the score stops and its points are made smaller.
      const isTold = probability > LEAST_PROBABILITY && probability < 1 - LEAST_PROBABILITY;
      scored.points.forEach(({ points }, place) => {
        if (isTold) expect(Math.abs(points + document.scaling.factor * (values[row * width + place] ?? 0))).toBeLessThan(2);
      });
      const lost = scored.reasons.map(({ pointsLost }) => pointsLost);
      expect(lost).toEqual(lost.toSorted((left, right) => right - left));
      expect(lost.every((points) => points > 0)).toBe(true);
    }
    expect(importance.map(({ points }) => points)).toEqual(importance.map(({ points }) => points).toSorted((a, b) => b - a));
  });

  it('is read back from JSON and scores the same, with bins that hold each customer once', () => {
    const read = readRegistryDocument(JSON.parse(JSON.stringify(document)));
    expect(hashScorecard(read)).toBe(hashScorecard(document));
    expect(compileRegistryDocument(read).scoreRow(cellsOf(5))).toEqual(scorer.scoreRow(cellsOf(5)));
    for (const { bins } of document.inputs) expect(bins.reduce((sum, { goods, bads }) => sum + goods + bads, 0)).toBe(ROWS);
    expect(document.inputs.map(({ name, kind }) => ({ name, kind }))).toEqual(inputsOf(form));
  });

  it('scores a row of missing values and of levels that nobody has seen, and refuses one that does not fit', () => {
    const odd = Object.fromEntries(document.inputs.map(({ name, kind }) => [name, kind === 'numeric' ? null : 'never seen']));
    const scored = scorer.scoreRow(odd);
    expect(scored.points.reduce((total, { points }) => total + points, scored.basePoints)).toBe(scored.score);
    const [input] = document.inputs;
    const wrong = { ...cellsOf(0), [input?.name ?? '']: input?.kind === 'numeric' ? 'text' : 7 };
    expect(refusal(() => scorer.scoreRow(wrong))).toEqual({ code: 'scorecard_input_invalid', pointers: [`/${input?.name}`] });
    expect(refusal(() => scorer.scoreRow({})).pointers).toHaveLength(document.inputs.length);
  });
});

describe('scored models', () => {
  it('give no reasons where nothing exact is known, and then no points', () => {
    const { document, importance } = build(UNTOLD);
    expect([givesReasons(document), importance]).toEqual([false, []]);
    const scored = compileScoredModel(document).scoreRow(cellsOf(3));
    expect([scored.basePoints, scored.reasons]).toEqual([scored.score, []]);
    expect(scored.points.map(({ points }) => points)).toEqual(scored.points.map(() => 0));
  });

  it('refuse what was changed, what does not fit the model, and words that name no fact', () => {
    const { document } = build(FORMS['boosting'] ?? card);
    const change = (over: object) => refusal(() => readRegistryDocument({ ...document, ...over }));
    expect(change({ version: 2 })).toEqual({ code: 'model_invalid', pointers: ['/version'] });
    expect(change({ name: 'other' })).toEqual({ code: 'model_invalid', pointers: ['/name'] });
    expect(change({ inputs: document.inputs.slice(1) })).toEqual({ code: 'model_invalid', pointers: ['/inputs'] });
    expect(change({ training: { ...document.training, rows: 1 } }).pointers).toEqual(['/training']);
    expect(change({ model: { ...document.model, name: 'other' } }).code).toBe('tree_model_invalid');
    expect(change({ background: [{ name: 'duration', cells: [{ value: 'A', rows: 1 }] }] }).pointers).toEqual(['/background/0']);
    const [head, ...rest] = document.inputs;
    const vague = { code: null, en: 'Your credit score is too low', zh: '综合评分不足够高' };
    expect(change({ inputs: [{ ...head, wording: vague }, ...rest] }).pointers).toEqual(['/inputs/0/wording/en', '/inputs/0/wording/zh']);
    expect(refusal(() => readRegistryDocument({ type: document.type })).code).toBe('model_invalid');
  });

  it('refuse customers without a column, one of another kind, and a scale that has no room for the risky', () => {
    const of = (columns: typeof rows.columns, scaling = DEFAULT_SCALING) =>
      refusal(() => buildScoredModel(fileOf(card), { ...rows, columns, datasetHash: 'customers' }, { scaling, wordings: {} })).code;
    const { name } = inputsOf(card)[0] ?? { name: '' };
    expect(of(rows.columns.filter((column) => column.name !== name))).toBe('scorecard_column_missing');
    const swapped = rows.columns.map((column) =>
      column.name !== name ? column : { kind: 'numeric' as const, name, values: new Float64Array(ROWS) },
    );
    expect(of(swapped)).toBe('column_kind_mismatch');
    expect(of(rows.columns, { pdo: 60, baseScore: 200, baseOdds: 50 })).toBe('scaling_invalid');
  });

  it('are the same document for the same file and rows', () => {
    const hash = (built: { document: ScoredModelDocument }) => hashScorecard(built.document);
    expect(hash(build(FORMS['rbf_svm'] ?? card))).toBe(hash(build(FORMS['rbf_svm'] ?? card)));
  });
});
