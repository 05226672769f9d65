import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { germanFile } from '../../../test/system/support/german-file.ts';
import { putInUse } from '../../../test/system/support/put-in-use.ts';
import { openCustomerKey } from '../../intake/customer-keys.ts';
import { importCustomers } from '../../intake/import-customers.ts';
import { loadDataset } from '../../intake/load-dataset.ts';
import { loadOutcomes } from '../../intake/load-outcomes.ts';
import { compareScorecards } from '../comparison/compare-scorecards.ts';
import { compileRegistryDocument, inputsOfDocument, isCard, type RegistryDocument } from '../domain/scored-model/registry-document.ts';
import { segmentList } from '../domain/segments/scoring-document.ts';
import { measureModel } from '../monitoring/measure-model.ts';
import { monitoringOf } from '../monitoring/monitoring-views.ts';
import { refitModel } from '../monitoring/refit-model.ts';
import { replayScore } from '../registry/replay-score.ts';
import { openInputs } from '../registry/score-inputs.ts';
import { TrainRequest } from '../schemas.ts';
import { scoreCustomers } from '../score-customers.ts';
import { readScorecard } from '../store.ts';
import { type ScoringDeps, trainScorecard } from '../train-scorecard.ts';

const SOURCE = 'german-credit';
function cardOf(document: RegistryDocument) {
  if (!isCard(document)) throw new Error('the document is no card');
  return document;
}

const TRAINED_ON = 700;
const wrap = { masterKey: new Uint8Array(32).fill(7) };

describeOnEachDatabase('a card of several segments', (under) => {
  const deps = (): ScoringDeps => ({
    database: under.database,
    wrap,
    loadDataset: (source, purpose) =>
      loadDataset(under.database, wrap, { source, withOutcomes: purpose !== 'scoring', onlyMatured: purpose === 'matured' }),
  });
  const client = () => under.database.client;
  const context = (at = new Date()) => ({ actor: 'user:test', now: at, progress: async () => undefined });
  const take = async (from: number, to: number) => {
    const file = { schemaId: 'german-credit', source: SOURCE, fileName: 'german.csv', bytes: germanFile(from, to) };
    await importCustomers({ database: under.database, wrap }, { ...file, actor: 'user:test', requestId: null, now: new Date() });
  };
  const train = async (over: object) =>
    (await trainScorecard(deps(), TrainRequest.parse({ name: 'By segment', source: SOURCE, ...over }), context())).hash;
  let hash = '';

  it('becomes champion as any card does, and scores customers by the card of their segment', async () => {
    await take(0, TRAINED_ON);
    const segments = [
      { attribute: 'age', cut: 33 },
      { attribute: 'housing', levels: ['A152'], missing: 'left' },
    ];
    hash = await train({ segments, minSegmentRows: 80, minSegmentBads: 25 });
    await putInUse(under.database, hash);
    const { document, state, post } = await readScorecard(client(), hash);
    expect({ state, post }).toEqual({ state: 'live', post: { role: 'champion', shareBps: 0 } });
    const run = await scoreCustomers(deps(), { runId: 'run', source: SOURCE }, context(new Date('2026-03-02T10:00:00Z')));
    expect(run).toMatchObject({ scored: TRAINED_ON, models: [{ scorecardHash: hash, role: 'champion', scored: TRAINED_ON }] });
    const { columns, ids } = await deps().loadDataset(SOURCE, 'scoring');
    const scores = compileRegistryDocument(document).scoreColumns(columns);
    const stored = await client().score.findMany({ where: { isLatest: true } });
    expect(new Map(stored.map((row) => [row.customerId, row.score]))).toEqual(new Map(ids.map((id, at) => [id, scores[at]])));
  });

  it('keeps sealed what its tests and all its cards read, and computes each score once more by it', async () => {
    const { document } = await readScorecard(client(), hash);
    const wanted = inputsOfDocument(document).map(({ name }) => name);
    expect(wanted).toEqual(expect.arrayContaining(['age', 'housing']));
    const rows = await client().score.findMany({ orderBy: { id: 'asc' } });
    const segments = new Set<string | null>();
    for (const { id, customerId, runId, inputs } of rows.slice(0, 60)) {
      const key = await openCustomerKey(client(), wrap, customerId);
      const read = openInputs(key, inputs ?? new Uint8Array(), { customerId, runId, scorecardHash: hash });
      expect(Object.keys(read).sort()).toEqual([...wanted].sort());
      segments.add(compileRegistryDocument(document).scoreRow(read).segment);
      expect(await replayScore(client(), wrap, id)).toMatchObject({ isSame: true, differences: [], scorecard: hash, role: 'champion' });
    }
    expect([...segments].sort()).toEqual(['S1', 'S2', 'S3']);
    const [first] = rows;
    await client().score.update({ where: { id: first?.id ?? '' }, data: { score: (first?.score ?? 0) + 1 } });
    expect(await replayScore(client(), wrap, first?.id ?? '')).toMatchObject({ isSame: false, differences: ['score'] });
    await client().score.update({ where: { id: first?.id ?? '' }, data: { score: first?.score ?? 0 } });
  });

  it('is monitored by score, approvals and outcomes', async () => {
    const monitoring = {
      database: under.database,
      refitsOnAlert: false,
      loadOutcomes: (ids: readonly string[]) => loadOutcomes(under.database, wrap, ids),
    };
    expect(await measureModel(monitoring, hash, async () => undefined)).toEqual(['2026-03-02']);
    const span = { from: '2026-03-01', to: '2026-03-31' };
    const view = await monitoringOf(client(), hash, span, new Date('2026-03-31T00:00:00Z'));
    expect(view.segments).toBe(3);
    expect(view.matrix.map(({ figure }) => figure)).toEqual(['score', 'approval']);
    // The scores are those of the training rows.
    const rows = await client().score.findMany({ select: { score: true } });
    expect(view.training.meanScore).toBeCloseTo(rows.reduce((sum, { score }) => sum + score, 0) / rows.length, 6);
    expect(view.months).toMatchObject([{ rows: TRAINED_ON, worst: 'stable', outcome: { rows: TRAINED_ON } }]);
    expect(view.months[0]?.score.index).toBeLessThan(0.01);
  });

  it('is fitted again with its segments, and compared with the refit on customers whom neither had seen', async () => {
    await take(TRAINED_ON, 1000);
    const id = await refitModel(deps(), { jobId: 'job_refit', scorecardHash: hash, cause: 'asked' }, context());
    const { state, candidateHash, comparison } = await client().modelRefit.findUniqueOrThrow({ where: { id } });
    expect(state).toBe('pending');
    const { document } = await readScorecard(client(), candidateHash ?? '');
    expect(document.training.rows).toBe(1000);
    expect(segmentList(cardOf(document)).map(({ segment }) => segment)).toEqual(['S1', 'S2', 'S3']);
    const { rows, auc } = JSON.parse(comparison ?? '{}') as { rows: number; auc: { first: number; second: number } };
    expect(rows).toBe(1000 - TRAINED_ON);
    expect(Math.min(auc.first, auc.second)).toBeGreaterThan(0.7);
  });

  it('is not compared by folds, which learn one card anew from its bins', async () => {
    const hashes = [await train({ name: 'Plain' }), hash];
    await expect(compareScorecards(deps(), { hashes, source: SOURCE }, context())).rejects.toMatchObject({
      code: 'scorecard_segmented',
      kind: 'conflict',
      params: { hash },
    });
  });
});
