import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { germanFile } from '../../../test/system/support/german-file.ts';
import { person, putInUse } from '../../../test/system/support/put-in-use.ts';
import { openCustomerKey } from '../../intake/customer-keys.ts';
import { cellAt } from '../../intake/domain/columns.ts';
import { eraseCustomer } from '../../intake/erase-customer.ts';
import { importCustomers } from '../../intake/import-customers.ts';
import { loadDataset } from '../../intake/load-dataset.ts';
import { compareScorecards } from '../comparison/compare-scorecards.ts';
import { shiftPrior } from '../domain/calibration/prior-shift.ts';
import type { ClassifierKind } from '../domain/classifier.ts';
import { formedLearner } from '../domain/model-file/formed-learners.ts';
import type { ModelForm } from '../domain/model-file/model-form.ts';
import { sealModelForm } from '../domain/model-file/sealed-model.ts';
import { hashScorecard } from '../domain/scorecard/scorecard-document.ts';
import { compileRegistryDocument, inputsOfDocument, isCard } from '../domain/scored-model/registry-document.ts';
import type { ModelFileDocument } from '../domain/scored-model/scored-model-document.ts';
import { importScorecard } from '../import-scorecard.ts';
import { measureModel } from '../monitoring/measure-model.ts';
import { tallyDay } from '../monitoring/model-days.ts';
import { monitoringOf } from '../monitoring/monitoring-views.ts';
import { refitModel } from '../monitoring/refit-model.ts';
import { ScorecardView, TrainRequest } from '../schemas.ts';
import { scoreCustomers } from '../score-customers.ts';
import { listScorecards, readScorecard } from '../store.ts';
import { scoringDeps } from '../scoring-deps.ts';
import { trainScorecard } from '../train-scorecard.ts';
import { areaUnderCurve, rankByRisk } from '../domain/ranking.ts';
import { askPromotion } from './promotions.ts';
import { replayScore } from './replay-score.ts';
import { openInputs } from './score-inputs.ts';
import { ImportScorecard } from './schemas.ts';

const SOURCE = 'german-credit';
const CUSTOMERS = 400;
const BADS = 108;
const wrap = { masterKey: new Uint8Array(32).fill(7) };

