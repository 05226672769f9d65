import { expect, it } from 'vitest';
import { cellAt } from '../intake/domain/columns.ts';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { pdfText } from '../../test/system/support/pdf-text.ts';
import { emailOf, openServer, postJson, seedMembers, signIn } from '../../test/system/support/test-server.ts';
import { keccakHex } from '../kernel/keccak.ts';
import { createLogger } from '../platform/log/logger.ts';
import { runJobs } from '../platform/jobs/run-jobs.ts';
import { ComparisonView } from './comparison/schemas.ts';
import { scoringRoutes } from './routes.ts';
import { hashScorecard, sealScorecard } from './domain/scorecard/scorecard-document.ts';
import { ModelLife, PromotionView } from './registry/schemas.ts';
import { ExplanationView, ReasonLibrary, ScorecardPage, ScorecardView } from './schemas.ts';
import { scoringJobs } from './scoring-jobs.ts';
import { readGermanCredit } from '../../test/system/support/reference-data.ts';

const UNKNOWN = `0x${'ab'.repeat(32)}`;
const wrap = { masterKey: new Uint8Array(32).fill(7) };
const DEADLINE_MS = 20_000;

describeOnEachDatabase('scoring routes', (under) => {
  async function open() {
    const server = await openServer(under.database, { routes: [scoringRoutes({ database: under.database, wrap })] });
    const officer = { cookie: await signIn(server, emailOf('risk_officer', 'scorer')) };
    return { server, officer };
  }

  /** Runs the worker until the job has ended. */
  async function finish(jobId: string): Promise<unknown> {
    const stop = new AbortController();
    const handlers = scoringJobs({
      database: under.database,
      wrap,
      loadDataset: async () => readGermanCredit(),
      loadOutcomes: async () => new Map(),
    });
    const running = runJobs({
      database: under.database,
      logger: createLogger({ name: 'test', level: 'silent' }),
      workerId: 'test',
      handlers,
      signal: stop.signal,
      pollMs: 10,
    });
    const deadline = performance.now() + DEADLINE_MS;
    for (;;) {
      const job = await under.database.client.job.findUniqueOrThrow({ where: { id: jobId } });
      if (job.state === 'done' || job.state === 'failed' || performance.now() > deadline) {
        stop.abort();
        await running;
        expect(job).toMatchObject({ state: 'done', error: null });
        return JSON.parse(job.result ?? 'null');
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it('trains by a job that a repeated request does not repeat', async () => {
    await seedMembers(under.database, 'scorer');
    const { server, officer } = await open();
    const body = { name: 'German credit', source: 'german', exclude: ['status_sex', 'foreign'] };
    const headers = { ...officer, 'idempotency-key': 'train-1' };
    const first = await postJson(server, '/v1/scorecards', body, headers);
    expect(first.statusCode).toBe(202);
    expect((await postJson(server, '/v1/scorecards', body, headers)).json()).toEqual(first.json());
    const { jobId, href } = first.json<{ jobId: string; href: string }>();
    expect(href).toBe(`/v1/jobs/${jobId}`);
    expect(await finish(jobId)).toMatchObject({ state: 'draft' });
    expect(await under.database.client.job.count()).toBe(1);
    await server.close();
  });

  it('lists, shows and hands out the document that the hash covers', async () => {
    const { server, officer } = await open();
    const page = ScorecardPage.parse((await server.inject({ url: '/v1/scorecards?limit=1', headers: officer })).json());
    const [row] = page.data;
    expect(row).toMatchObject({ name: 'German credit', state: 'draft', role: null, rows: 1000 });
    const view = ScorecardView.parse((await server.inject({ url: `/v1/scorecards/${row?.hash}`, headers: officer })).json());
    expect(view.auc).toBeGreaterThanOrEqual(0.79);
    expect(view.validation.auc).toBeGreaterThan(view.auc);
    expect(view.characteristicViews.filter(({ selected }) => selected)).toHaveLength(view.characteristics);
    const document = await server.inject({ url: `/v1/scorecards/${row?.hash}/document`, headers: officer });
    expect(document.headers['content-type']).toContain('application/json');
    expect(keccakHex(new TextEncoder().encode(document.body))).toBe(row?.hash);
    await server.close();
  });

  it('hands out the scorecard in forms that run elsewhere', async () => {
    const { server, officer } = await open();
    const cards = ScorecardPage.parse((await server.inject({ url: '/v1/scorecards?limit=1', headers: officer })).json());
    const hash = cards.data[0]?.hash ?? '';
    const get = (query: string) => server.inject({ url: `/v1/scorecards/${hash}/export?${query}`, headers: officer });
    const sql = await get('to=sql&dialect=postgresql&table=lake.loans');
    expect(sql.headers['content-disposition']).toBe(`attachment; filename="scorecard-${hash.slice(2, 10)}.sql"`);
    expect([sql.statusCode, sql.body]).toEqual([200, expect.stringContaining('FROM "lake"."loans" AS t')]);
    const json = await get('to=json');
    expect(keccakHex(new TextEncoder().encode(json.body))).toBe(hash);
    expect((await get('to=pmml')).headers['content-type']).toBe('application/xml; charset=utf-8');
    expect((await get('to=js')).body).toContain('export function scoreCustomer');
    expect((await get('to=excel')).statusCode).toBe(400);
    const page = await server.inject({ url: `/v1/scorecards/${hash}/model-document?lang=zh`, headers: officer });
    expect([page.headers['content-type'], page.statusCode]).toEqual(['text/html; charset=utf-8', 200]);
    expect(page.body).toContain(hash);
    expect(page.body).toContain('模型文档');
    const paper = await server.inject({ url: `/v1/scorecards/${hash}/model-document?lang=zh&format=pdf`, headers: officer });
    expect([paper.headers['content-type'], paper.statusCode]).toEqual(['application/pdf', 200]);
    expect(paper.headers['content-disposition']).toBe(`attachment; filename="model-${hash.slice(2, 10)}.zh.pdf"`);
    expect(pdfText(paper.rawPayload).replaceAll(/\s/g, '')).toContain('模型文档');
    expect((await server.inject({ url: `/v1/scorecards/${hash}/model-document?lang=fr`, headers: officer })).statusCode).toBe(400);
    expect((await server.inject({ url: `/v1/scorecards/${UNKNOWN}/export?to=sql`, headers: officer })).statusCode).toBe(404);
    await server.close();
  });

  it('trains with settings, bins by hand and words for customers, and names them', async () => {
    const { server, officer } = await open();
    const edit = { kind: 'split', at: 33, reason: 'the tariff breaks at 33 months' };
    const body = {
      name: 'By hand',
      source: 'german',
      binning: { maxBins: 5, shape: 'auto' },
      binningOf: { amount: { shape: 'free', maxPValue: 0.05 } },
      edits: { duration: [edit] },
      reasons: { duration: 'LN02', checking: { en: 'Balance of the salary account', zh: '工资账户的余额' } },
      selection: { minIv: 0.03, maxVif: 10, stepwise: { direction: 'forward', criterion: 'bic' } },
      regression: { lasso: 0.5 },
      rounding: 'range',
    };
    const { jobId } = (await postJson(server, '/v1/scorecards', body, officer)).json<{ jobId: string }>();
    const { hash } = (await finish(jobId)) as { hash: string };
    const view = ScorecardView.parse((await server.inject({ url: `/v1/scorecards/${hash}`, headers: officer })).json());
    const duration = view.characteristicViews.find(({ name }) => name === 'duration');
    expect(duration).toMatchObject({ edits: [edit], wording: { code: 'LN02' } });
    expect(duration?.bins.map(({ lower }) => lower)).toContain(33);
    expect(view.characteristicViews.some(({ dropReason }) => dropReason === 'stepwise')).toBe(true);
    const document = await server.inject({ url: `/v1/scorecards/${hash}/document`, headers: officer });
    expect(document.json()).toMatchObject({ regression: { lasso: 0.5 } });
    expect(document.body).toContain('the tariff breaks at 33 months');
    await server.close();
  });

  it('trains a card for each segment, shows them, explains by them and tells them in the model document', async () => {
    const { server, officer } = await open();
    const body = {
      name: 'By segment',
      source: 'german',
      scenario: 'small_business',
      minSegmentRows: 100,
      minSegmentBads: 30,
      segments: [{ attribute: 'age', cut: 33 }],
    };
    const { jobId } = (await postJson(server, '/v1/scorecards', body, officer)).json<{ jobId: string }>();
    const trained = (await finish(jobId)) as { hash: string };
    expect(trained).toMatchObject({ segments: 2, segmentation: { source: 'given', used: true } });
    const { hash } = trained;
    const view = ScorecardView.parse((await server.inject({ url: `/v1/scorecards/${hash}`, headers: officer })).json());
    expect(view.segments.map(({ segment, path, rows }) => [segment, path, rows])).toEqual([
      ['S1', [{ attribute: 'age', side: 'left', cut: 33, levels: [], withMissing: false }], 483],
      ['S2', [{ attribute: 'age', side: 'right', cut: 33, levels: [], withMissing: true }], 517],
    ]);
    expect(view.scaling.basePoints).toBeNull();
    expect(view.characteristics).toBeGreaterThan(0);
    const german = readGermanCredit();
    const attributes = Object.fromEntries(german.columns.map((column) => [column.name, cellAt(column, 1)]));
    const url = `/v1/scorecards/${hash}/explanations`;
    const explained = ExplanationView.parse((await postJson(server, url, { attributes, cutOff: 600 }, officer)).json());
    expect([explained.segment, explained.nearest?.heldSegment]).toEqual(['S1', 'S1']);
    const page = await server.inject({ url: `/v1/scorecards/${hash}/model-document?lang=zh`, headers: officer });
    expect(page.body).toContain('<h2>客群细分</h2>');
    expect(page.body).toContain('S2: age ≥ 33 或缺失');
    const faulty = { ...body, segments: [{ attribute: 'age', cut: 33, missing: 'nowhere' }] };
    expect((await postJson(server, '/v1/scorecards', faulty, officer)).statusCode).toBe(400);
    await server.close();
  });

  it('says why a score is what it is, and what would reach a cut-off', async () => {
    const { server, officer } = await open();
    const [card] = ScorecardPage.parse((await server.inject({ url: '/v1/scorecards', headers: officer })).json()).data;
    const german = readGermanCredit();
    const attributes = Object.fromEntries(german.columns.map((column) => [column.name, cellAt(column, 1)]));
    const url = `/v1/scorecards/${card?.hash}/explanations`;
    const actionable = ['savings', 'duration', 'amount', 'checking'].map((characteristic) => ({ characteristic }));
    const answer = await postJson(server, url, { attributes, cutOff: 520, actionable }, officer);
    const explained = ExplanationView.parse(answer.json());
    expect(explained.waterfall.end).toBe(explained.score);
    expect(explained.reasons.length).toBeGreaterThan(0);
    expect(explained.nearest?.score).toBe(explained.score);
    const refused = await postJson(server, url, { attributes, cutOff: 520, actionable: [{ characteristic: 'shoe_size' }] }, officer);
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([400, 'actionable_invalid']);
    const library = ReasonLibrary.parse((await server.inject({ url: '/v1/reason-codes', headers: officer })).json());
    expect(library.data.length).toBeGreaterThanOrEqual(40);
    await server.close();
  });

  it('compares cards on the same unseen rows by a job', async () => {
    const { server, officer } = await open();
    const train = async (name: string, exclude: string[]) => {
      const accepted = (await postJson(server, '/v1/scorecards', { name, source: 'german', exclude }, officer)).json<{ jobId: string }>();
      return ((await finish(accepted.jobId)) as { hash: string }).hash;
    };
    const hashes = [await train('All', []), await train('Without checking', ['checking'])];
    const answer = await postJson(server, '/v1/scorecard-comparisons', { hashes, source: 'german' }, officer);
    expect(answer.statusCode).toBe(202);
    const view = ComparisonView.parse(await finish(answer.json<{ jobId: string }>().jobId));
    expect(view.cards.map(({ hash, name, isTrainingData }) => [hash, name, isTrainingData])).toEqual([
      [hashes[0], 'All', true],
      [hashes[1], 'Without checking', true],
    ]);
    expect([view.rows, view.bads, view.cards[0]?.test]).toEqual([1000, 300, null]);
    expect(view.cards[1]?.delong?.difference).toBeLessThan(0);
    expect(view.characteristics.find(({ name }) => name === 'checking')?.cards[1]).toBeNull();
    const refused = async (body: object) => (await postJson(server, '/v1/scorecard-comparisons', body, officer)).statusCode;
    expect(await refused({ hashes: [hashes[0]], source: 'german' })).toBe(400);
    expect(await refused({ hashes: [hashes[0], hashes[0]], source: 'german' })).toBe(400);
    expect(await refused({ hashes: [hashes[0], UNKNOWN], source: 'german' })).toBe(404);
    const segments = [{ attribute: 'age', cut: 33 }];
    const order = { name: 'By age', source: 'german', segments, minSegmentRows: 100, minSegmentBads: 30 };
    const accepted = (await postJson(server, '/v1/scorecards', order, officer)).json<{ jobId: string }>();
    const { hash: segmented } = (await finish(accepted.jobId)) as { hash: string };
    const mixed = await postJson(server, '/v1/scorecard-comparisons', { hashes: [hashes[0], segmented], source: 'german' }, officer);
    const both = ComparisonView.parse(await finish(mixed.json<{ jobId: string }>().jobId));
    expect(both.cards.map((card) => card.segments.map(({ segment, label, rows }) => `${segment} ${label}: ${rows}`))).toEqual([
      [],
      ['S1 age < 33: 483', 'S2 age ≥ 33 or missing: 517'],
    ]);
    const listed = ScorecardPage.parse((await server.inject({ url: '/v1/scorecards', headers: officer })).json()).data;
    expect(listed.find(({ hash }) => hash === segmented)?.cards).toBe(2);
    expect(listed.find(({ hash }) => hash === hashes[0])?.cards).toBe(1);
    await server.close();
  });

  it('takes a card of a file into the registry, measured on customers here, once', async () => {
    const { server, officer } = await open();
    const cards = ScorecardPage.parse((await server.inject({ url: '/v1/scorecards', headers: officer })).json()).data;
    const card = cards.find((row) => row.cards === 1);
    const own = (await server.inject({ url: `/v1/scorecards/${card?.hash}/document`, headers: officer })).json();
    const training = { ...own.training, datasetHash: UNKNOWN };
    const document = sealScorecard({ ...own, name: 'Of a file', training });
    const send = (body: object) => postJson(server, '/v1/scorecard-imports', { source: 'german', ...body }, officer);
    const { jobId } = (await send({ document })).json<{ jobId: string }>();
    const taken = (await finish(jobId)) as { hash: string; state: string; auc: number };
    expect(taken).toMatchObject({ hash: hashScorecard(document), state: 'draft' });
    expect(taken.auc).toBeGreaterThan(0.75);
    const view = ScorecardView.parse((await server.inject({ url: `/v1/scorecards/${taken.hash}`, headers: officer })).json());
    const trained = ScorecardView.parse((await server.inject({ url: `/v1/scorecards/${card?.hash}`, headers: officer })).json());
    expect(view).toMatchObject({ name: 'Of a file', datasetHash: UNKNOWN, rows: 1000 });
    const figures = (rows: ScorecardView['characteristicViews']) =>
      rows.filter(({ selected }) => selected).map(({ name, bins }) => [name, bins.map((bin) => [bin.label, bin.count, bin.points])]);
    expect(figures(view.characteristicViews)).toEqual(figures(trained.characteristicViews));
    expect(view.characteristicViews.flatMap(({ bins }) => bins.map(({ iv }) => iv)).every(Number.isFinite)).toBe(true);
    // Learnt anew from its own characteristics, as a comparison does it; others of the source do not help it.
    const compared = await postJson(server, '/v1/scorecard-comparisons', { hashes: [taken.hash, card?.hash], source: 'german' }, officer);
    const { cards: beside } = ComparisonView.parse(await finish(compared.json<{ jobId: string }>().jobId));
    expect(beside[0]?.mean.auc).toBeCloseTo(taken.auc, 12);
    const segmented = cards.find((row) => row.cards > 1);
    const parts = (await server.inject({ url: `/v1/scorecards/${segmented?.hash}/document`, headers: officer })).json();
    const renamed = await send({ document: { ...parts, name: 'Changed after it was sealed' } });
    expect([renamed.statusCode, renamed.json<{ code: string }>().code]).toEqual([422, 'scorecard_invalid']);
    const { jobId: partsJob } = (await send({ document: parts })).json<{ jobId: string }>();
    expect(await finish(partsJob)).toMatchObject({ hash: segmented?.hash });
    const again = (await send({ document })).json<{ jobId: string }>();
    expect(await finish(again.jobId)).toMatchObject({ hash: taken.hash });
    for (const fault of [{ grades: [] }, { name: 'Of a fila' }]) {
      const broken = await send({ document: { ...document, ...fault } });
      expect([broken.statusCode, broken.json<{ code: string }>().code]).toEqual([422, 'scorecard_invalid']);
    }
    expect((await send({ document: 'card' })).statusCode).toBe(400);
    await server.close();
  });

  it('takes a card through its life, with each step and who took it', async () => {
    const { server, officer } = await open();
    const [card] = ScorecardPage.parse((await server.inject({ url: '/v1/scorecards', headers: officer })).json()).data;
    const step = (body: object) => postJson(server, `/v1/scorecards/${card?.hash}/steps`, body, officer);
    const early = await postJson(server, `/v1/scorecards/${card?.hash}/promotions`, { note: 'ranks better' }, officer);
    expect([early.statusCode, early.json<{ code: string }>().code]).toEqual([409, 'model_state_invalid']);
    expect((await step({ act: 'promote', note: 'ranks better' })).statusCode).toBe(400);
    expect((await step({ act: 'validate', note: ' ' })).statusCode).toBe(400);
    const life = ModelLife.parse((await step({ act: 'validate', note: 'ranks well, calibrated' })).json());
    expect(life).toMatchObject({ state: 'validated', steps: [{ act: 'validate', note: 'ranks well, calibrated', role: null }] });
    expect(life.steps[0]?.findings.length).toBeGreaterThan(0);
    const asked = await postJson(server, `/v1/scorecards/${card?.hash}/promotions`, { note: 'ranks better' }, officer);
    const promotion = PromotionView.parse(asked.json());
    expect(promotion).toMatchObject({ role: 'champion', shareBps: 0, state: 'pending', decidable: false });
    const own = await postJson(server, `/v1/promotions/${promotion.id}/decision`, { decision: 'approve' }, officer);
    expect([own.statusCode, own.json<{ code: string }>().code]).toEqual([403, 'four_eyes']);
    const again = await postJson(server, `/v1/promotions/${promotion.id}/record`, {}, officer);
    expect(again.json<{ code: string }>().code).toBe('promotion_not_refused_by_chain');
    const challenger = { note: 'as challenger', role: 'challenger', shareBps: 20_000 };
    expect((await postJson(server, `/v1/scorecards/${card?.hash}/promotions`, challenger, officer)).statusCode).toBe(400);
    const read = await server.inject({ url: `/v1/scorecards/${card?.hash}/life`, headers: officer });
    expect(ModelLife.parse(read.json())).toEqual(life);
    expect((await server.inject({ url: '/v1/scores/sco_none/replay', headers: officer })).statusCode).toBe(404);
    await server.close();
  });

  it('refuses what it cannot do, and says why', async () => {
    const { server, officer } = await open();
    const investor = { cookie: await signIn(server, emailOf('investor', 'scorer')) };
    const codeOf = async (answer: Promise<{ statusCode: number; json: () => unknown }>) => {
      const { statusCode, json } = await answer;
      const problem = json();
      return [statusCode, typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : null];
    };
    const get = (path: string) => codeOf(server.inject({ url: path, headers: officer }));
    expect(await get(`/v1/scorecards/${UNKNOWN}`)).toEqual([404, 'scorecard_unknown']);
    expect(await get(`/v1/scorecards/${UNKNOWN}/document`)).toEqual([404, 'scorecard_unknown']);
    expect(await get('/v1/scorecards/short')).toEqual([400, 'request_invalid']);
    expect(await get('/v1/scorecards?cursor=nonsense')).toEqual([400, 'cursor_invalid']);
    expect(await codeOf(postJson(server, '/v1/scorings', { scorecardHash: UNKNOWN, source: 'german' }, officer))).toEqual([
      404,
      'scorecard_unknown',
    ]);
    expect(await codeOf(postJson(server, '/v1/scorecards', { name: '', source: 'german', pdo: -1 }, officer))).toEqual([
      400,
      'request_invalid',
    ]);
    expect(await codeOf(postJson(server, '/v1/scorecards', { name: 'x', source: 'german' }, investor))).toEqual([
      403,
      'permission_missing',
    ]);
    await server.close();
  });
});
