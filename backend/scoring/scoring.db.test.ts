import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { germanFile } from '../../test/system/support/german-file.ts';
import { putInUse } from '../../test/system/support/put-in-use.ts';
import { importCustomers } from '../intake/import-customers.ts';
import { loadDataset } from '../intake/load-dataset.ts';
import { verifyAuditLog } from '../platform/audit-log/verify-audit-log.ts';
import { placeOf } from './domain/registry/assign-model.ts';
import { replayScore } from './registry/replay-score.ts';
import {
  SCORECARD_TYPE,
  type ScorecardDocument,
  scorecardText,
  sealScorecard,
  SEGMENTED_TYPE,
} from './domain/scorecard/scorecard-document.ts';
import { compileRegistryDocument, type RegistryDocument } from './domain/scored-model/registry-document.ts';
import { ScorecardView, TrainRequest } from './schemas.ts';
import { type ScoringRequest, scoreCustomers } from './score-customers.ts';
import { insertScorecard, listScorecards, readScorecard } from './store.ts';
import { type ScoringDeps, trainScorecard } from './train-scorecard.ts';

const SOURCE = 'german-credit';
function cardOf(document: RegistryDocument): ScorecardDocument {
  if (document.type !== SCORECARD_TYPE) throw new Error('the document has segments');
  return document;
}

const wrap = { masterKey: new Uint8Array(32).fill(7) };
const context = (at: string, told: number[] = []) => ({
  actor: 'user:test',
  now: new Date(at),
  progress: async (permille: number) => {
    told.push(permille);
  },
});
const request = TrainRequest.parse({ name: 'German credit', source: SOURCE });