describeOnEachDatabase('models of any kind', (under) => {
  const deps = () => scoringDeps(under.database, wrap);
  const client = () => under.database.client;
  const context = (at = new Date('2026-03-01T08:00:00Z')) => ({ actor: 'user:test', now: at, progress: async () => undefined });
  const hashes: Record<string, string> = {};
  const files: Record<string, ModelFileDocument> = {};

  async function grow(kind: ClassifierKind): Promise<ModelForm> {
    const { columns, target } = await deps().loadDataset(SOURCE, 'training');
    const settings = kind === 'boosting' ? { trees: 40 } : kind === 'forest' ? { trees: 5 } : {};
    return formedLearner({ kind, origin: { name: kind, datasetHash: 'file' }, seed: 1, settings, monotone: {} })({ columns, target }).form;
  }

  function fileOf(name: string, form: ModelForm): ModelFileDocument {
    const training = { datasetHash: 'file', rows: CUSTOMERS, goods: CUSTOMERS - BADS, bads: BADS };
    return form.kind === 'trees' ? form.document : sealModelForm({ name, training, options: { seed: 1 }, form });
  }

  const take = (document: object, more: object = {}) =>
    importScorecard(deps(), ImportScorecard.parse({ source: SOURCE, document, ...more }), context());

  it('are taken in as drafts, measured as they are, with reasons in words', async () => {
    const file = { schemaId: 'german-credit', source: SOURCE, fileName: 'german.csv', bytes: germanFile(0, CUSTOMERS) };
    await importCustomers({ database: under.database, wrap }, { ...file, actor: 'user:test', requestId: null, now: new Date() });
    hashes['card'] = (await trainScorecard(deps(), TrainRequest.parse({ name: 'Card', source: SOURCE }), context())).hash;
    for (const kind of ['cart', 'forest', 'boosting', 'linear_svm', 'rbf_svm', 'ensemble'] as const) {
      files[kind] = fileOf(kind, await grow(kind));
      const taken = await take(files[kind], { reasons: { checking: 'AS01' } });
      hashes[kind] = taken.hash;
      expect(taken.state).toBe('draft');
      expect(taken.auc).toBeGreaterThan(0.7);
      const { document, report } = await readScorecard(client(), taken.hash);
      if (isCard(document)) throw new Error('no model');
      expect(document.inputs.find(({ name }) => name === 'checking')?.wording?.en).toBe('Balance of the checking account');
      expect(report.validation.crossValidation).toBeNull();
      expect(report.validation.auc).toBe(taken.auc);
      expect(report.model).toMatchObject({ kind, givesReasons: true, seen: 'alike', fileHash: files[kind].contentHash });
      expect(ScorecardView.shape.validation.parse(report.validation).unseen?.auc.auc).toBeCloseTo(taken.auc, 12);
      expect(ScorecardView.shape.characteristicViews.parse(report.characteristics)).toHaveLength(document.inputs.length);
      expect((await take(files[kind], { reasons: { checking: 'AS01' } })).hash).toBe(taken.hash);
    }
    const kinds = (await listScorecards(client(), 10)).map(({ hash, kind }) => [hash, kind]);
    expect(new Map(kinds as [string, string][]).get(hashes['boosting'] ?? '')).toBe('boosting');
    expect(new Set(Object.values(hashes)).size).toBe(7);
  });

  it('come back out of the registry as they went in, and say when they saw their own training rows', async () => {
    const { document } = await readScorecard(client(), hashes['rbf_svm'] ?? '');
    expect(hashScorecard(document)).toBe(hashes['rbf_svm']);
    expect((await take(JSON.parse(JSON.stringify(document)))).hash).toBe(hashes['rbf_svm']);
    const { columns, target, datasetHash } = await deps().loadDataset(SOURCE, 'training');
    const own = formedLearner({ kind: 'cart', origin: { name: 'own', datasetHash }, seed: 1, settings: {}, monotone: {} })({
      columns,
      target,
    });
    const { hash } = await take(fileOf('own', own.form));
    expect((await readScorecard(client(), hash)).report.model?.seen).toBe('same');
  });

  it('score as champion, challenger and shadow, each its customers, with points that add up and a replay to the byte', async () => {
    await putInUse(under.database, hashes['card'] ?? '');
    await putInUse(under.database, hashes['boosting'] ?? '', { role: 'challenger', shareBps: 3000 });
    for (const kind of ['rbf_svm', 'linear_svm', 'ensemble', 'forest', 'cart'])
      await putInUse(under.database, hashes[kind] ?? '', { role: 'shadow', shareBps: 0 });
    const run = await scoreCustomers(deps(), { runId: 'run', source: SOURCE }, context(new Date('2026-03-02T10:00:00Z')));
    expect(run.models.map(({ role }) => role)).toEqual(['champion', 'challenger', 'shadow', 'shadow', 'shadow', 'shadow', 'shadow']);
    const own = run.models.filter(({ role }) => role !== 'shadow').map(({ scored }) => scored);
    expect(own.reduce((sum, scored) => sum + scored, 0)).toBe(CUSTOMERS);
    expect(own[1]).toBeGreaterThan(CUSTOMERS / 5);
    const { columns, ids } = await deps().loadDataset(SOURCE, 'scoring');
    for (const kind of ['boosting', 'rbf_svm', 'linear_svm', 'ensemble', 'forest', 'cart']) {
      const hash = hashes[kind] ?? '';
      const { document } = await readScorecard(client(), hash);
      const scores = compileRegistryDocument(document).scoreColumns(columns);
      const rows = await client().score.findMany({ where: { scorecardHash: hash }, orderBy: { id: 'asc' } });
      for (const row of rows) expect(row.score).toBe(scores[ids.indexOf(row.customerId)]);
      for (const { id, customerId, runId, inputs, score, points, reasons } of rows.slice(0, 8)) {
        expect(await replayScore(client(), wrap, id)).toMatchObject({ isSame: true, differences: [], scorecard: hash });
        const key = await openCustomerKey(client(), wrap, customerId);
        const read = openInputs(key, inputs ?? new Uint8Array(), { customerId, runId, scorecardHash: hash });
        expect(Object.keys(read).sort()).toEqual(
          inputsOfDocument(document)
            .map(({ name }) => name)
            .sort(),
        );
        const at = ids.indexOf(customerId);
        expect(read).toEqual(
          Object.fromEntries(Object.keys(read).map((name) => [name, cellAt(columns.find((own) => own.name === name) ?? fail(name), at)])),
        );
        const told = JSON.parse(points) as { points: number; value: string }[];
        const { basePoints } = compileRegistryDocument(document).scoreRow(read);
        expect(told.reduce((sum, { points: one }) => sum + one, basePoints)).toBe(score);
        expect(told.every(({ value }) => value === '')).toBe(true);
        const lost = JSON.parse(reasons) as { pointsLost: number; against: string }[];
        expect(lost.every(({ pointsLost, against }) => pointsLost > 0 && against === 'mean')).toBe(true);
      }
    }
  });

  it('are monitored by score, approvals, outcomes and the bins of their inputs', async () => {
    const hash = hashes['rbf_svm'] ?? '';
    const monitoring = { ...deps(), refitsOnAlert: false };
    expect(await measureModel(monitoring, hash, async () => undefined)).toEqual(['2026-03-02']);
    const view = await monitoringOf(client(), hash, { from: '2026-03-01', to: '2026-03-31' }, new Date('2026-03-31T00:00:00Z'));
    const { document } = await readScorecard(client(), hash);
    const names = inputsOfDocument(document).map(({ name }) => `characteristic:${name}`);
    expect(view.matrix.map(({ figure }) => figure)).toEqual(['score', 'approval', ...names]);
    const rows = await client().score.findMany({ where: { scorecardHash: hash }, select: { score: true } });
    expect(view.training.meanScore).toBeCloseTo(rows.reduce((sum, { score }) => sum + score, 0) / rows.length, 6);
    // The scored customers are those whom it was measured on.
    expect(view.months).toMatchObject([{ rows: CUSTOMERS, worst: 'stable', outcome: { rows: CUSTOMERS } }]);
    for (const { cells } of view.matrix.slice(2)) expect(cells[0]?.index).toBeLessThan(1e-9);
  });

  it('are fitted again by nobody here', async () => {
    const order = { jobId: 'job_refit', scorecardHash: hashes['boosting'] ?? '', cause: 'asked' } as const;
    const { state, fault } = await client().modelRefit.findUniqueOrThrow({ where: { id: await refitModel(deps(), order, context()) } });
    expect([state, fault]).toEqual(['failed', expect.stringContaining('refit_settings_unknown')]);
  });

  it('without reasons may score as shadows only', async () => {
    const split = { attribute: 'age', cut: 33 };
    const order = TrainRequest.parse({ name: 'By segment', source: SOURCE, segments: [split], minSegmentRows: 80, minSegmentBads: 25 });
    const { hash: segmented } = await trainScorecard(deps(), order, context());
    const { document } = await readScorecard(client(), segmented);
    if (!isCard(document)) throw new Error('no card');
    const form: ModelForm = { kind: 'calibrated', base: { kind: 'scorecard', document }, calibrator: shiftPrior(0.3, 0.2) };
    const { hash } = await take(fileOf('untold', form));
    expect((await readScorecard(client(), hash)).report.model).toMatchObject({ givesReasons: false, importance: [] });
    for (const [role, shareBps] of [
      ['champion', 0],
      ['challenger', 1000],
    ] as const)
      await expect(askPromotion(under.database, { hash, note: 'try it', role, shareBps }, person('ann'))).rejects.toMatchObject({
        code: 'model_reasons_unavailable',
      });
    await putInUse(under.database, hash, { role: 'shadow', shareBps: 0 });
    const run = await scoreCustomers(deps(), { runId: 'run-2', source: SOURCE, scorecardHash: hash }, context());
    expect(run.models).toMatchObject([{ scorecardHash: hash, role: 'trial', scored: CUSTOMERS }]);
    const row = await client().score.findFirstOrThrow({ where: { scorecardHash: hash } });
    expect(row.reasons).toBe('[]');
    expect(await replayScore(client(), wrap, row.id)).toMatchObject({ isSame: true });
  });

  it('forget an erased customer: the score cannot be made again, and is counted no more', async () => {
    const hash = hashes['boosting'] ?? '';
    const { id, customerId } = await client().score.findFirstOrThrow({ where: { scorecardHash: hash } });
    const { externalId: confirm } = await client().customer.findUniqueOrThrow({ where: { id: customerId } });
    await eraseCustomer({ database: under.database }, { customerId, confirm, reason: 'requested', actor: 'user:test', requestId: null });
    await expect(replayScore(client(), wrap, id)).rejects.toMatchObject({ code: 'score_inputs_missing' });
    const measured = await tallyDay(client(), async () => new Map(), await readScorecard(client(), hash), '2026-03-02');
    const rows = await client().score.count({ where: { scorecardHash: hash, customer: { erasedAt: null } } });
    expect(measured.scores.reduce((sum, count) => sum + count.rows, 0)).toBe(rows);
  });

  it('are refused when they were changed, read what customers do not have, or are given words that name no fact', async () => {
    const boosting = files['boosting'] ?? fail('boosting');
    await expect(take({ ...boosting, name: 'other' })).rejects.toMatchObject({
      code: 'tree_model_invalid',
      faults: [{ pointer: '/contentHash' }],
    });
    await expect(take({ ...boosting, version: 2 })).rejects.toMatchObject({ faults: [{ pointer: '/version' }] });
    await expect(take(boosting, { reasons: { shoes: 'AS01' } })).rejects.toMatchObject({ code: 'reason_wording_invalid' });
    await expect(
      take(boosting, { reasons: { duration: { en: 'Internal policy was not met', zh: '不符合内部政策的规定' } } }),
    ).rejects.toMatchObject({
      code: 'reason_wording_invalid',
    });
    await expect(take(boosting, { scale: { pdo: 60, baseScore: 100, baseOdds: 50 } })).rejects.toMatchObject({ code: 'scaling_invalid' });
    const { document } = await readScorecard(client(), hashes['card'] ?? '');
    await expect(take(document, { reasons: { duration: 'LN02' } })).rejects.toMatchObject({ code: 'setting_invalid' });
    const withProtected = await loadDataset(under.database, wrap, { source: SOURCE, withProtected: true });
    const origin = { name: 'unfair', datasetHash: 'file' };
    const unfair = formedLearner({ kind: 'forest', origin, seed: 1, settings: { trees: 3 }, monotone: {} })(withProtected).form;
    await expect(take(fileOf('unfair', unfair))).rejects.toMatchObject({ code: 'scorecard_column_missing' });
  });

  it('are compared as they are, by outcomes that became known after each had read its own', async () => {
    const pair = { hashes: [hashes['card'] ?? '', hashes['boosting'] ?? ''], source: SOURCE };
    await expect(compareScorecards(deps(), pair, context())).rejects.toMatchObject({
      code: 'comparison_outcomes_too_few',
      params: { goods: 0, bads: 0 },
    });
    const file = { schemaId: 'german-credit', source: SOURCE, fileName: 'later.csv', bytes: germanFile(CUSTOMERS, 1000) };
    await importCustomers({ database: under.database, wrap }, { ...file, actor: 'user:test', requestId: null, now: new Date() });
    const view = await compareScorecards(deps(), pair, context());
    expect(view).toMatchObject({ basis: 'as_they_are', rows: 1000 - CUSTOMERS, bads: 300 - BADS });
    expect(view.cards.map(({ kind, test, isTrainingData, swaps }) => [kind, test, isTrainingData, swaps.length])).toEqual([
      ['scorecard', null, false, 0],
      ['boosting', null, false, 99],
    ]);
    const { columns, target, ids } = await deps().loadDataset(SOURCE, 'matured');
    const known = await deps().loadOutcomes(ids);
    const { createdAt } = await client().importRun.findFirstOrThrow({ where: { fileName: 'later.csv' } });
    const later = Int32Array.from(ids.keys()).filter((row) => Number(known.get(ids[row] ?? '')?.since) >= createdAt.getTime());
    const outcomes = Uint8Array.from(later, (row) => target[row] ?? 0);
    for (const own of view.cards) {
      const { document } = await readScorecard(client(), own.hash);
      const scores = compileRegistryDocument(document).scoreColumns(columns);
      expect(own.auc.auc).toBeCloseTo(
        areaUnderCurve(
          rankByRisk(
            Float64Array.from(later, (row) => -(scores[row] ?? 0)),
            outcomes,
          ),
        ),
        12,
      );
      expect(own.folds).toHaveLength(5);
      expect(own.calibration.reduce((sum, { rows }) => sum + rows, 0)).toBe(later.length);
    }
    expect(view.cards[1]?.delong?.pValue).toBeGreaterThan(0);
  });
});

function fail(name: string): never {
  throw new Error(name);
}
