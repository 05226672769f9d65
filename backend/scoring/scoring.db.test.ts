import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { importCustomers } from '../intake/import-customers.ts';
import { loadDataset } from '../intake/load-dataset.ts';
import { verifyAuditLog } from '../platform/audit-log/verify-audit-log.ts';
import { ScorecardView, TrainRequest } from './schemas.ts';
import { type ScoringRequest, scoreCustomers } from './score-customers.ts';
import { insertScorecard, listScorecards, readScorecard } from './store.ts';
import { type ScoringDeps, trainScorecard } from './train-scorecard.ts';

const SOURCE = 'german-credit';
const wrap = { masterKey: new Uint8Array(32).fill(7) };
const context = (at: string, told: number[] = []) => ({
  actor: 'user:test',
  now: new Date(at),
  progress: async (permille: number) => {
    told.push(permille);
  },
});
const request = TrainRequest.parse({ name: 'German credit', source: SOURCE });

function germanFile(): Uint8Array {
  const lines = (path: string) =>
    readFileSync(new URL(`../../data/german/${path}`, import.meta.url), 'utf8')
      .trim()
      .split(/\r?\n/);
  const folds = lines('folds.csv');
  const rows = lines('german_uci.csv').map((line, row) => `${row === 0 ? 'id' : `C${String(row).padStart(4, '0')}`},${line},${folds[row]}`);
  return new TextEncoder().encode(`${rows.join('\n')}\n`);
}

describeOnEachDatabase('scoring', (under) => {
  const deps = (): ScoringDeps => ({
    database: under.database,
    loadDataset: (source) => loadDataset(under.database, wrap, { source }),
  });
  const client = () => under.database.client;
  let hash = '';

  it('trains a scorecard on imported customers; the first becomes champion', async () => {
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
    expect(trained.state).toBe('champion');
    expect(trained.auc).toBeGreaterThanOrEqual(0.79);
    expect(steps).toEqual([0, 200, 500, 900]);
  });

  it('keeps the same training once, and another as candidate', async () => {
    expect(await trainScorecard(deps(), request, context('2026-01-03T00:00:00Z'))).toMatchObject({ hash, state: 'champion' });
    const other = await trainScorecard(deps(), { ...request, name: 'Without age', exclude: ['age'] }, context('2026-01-04T00:00:00Z'));
    expect(other.state).toBe('candidate');
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
    const copy = { ...stored.document, name: 'Copy' };
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
    const score = (runId: string, at: string) =>
      scoreCustomers(deps(), { runId, scorecardHash: hash, source: SOURCE } satisfies ScoringRequest, context(at));
    expect(await score('run-1', '2026-02-01T00:00:00Z')).toEqual({ runId: 'run-1', scored: 1000 });
    expect(await score('run-1', '2026-02-02T00:00:00Z')).toEqual({ runId: 'run-1', scored: 1000 });
    const [left, right] = await Promise.all([score('run-2', '2026-02-03T00:00:00Z'), score('run-2', '2026-02-03T00:00:00Z')]);
    expect(left).toEqual(right);
    expect(await client().score.count()).toBe(2000);
    expect(await client().score.count({ where: { isLatest: true } })).toBe(1000);
    expect(await client().score.count({ where: { isLatest: true, runId: 'run-2' } })).toBe(1000);
  });

  it('writes scores that add up, give reasons and hold no value of the customer', async () => {
    const { document } = await readScorecard(client(), hash);
    for (const row of await client().score.findMany({ take: 100, where: { runId: 'run-1' } })) {
      const points: { points: number; value: string }[] = JSON.parse(row.points);
      expect(points.reduce((sum, given) => sum + given.points, document.scaling.basePoints)).toBe(row.score);
      expect(points.every(({ value }) => value === '')).toBe(true);
      expect(JSON.parse(row.reasons).length).toBeGreaterThan(0);
      expect(BigInt(row.pdWad)).toBeGreaterThan(0n);
    }
  });

  it('records what it did', async () => {
    expect(await verifyAuditLog(client())).toMatchObject({ ok: true });
    const actions = (await client().auditEntry.findMany({ orderBy: { seq: 'asc' } })).map(({ action }) => action);
    expect(actions).toEqual(['import.run', 'scorecard.trained', 'scorecard.trained', 'customers.scored', 'customers.scored']);
    const topics = (await client().outbox.findMany({ orderBy: { id: 'asc' } })).map(({ topic }) => topic);
    expect(topics).toEqual(['import.completed', 'scorecard.trained', 'scorecard.trained', 'scores.completed', 'scores.completed']);
  });
});
