import { describe, expect, it } from 'vitest';
import { readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { cellAt, takeRows } from '../../../intake/domain/columns.ts';
import type { DomainError } from '../../../kernel/errors.ts';
import { shiftPrior } from '../calibration/prior-shift.ts';
import { type ClassifierKind, MODEL_KINDS } from '../classifier.ts';
import { DEFAULT_TRAINING } from '../scorecard/build-scorecard.ts';
import { SCORECARD_TYPE, scorecardText } from '../scorecard/scorecard-document.ts';
import { compileDocument } from '../segments/compile-document.ts';
import { trainDocument } from '../segments/train-document.ts';
import { treeModelText } from '../trees/tree-document.ts';
import { calibratedFormLearner, formedLearner, USUAL_SETTINGS } from './formed-learners.ts';
import { compileForm, type FormedClassifier, inputsOf, kindOfForm, type ModelForm } from './model-form.ts';
import { readModel, storedCard } from './read-model.ts';
import { scoreRowBy } from './score-row.ts';
import { hashSealedModel, sealedModelText, sealModelForm } from './sealed-model.ts';
import { validateSealedModel } from './validate-sealed-model.ts';

const german = readGermanCredit();
const ROWS = 300;
const first = Int32Array.from({ length: ROWS }, (_, row) => row);
const rows = { columns: german.columns.map((column) => takeRows(column, first)), target: german.target.slice(0, ROWS) };
const origin = { name: 'challenger', datasetHash: 'data' };
const quick = (kind: ClassifierKind) =>
  formedLearner({ kind, origin, seed: 3, settings: kind === 'boosting' ? { trees: 10 } : {}, monotone: {} })(rows);
const training = { datasetHash: 'data', rows: ROWS, goods: 210, bads: 90 };
const seal = (form: ModelForm) => sealModelForm({ name: 'challenger', training, options: { seed: 3 }, form });

const KINDS = MODEL_KINDS.filter((kind) => kind !== 'scorecard' && kind !== 'forest');
const models = new Map<string, FormedClassifier>(KINDS.map((kind) => [kind, quick(kind)]));
const calibrated = calibratedFormLearner(
  { kind: 'boosting', origin, seed: 3, settings: { trees: 10 }, monotone: { duration: 1 } },
  { method: 'isotonic', folds: 3, seed: 3 },
)(rows);
models.set('calibrated boosting', calibrated);
const shifted: ModelForm = { kind: 'calibrated', base: quick('scorecard').form, calibrator: shiftPrior(0.3, 0.1) };
models.set('shifted card', compileForm(shifted));
const options = { ...DEFAULT_TRAINING, name: 'segments' };
const split = { attribute: 'age', cut: 33, missing: 'right' } as const;
const { document } = trainDocument({ ...rows, datasetHash: 'data', folds: null }, options, { splits: [split], minRows: 60, minBads: 15 });
const segmented: ModelForm = { kind: 'scorecard', document };
models.set('a card for each segment', compileForm(segmented));
models.set('shifted segments', compileForm({ ...shifted, base: segmented }));

function refusal(read: () => unknown): { code: string; pointers: string[] } {
  try {
    read();
  } catch (error) {
    const { code, faults } = error as DomainError;
    return { code, pointers: faults.map(({ pointer }) => pointer) };
  }
  return { code: 'accepted', pointers: [] };
}

describe('model files', () => {
  it.each([...models.keys()])('reads back %s, which predicts and scores row by row as before', (name) => {
    const model = models.get(name);
    if (model === undefined) throw new Error(name);
    const { form } = model;
    const text =
      form.kind === 'trees'
        ? treeModelText(form.document)
        : form.kind === 'scorecard'
          ? scorecardText(form.document)
          : sealedModelText(seal(form));
    const read = readModel(text);
    const predicted = model.predict(rows.columns, ROWS);
    expect([...compileForm(read.form).predict(rows.columns, ROWS)]).toEqual([...predicted]);
    expect(kindOfForm(read.form)).toBe(model.kind);
    for (const row of [0, 7, 299]) {
      const cells = Object.fromEntries(rows.columns.map((column) => [column.name, cellAt(column, row)]));
      expect(scoreRowBy(read.form, cells).probability).toBe(predicted[row]);
    }
  });

  it('gives reasons of cards by code, of trees by column, the riskiest first, and of others none', () => {
    const cells = Object.fromEntries(rows.columns.map((column) => [column.name, cellAt(column, 1)]));
    const card = scoreRowBy(quick('scorecard').form, cells);
    expect(card.reasons?.map(({ code }) => code)).toEqual(card.reasons?.map(({ code }) => expect.stringMatching(code ?? 'a code')));
    expect(card.grade).toMatch(/^[A-G]$/);
    const values = scoreRowBy(calibrated.form, cells).reasons?.map(({ value }) => value) ?? [];
    expect(values.length).toBeGreaterThan(0);
    expect(values).toEqual([...values].sort((left, right) => right - left));
    expect(values.every((value) => value > 0)).toBe(true);
    expect(scoreRowBy(models.get('linear_svm')?.form ?? shifted, cells).reasons).toBeNull();
  });

  it('refuses a row that lacks an attribute or has another kind of value, naming each', () => {
    const cells = Object.fromEntries(rows.columns.map((column) => [column.name, cellAt(column, 1)]));
    const { duration: _, ...short } = cells;
    const form = models.get('linear_svm')?.form ?? shifted;
    expect(refusal(() => scoreRowBy(form, { ...short, age: 'old', purpose: 3 }))).toEqual({
      code: 'scorecard_input_invalid',
      pointers: ['/duration', '/purpose', '/age'],
    });
  });

  it('names another type or version first and alone', () => {
    const document = seal(shifted);
    expect(refusal(() => validateSealedModel({ ...document, version: 2, extra: 1 }))).toEqual({
      code: 'model_invalid',
      pointers: ['/version'],
    });
    expect(refusal(() => validateSealedModel({ ...document, type: 'CredenceDeal' }))).toEqual({
      code: 'model_invalid',
      pointers: ['/type'],
    });
    expect(refusal(() => validateSealedModel([]))).toEqual({ code: 'model_invalid', pointers: [''] });
    expect(refusal(() => readModel('{'))).toEqual({ code: 'json_malformed', pointers: [] });
    expect(refusal(() => readModel('{"type":"CredenceDeal"}'))).toEqual({ code: 'model_invalid', pointers: ['/type'] });
  });

  it('refuses every document with one changed byte', () => {
    const text = sealedModelText(seal(models.get('linear_svm')?.form ?? shifted));
    const step = Math.ceil(text.length / 400);
    for (let place = 0; place < text.length; place += step) {
      const byte = text[place] === '7' ? '8' : '7';
      expect(() => readModel(text.slice(0, place) + byte + text.slice(place + 1)), text.slice(place, place + 20)).toThrow();
    }
    expect(refusal(() => readModel(` ${text}`))).toEqual({ code: 'model_invalid', pointers: [''] });
  });

  it('names what is wrong inside, even where the hash fits', () => {
    const resealed = (form: unknown) => {
      const document = { ...seal(shifted), form: form as ModelForm };
      return { ...document, contentHash: hashSealedModel(document) };
    };
    const pointersOf = (form: unknown) => refusal(() => validateSealedModel(resealed(form))).pointers;
    const svm = models.get('linear_svm')?.form;
    const ensemble = models.get('ensemble')?.form;
    if (svm?.kind !== 'svm' || ensemble?.kind !== 'ensemble') throw new Error('forms');
    const { margin, encoding } = svm.model;
    if (margin.kind !== 'linear') throw new Error('margin');
    expect(pointersOf({ ...svm, model: { ...svm.model, margin: { ...margin, weights: margin.weights.slice(1) } } })).toEqual([
      '/form/model/margin/weights',
    ]);
    expect(pointersOf({ ...svm, model: { ...svm.model, encoding: { ...encoding, width: 1 } } })).toEqual(['/form/model/encoding/width']);
    expect(pointersOf({ ...ensemble, blend: { intercept: 0, weights: [-1, 1] } })).toEqual(['/form/blend/weights/0']);
    expect(pointersOf({ ...shifted, calibrator: { kind: 'isotonic', scores: [1, 0], probabilities: [0.4, 0.2] } })).toEqual([
      '/form/calibrator/scores',
      '/form/calibrator/probabilities',
    ]);
    expect(pointersOf({ kind: 'oracle' })).toEqual(['/form/kind']);
    let deep: unknown = shifted;
    for (let depth = 0; depth < 4; depth++) deep = { kind: 'calibrated', base: deep, calibrator: { kind: 'prior_shift', offset: 0 } };
    expect(pointersOf(deep)).toEqual(['/form/base/base/base/base']);
    const member = ensemble.members[1];
    if (member?.kind !== 'trees') throw new Error('member');
    const [input] = member.document.inputs;
    expect(pointersOf({ ...ensemble, members: [ensemble.members[0], { ...member, document: { ...member.document, base: 2 } }] })).toEqual([
      '/form/members/1/document/contentHash',
    ]);
    expect(input).toBeDefined();
  });

  it('knows the settings of each kind and refuses others', () => {
    for (const kind of MODEL_KINDS) expect(Object.keys(USUAL_SETTINGS[kind]).length).toBeGreaterThan(2);
    const learn = (settings: Record<string, string | number>) => () =>
      formedLearner({ kind: 'boosting', origin, seed: 1, settings, monotone: {} })(rows);
    expect(refusal(learn({ depth: 3 })).code).toBe('model_setting_unknown');
    expect(refusal(learn({ trees: 'many' })).code).toBe('setting_invalid');
    expect(refusal(learn({ trees: 0 })).code).toBe('tree_options_invalid');
  });

  it('scores a row by the card of its segment, and reads what its tests read', () => {
    const scored = Array.from({ length: ROWS }, (_, at) =>
      scoreRowBy(segmented, Object.fromEntries(rows.columns.map((column) => [column.name, cellAt(column, at)]))),
    );
    expect(new Set(scored.map(({ segment }) => segment))).toEqual(new Set(['S1', 'S2']));
    expect(scored.map(({ score }) => score)).toEqual([...compileDocument(document).scoreColumns(rows.columns)]);
    expect(inputsOf(segmented)[0]).toEqual({ name: 'age', kind: 'numeric' });
    const changed = scorecardText(document).replace('"cut":33', '"cut":34');
    expect(refusal(() => readModel(changed))).toEqual({ code: 'scorecard_invalid', pointers: ['/seal'] });
  });

  it('calls a card by the hash that it has everywhere', () => {
    const { form } = quick('scorecard');
    if (form.kind !== 'scorecard' || form.document.type !== SCORECARD_TYPE) throw new Error('card');
    expect(readModel(scorecardText(form.document)).hash).toBe(storedCard(form.document).hash);
    expect(inputsOf(form).map(({ name }) => name)).toEqual(form.document.characteristics.map(({ name }) => name));
  });
});
