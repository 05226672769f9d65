import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { emailOf, openServer, postJson, seedMembers, signIn } from '../../test/system/support/test-server.ts';
import { keccakHex } from '../kernel/keccak.ts';
import { createLogger } from '../platform/log/logger.ts';
import { runJobs } from '../platform/jobs/run-jobs.ts';
import { scoringRoutes } from './routes.ts';
import { ScorecardPage, ScorecardView } from './schemas.ts';
import { scoringJobs } from './scoring-jobs.ts';
import { readGermanCredit } from '../../test/system/support/reference-data.ts';

const UNKNOWN = `0x${'ab'.repeat(32)}`;
const DEADLINE_MS = 20_000;

describeOnEachDatabase('scoring routes', (under) => {
  async function open() {
    const server = await openServer(under.database, { routes: [scoringRoutes({ database: under.database })] });
    const officer = { cookie: await signIn(server, emailOf('risk_officer', 'scorer')) };
    return { server, officer };
  }

  /** Runs the worker until the job has ended. */
  async function finish(jobId: string): Promise<unknown> {
    const stop = new AbortController();
    const handlers = scoringJobs({ database: under.database, loadDataset: async () => readGermanCredit() });
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
    expect(await finish(jobId)).toMatchObject({ state: 'champion' });
    expect(await under.database.client.job.count()).toBe(1);
    await server.close();
  });

  it('lists, shows and hands out the document that the hash covers', async () => {
    const { server, officer } = await open();
    const page = ScorecardPage.parse((await server.inject({ url: '/v1/scorecards?limit=1', headers: officer })).json());
    const [row] = page.data;
    expect(row).toMatchObject({ name: 'German credit', state: 'champion', rows: 1000 });
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
    const page = ScorecardPage.parse((await server.inject({ url: '/v1/scorecards?limit=1', headers: officer })).json());
    const hash = page.data[0]?.hash ?? '';
    const get = (query: string) => server.inject({ url: `/v1/scorecards/${hash}/export?${query}`, headers: officer });
    const sql = await get('to=sql&dialect=postgresql&table=lake.loans');
    expect(sql.headers['content-disposition']).toBe(`attachment; filename="scorecard-${hash.slice(2, 10)}.sql"`);
    expect([sql.statusCode, sql.body]).toEqual([200, expect.stringContaining('FROM "lake"."loans" AS t')]);
    const json = await get('to=json');
    expect(keccakHex(new TextEncoder().encode(json.body))).toBe(hash);
    expect((await get('to=pmml')).headers['content-type']).toBe('application/xml; charset=utf-8');
    expect((await get('to=js')).body).toContain('export function scoreCustomer');
    expect((await get('to=excel')).statusCode).toBe(400);
    expect((await server.inject({ url: `/v1/scorecards/${UNKNOWN}/export?to=sql`, headers: officer })).statusCode).toBe(404);
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