describeOnEachDatabase('scoring', (under) => {
  const deps = (): ScoringDeps => ({
    database: under.database,
    wrap,
    loadDataset: (source) => loadDataset(under.database, wrap, { source }),
  });
  const client = () => under.database.client;
  let hash = '';

  it('trains a scorecard on imported customers, as a draft', async () => {
    const file = {
      schemaId: 'german-credit',
      source: SOURCE,
      fileName: 'german.csv',
      bytes: germanFile(),
      actor: 'user:test',
      requestId: null,
    };
    await importCustomers({ database: under.database, wrap }, { ...file, now: new Date('2026-01-01T00:00:00Z') });
    const steps: number[] = [];
    const trained = await trainScorecard(deps(), request, context('2026-01-02T00:00:00Z', steps));
    hash = trained.hash;
    expect(trained.state).toBe('draft');
    expect(trained.auc).toBeGreaterThanOrEqual(0.79);
    expect(steps).toEqual([0, 200, 500, 900]);
  });

  it('keeps the same training once, and another beside it', async () => {
    expect(await trainScorecard(deps(), request, context('2026-01-03T00:00:00Z'))).toMatchObject({ hash, state: 'draft' });
    const other = await trainScorecard(deps(), { ...request, name: 'Without age', exclude: ['age'] }, context('2026-01-04T00:00:00Z'));
    expect(other.state).toBe('draft');
    const rows = await listScorecards(client(), 10);
    expect(rows.map((row) => row.hash)).toEqual([other.hash, hash]);
    const [newest] = rows;
    expect((await listScorecards(client(), 10, newest)).map((row) => row.hash)).toEqual([hash]);
  });

  it('reads back what the hash covers, ready for the console', async () => {
    const { document, report } = await readScorecard(client(), hash);
    expect(document.training.rows).toBe(1000);
    expect(ScorecardView.shape.validation.parse(report.validation).calibration.length).toBeGreaterThan(5);
    const views = ScorecardView.shape.characteristicViews.parse(report.characteristics);
    expect(views.map(({ name }) => name)).not.toContain('status_sex');
    expect(views.some(({ selected }) => !selected)).toBe(true);
  });

  it('trains by the settings of a scenario, under what the request gives', async () => {
    const card = async (over: object) => {
      const trained = await trainScorecard(
        deps(),
        TrainRequest.parse({ name: 'Scenario', source: SOURCE, ...over }),
        context('2026-01-04T12:00:00Z'),
      );
      return cardOf((await readScorecard(client(), trained.hash)).document);
    };
    const small = await card({ scenario: 'small_business' });
    const wide = await card({ scenario: 'small_business', binning: { maxBins: 12 }, selection: { stepwise: null, minIv: 0 } });
    const binsOf = ({ bins }: { readonly bins: readonly { readonly kind: string }[] }) =>
      bins.filter(({ kind }) => kind === 'interval' || kind === 'levels').length;
    expect(Math.max(...small.characteristics.map(binsOf))).toBeLessThanOrEqual(5);
    expect(Math.min(...small.characteristics.map(({ iv }) => iv))).toBeGreaterThanOrEqual(0.05);
    expect(wide.characteristics.length).toBeGreaterThan(small.characteristics.length);
  });

  it('trains a card for each segment, keeps what each says and scores with it; a changed byte is refused', async () => {
    const asked = {
      name: 'By segment',
      source: SOURCE,
      minSegmentRows: 100,
      minSegmentBads: 30,
      segments: [
        { attribute: 'age', cut: 33 },
        { attribute: 'housing', levels: ['A152'], missing: 'left' },
      ],
    };
    const trained = await trainScorecard(deps(), TrainRequest.parse(asked), context('2026-01-04T13:00:00Z'));
    expect(trained).toMatchObject({ state: 'draft', segments: 3, segmentation: { source: 'given', used: true } });
    const { document, report } = await readScorecard(client(), trained.hash);
    expect(document.type).toBe(SEGMENTED_TYPE);
    expect(report.segments?.map(({ segment, validation }) => [segment, validation.rows])).toEqual([
      ['S1', 483],
      ['S2', 374],
      ['S3', 143],
    ]);
    const run = { runId: 'run-segments', scorecardHash: trained.hash, source: SOURCE };
    expect(await scoreCustomers(deps(), run, context('2026-01-05T13:00:00Z'))).toMatchObject({ scored: 1000 });
    const { columns, ids } = await deps().loadDataset(SOURCE, 'scoring');
    const scores = compileRegistryDocument(document).scoreColumns(columns);
    const stored = await client().score.findMany({ where: { runId: 'run-segments' } });
    expect(new Map(stored.map((row) => [row.customerId, row.score]))).toEqual(new Map(ids.map((id, at) => [id, scores[at]])));
    const text = scorecardText(document).replace('"cut":33', '"cut":34');
    await client().scorecard.update({ where: { hash: trained.hash }, data: { document: text } });
    await expect(readScorecard(client(), trained.hash)).rejects.toMatchObject({ code: 'scorecard_corrupt' });
    await client().scorecard.update({ where: { hash: trained.hash }, data: { document: scorecardText(document) } });
  });

  it('refuses unknown attributes, unknown hashes and a changed document', async () => {
    const misworded = TrainRequest.parse({
      ...request,
      reasons: { age: 'XX99', amount: { en: 'Does not meet internal standards', zh: '金额过大' } },
    });
    await expect(trainScorecard(deps(), misworded, context('2026-01-05T00:00:00Z'))).rejects.toMatchObject({
      code: 'reason_wording_invalid',
      faults: [{ pointer: '/reasons/age' }, { pointer: '/reasons/amount/en' }],
    });
    const misnamed = TrainRequest.parse({ ...request, edits: { agee: [] }, binningOf: { amont: {} } });
    await expect(trainScorecard(deps(), misnamed, context('2026-01-05T00:00:00Z'))).rejects.toMatchObject({
      code: 'training_attribute_unknown',
      faults: [{ pointer: '/binningOf/amont' }, { pointer: '/edits/agee' }],
    });
    const misspelt = { ...request, exclude: ['agee'] };
    await expect(trainScorecard(deps(), misspelt, context('2026-01-05T00:00:00Z'))).rejects.toMatchObject({
      code: 'training_attribute_unknown',
    });
    await expect(readScorecard(client(), `0x${'00'.repeat(32)}`)).rejects.toMatchObject({ code: 'scorecard_unknown' });
    const stored = await readScorecard(client(), hash);
    const copy = sealScorecard({ ...cardOf(stored.document), name: 'Copy' });
    const run = { createdBy: 'user:test', createdAt: new Date('2026-01-01T12:00:00Z') };
    const inserted = await under.database.write((tx) => insertScorecard(tx, copy, stored.report, run));
    const changed = (await client().scorecard.findUniqueOrThrow({ where: { hash: inserted.hash } })).document.replace(
      '"points":-',
      '"points":',
    );
    await client().scorecard.update({ where: { hash: inserted.hash }, data: { document: changed } });
    await expect(readScorecard(client(), inserted.hash)).rejects.toMatchObject({ code: 'scorecard_corrupt' });
  });

  it('scores every customer once per run, and the newest run counts', async () => {
    const score = (runId: string, at: string) => scoreCustomers(deps(), { runId, source: SOURCE } satisfies ScoringRequest, context(at));
    await expect(score('run-0', '2026-02-01T00:00:00Z')).rejects.toMatchObject({ code: 'champion_missing' });
    await putInUse(under.database, hash);
    const one = { runId: 'run-1', scored: 1000, models: [{ runId: 'run-1', scorecardHash: hash, role: 'champion', scored: 1000 }] };
    expect(await score('run-1', '2026-02-01T00:00:00Z')).toEqual(one);
    expect(await score('run-1', '2026-02-02T00:00:00Z')).toEqual(one);
    const [left, right] = await Promise.all([score('run-2', '2026-02-03T00:00:00Z'), score('run-2', '2026-02-03T00:00:00Z')]);
    expect(left).toEqual(right);
    expect(await client().score.count()).toBe(3000);
    expect(await client().score.count({ where: { isLatest: true } })).toBe(1000);
    expect(await client().score.count({ where: { isLatest: true, runId: 'run-2' } })).toBe(1000);
  });

  it('writes scores that add up, give reasons and hold no value of the customer', async () => {
    const { document } = await readScorecard(client(), hash);
    for (const row of await client().score.findMany({ take: 100, where: { runId: 'run-1' } })) {
      const points: { points: number; value: string }[] = JSON.parse(row.points);
      expect(points.reduce((sum, given) => sum + given.points, cardOf(document).scaling.basePoints)).toBe(row.score);
      expect(points.every(({ value }) => value === '')).toBe(true);
      expect(JSON.parse(row.reasons).length).toBeGreaterThan(0);
      expect(BigInt(row.pdWad)).toBeGreaterThan(0n);
    }
  });

  it('splits customers between champion and challenger by their hash, and keeps shadows and trials beside them', async () => {
    const [{ hash: other = '' } = {}] = (await listScorecards(client(), 10)).filter((row) => row.name === 'Without age');
    await putInUse(under.database, other, { role: 'challenger', shareBps: 2_500 });
    const run = (runId: string, scorecardHash?: string) =>
      scoreCustomers(deps(), { runId, source: SOURCE, scorecardHash }, context('2026-03-01T00:00:00Z'));
    const { models, scored } = await run('run-3');
    expect(models.map(({ runId, scorecardHash, role }) => [runId, scorecardHash, role])).toEqual([
      ['run-3', hash, 'champion'],
      ['run-3.1', other, 'challenger'],
    ]);
    expect(models.reduce((sum, model) => sum + model.scored, 0)).toBe(scored);
    // 250 wanted of 1,000; four standard deviations of a fair draw are 55.
    expect(Math.abs((models[1]?.scored ?? 0) - 250)).toBeLessThan(55);
    const challenged = await client().score.findMany({ where: { isLatest: true, scorecardHash: other }, select: { customerId: true } });
    expect(challenged.map(({ customerId }) => customerId).every((id) => placeOf(id) < 2_500)).toBe(true);
    await putInUse(under.database, other, { role: 'shadow', shareBps: 0 });
    const shadowed = await run('run-4');
    expect(shadowed.models.map(({ role, scored: own }) => [role, own])).toEqual([
      ['champion', 1000],
      ['shadow', 1000],
    ]);
    expect((await run('run-5', other)).models).toMatchObject([{ role: 'trial', scored: 1000 }]);
    expect(await client().score.count({ where: { isLatest: true } })).toBe(1000);
    expect(await client().score.count({ where: { isLatest: true, runId: 'run-4', scorecardHash: hash } })).toBe(1000);
  });

  it('computes a past score once more, byte for byte, and names what differs', async () => {
    const row = await client().score.findFirstOrThrow({ where: { runId: 'run-2' } });
    expect(await replayScore(client(), wrap, row.id)).toMatchObject({ isSame: true, differences: [], role: 'champion', recorded: null });
    await client().score.update({ where: { id: row.id }, data: { score: row.score + 1, reasons: '[]' } });
    expect(await replayScore(client(), wrap, row.id)).toMatchObject({ isSame: false, differences: ['score', 'reasons'] });
    const [left, right] = await client().score.findMany({ where: { runId: 'run-1' }, take: 2 });
    await client().score.update({ where: { id: left?.id ?? '' }, data: { inputs: right?.inputs ?? null } });
    await expect(replayScore(client(), wrap, left?.id ?? '')).rejects.toMatchObject({ code: 'sealed_text_unreadable' });
    await client().score.update({ where: { id: left?.id ?? '' }, data: { inputs: null } });
    await expect(replayScore(client(), wrap, left?.id ?? '')).rejects.toMatchObject({ code: 'score_inputs_missing' });
    await expect(replayScore(client(), wrap, 'sco_none')).rejects.toMatchObject({ code: 'score_unknown' });
    await client().customerKey.delete({ where: { customerId: right?.customerId ?? '' } });
    await expect(replayScore(client(), wrap, right?.id ?? '')).rejects.toMatchObject({ code: 'customer_erased' });
  });

  it('records what it did', async () => {
    expect(await verifyAuditLog(client())).toMatchObject({ ok: true });
    const told = new Set(['import.run', 'scorecard.trained', 'customers.scored', 'import.completed', 'scores.completed']);
    const actions = (await client().auditEntry.findMany({ orderBy: { seq: 'asc' } })).map(({ action }) => action);
    const trainings = Array.from({ length: 5 }, () => 'scorecard.trained');
    expect(actions.filter((action) => told.has(action))).toEqual([
      ...['import.run', ...trainings],
      ...Array.from({ length: 8 }, () => 'customers.scored'),
    ]);
    const topics = (await client().outbox.findMany({ orderBy: { id: 'asc' } })).map(({ topic }) => topic);
    expect(topics.filter((topic) => told.has(topic))).toEqual([
      ...['import.completed', ...trainings],
      ...Array.from({ length: 8 }, () => 'scores.completed'),
    ]);
  });
});
