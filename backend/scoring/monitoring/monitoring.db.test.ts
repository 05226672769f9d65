import { randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { germanFile } from '../../../test/system/support/german-file.ts';
import { putInUse } from '../../../test/system/support/put-in-use.ts';
import { emailOf, openServer, postJson, seedMembers, signIn } from '../../../test/system/support/test-server.ts';
import { cellAt } from '../../intake/domain/columns.ts';
import { eraseCustomer } from '../../intake/erase-customer.ts';
import { importCustomers } from '../../intake/import-customers.ts';
import { loadDataset } from '../../intake/load-dataset.ts';
import { verifyAuditLog } from '../../platform/audit-log/verify-audit-log.ts';
import { runJobs } from '../../platform/jobs/run-jobs.ts';
import { createLogger } from '../../platform/log/logger.ts';
import { compileRegistryDocument } from '../domain/scored-model/registry-document.ts';
import { scoringRoutes } from '../routes.ts';
import { TrainRequest } from '../schemas.ts';
import { insertScores, type NewScore, readScorecard } from '../store.ts';
import { trainScorecard } from '../train-scorecard.ts';
import { scoringDeps } from '../scoring-deps.ts';
import { monitoringGauges } from './monitoring-gauges.ts';
import { monitoringJobs, orderMonitoring } from './monitoring-jobs.ts';
import { MonitoredModels, MonitoringView, RefitPage, RefitView } from './schemas.ts';

const SOURCE = 'german-credit';
const UNKNOWN = `0x${'ab'.repeat(32)}`;
const DEADLINE_MS = 60_000;
const wrap = { masterKey: new Uint8Array(32).fill(7) };
const logger = createLogger({ name: 'test', level: 'silent' });

describeOnEachDatabase('monitoring of the card in use', (under) => {
  const deps = () => ({ ...scoringDeps(under.database, wrap), refitsOnAlert: true });
  const client = () => under.database.client;
  const take = async (from: number, to: number) => {
    const file = { schemaId: 'german-credit', source: SOURCE, fileName: 'german.csv', bytes: germanFile(from, to) };
    await importCustomers({ database: under.database, wrap }, { ...file, actor: 'user:test', requestId: null, now: new Date() });
  };
  let hash = '';
  let scored: NewScore[] = [];

  /** Keeps scores of some customers as scoring does on that day. */
  async function scoreOn(day: string, some: typeof scored): Promise<void> {
    const run = {
      runId: `run-${day}`,
      scorecardHash: hash,
      role: 'champion' as const,
      createdAt: new Date(`${day}T10:00:00Z`),
      nextId: () => `sco_${randomUUID()}`,
    };
    await under.database.write((tx) => insertScores(tx, run, some));
  }

  /** Orders what is due and runs the worker until nothing is left to do. */
  async function monitor(refitDays: number | null = null, now = new Date()): Promise<void> {
    await orderMonitoring(under, refitDays, now);
    await work();
  }

  async function work(): Promise<void> {
    const stop = new AbortController();
    const handlers = monitoringJobs(deps());
    const running = runJobs({ database: under.database, logger, workerId: randomUUID(), handlers, signal: stop.signal, pollMs: 10 });
    const deadline = performance.now() + DEADLINE_MS;
    while ((await client().job.count({ where: { state: { in: ['queued', 'running'] } } })) > 0) {
      if (performance.now() > deadline) throw new Error('the jobs did not get there');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    stop.abort();
    await running;
  }

  const alertOf = (figure: string) => client().modelAlert.findMany({ where: { figure } });
  const told = async (figure: string) =>
    (await client().auditEntry.findMany({ where: { action: { startsWith: 'model_alert.' } }, orderBy: { seq: 'asc' } }))
      .map(({ action, detail }) => ({ action, ...(JSON.parse(detail) as { figure: string; day: string }) }))
      .filter((entry) => entry.figure === figure)
      .map(({ action, day }) => `${action.replace('model_alert.', '')} ${day}`);

  it('has nothing to order before a card is in use, and nothing to measure before it scores', async () => {
    await monitor();
    expect(await client().job.count()).toBe(0);
    await take(0, 600);
    const request = TrainRequest.parse({ name: 'German credit', source: SOURCE, exclude: ['telephone'] });
    const context = { actor: 'user:test', now: new Date(), progress: async () => undefined };
    hash = (await trainScorecard(deps(), request, context)).hash;
    await putInUse(under.database, hash);
    await monitor();
    expect([await client().job.count(), await client().modelDay.count()]).toEqual([0, 0]);
    const { ids, columns } = await loadDataset(under.database, wrap, { source: SOURCE });
    const card = compileRegistryDocument((await readScorecard(client(), hash)).document);
    scored = ids.map((customerId, row) => {
      const attributes = Object.fromEntries(columns.map((column) => [column.name, cellAt(column, row)]));
      return { customerId, scored: card.scoreRow(attributes), inputs: null };
    });
    scored.sort((one, other) => one.scored.score - other.scored.score);
    const order = await client().scorecardOrder.findUniqueOrThrow({ where: { scorecardHash: hash } });
    expect(JSON.parse(order.request)).toMatchObject({ source: SOURCE, exclude: ['telephone'] });
  });

  it('finds the customers of its training stable, and measures a day once', async () => {
    await scoreOn('2026-03-02', scored);
    await monitor();
    await monitor();
    const [day, ...others] = await client().modelDay.findMany();
    expect(others).toEqual([]);
    expect(day).toMatchObject({ day: '2026-03-02', rows: 600, known: 600, level: 'stable' });
    expect(await client().job.count()).toBe(1);
    expect(await client().modelAlert.count()).toBe(0);
  });

  it('sees a planted shift after a downtime, day by day: watched, then an alert, told once each', async () => {
    await scoreOn('2026-03-03', scored.slice(0, 240));
    await scoreOn('2026-03-04', scored.slice(0, 240));
    await scoreOn('2026-03-05', scored.slice(0, 240));
    await monitor();
    const days = await client().modelDay.findMany({ orderBy: { day: 'asc' } });
    expect(days.map(({ day, rows }) => `${day} ${rows}`)).toEqual(['2026-03-02 600', '2026-03-03 240', '2026-03-04 240', '2026-03-05 240']);
    const [alert, ...others] = await alertOf('score');
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ level: 'alert', raisedOn: '2026-03-03', worsenedOn: '2026-03-04', resolvedOn: null });
    expect(await told('score')).toEqual(['raised 2026-03-03', 'worsened 2026-03-04']);
    const step = await client().scorecardStep.findFirstOrThrow({ where: { state: 'watch' } });
    expect(step).toMatchObject({ scorecardHash: hash, role: 'champion', actor: 'system:model-monitor' });
    expect(step.note).toMatch(/^Alert of the monitor on 2026-03-0[34]: .*score/);
    const entries = await client().auditEntry.findMany({ where: { action: { startsWith: 'model_alert.' } } });
    expect(await client().outbox.count({ where: { topic: 'model.alerted' } })).toBe(entries.length);
    expect(entries.every(({ actor, entityId }) => actor === 'system:model-monitor' && entityId === hash)).toBe(true);
    await monitor();
    expect(await told('score')).toEqual(['raised 2026-03-03', 'worsened 2026-03-04']);
  });

  it('shows it to Prometheus', async () => {
    const register = new Registry();
    monitoringGauges(under.database)(register);
    const text = await register.metrics();
    expect(text).toMatch(/credence_model_alerts\{level="alert"\} [1-9]/);
    expect(Number(/credence_model_shift\{figure="score"\} (\S+)/.exec(text)?.[1])).toBeGreaterThan(0.25);
  });

  it('orders a refit by itself, which says why no card can come of it yet', async () => {
    const [refit, ...others] = await client().modelRefit.findMany();
    expect(others).toEqual([]);
    expect(refit).toMatchObject({ state: 'failed', cause: 'alert', requestedBy: 'system:model-monitor', candidateHash: null });
    expect(refit?.fault).toMatch(/^refit_outcomes_too_few: .* 0 good and 0 bad/);
    expect(await client().scorecard.count()).toBe(1);
  });

  it('is resolved when the customers return', async () => {
    await scoreOn('2026-05-04', scored);
    await monitor();
    expect((await alertOf('score'))[0]).toMatchObject({ level: 'alert', resolvedOn: '2026-05-04' });
    expect(await client().modelAlert.count({ where: { resolvedOn: null } })).toBe(0);
    expect((await told('score'))[2]).toBe('resolved 2026-05-04');
  });

  it('raises a new alert later, with a proposal and its swap set on customers whom neither card has seen', async () => {
    await take(600, 1000);
    // Four hundred whom it does not know, and two days of alerts in one run: one refit is ordered.
    await scoreOn('2026-07-01', scored.slice(0, 420));
    await scoreOn('2026-07-02', scored.slice(0, 60));
    await monitor();
    expect((await alertOf('score')).map(({ raisedOn }) => raisedOn).toSorted()).toEqual(['2026-03-03', '2026-07-01']);
    const [refit = expect.fail('no proposal'), ...others] = await client().modelRefit.findMany({ where: { state: 'pending' } });
    expect(others).toEqual([]);
    const comparison = RefitView.shape.comparison.parse(JSON.parse(refit.comparison ?? 'null'));
    const { swap, auc, rows, bads } = comparison ?? expect.fail('no comparison');
    expect(rows).toBe(400);
    const cells = [swap.bothApprove, swap.bothDecline, swap.swapIn, swap.swapOut];
    expect(cells.reduce((sum, cell) => sum + cell.rows, 0)).toBe(400);
    expect(cells.reduce((sum, cell) => sum + cell.bads, 0)).toBe(bads);
    expect(auc.second).toBeGreaterThan(0.7);
    expect(auc.difference).toBeCloseTo(auc.first - auc.second, 12);
    const candidate = await readScorecard(client(), refit.candidateHash ?? '');
    expect(candidate).toMatchObject({ state: 'draft' });
    expect(candidate.document.training.rows).toBe(1000);
    expect(candidate.document.training.excluded).toContain('telephone');
    expect((await client().scorecard.findFirstOrThrow({ where: { role: 'champion' } })).hash).toBe(hash);
  });

  it('orders no second refit while one waits, and one by the calendar when it is due', async () => {
    await scoreOn('2026-09-01', scored);
    await scoreOn('2026-11-01', scored.slice(0, 200));
    await monitor(1);
    expect(await client().modelRefit.count()).toBe(2);
    await client().modelRefit.updateMany({ data: { createdAt: new Date('2026-01-01') } });
    await client().modelRefit.updateMany({ where: { state: 'pending' }, data: { state: 'dismissed' } });
    await monitor(1);
    expect(await client().modelRefit.count({ where: { cause: 'schedule' } })).toBe(1);
    await client().modelRefit.deleteMany({ where: { cause: 'schedule' } });
    await client().modelRefit.updateMany({ where: { state: 'dismissed' }, data: { state: 'pending' } });
  });

  it('leaves out whoever was erased, and counts their day again', async () => {
    const [first] = scored;
    const customer = await client().customer.findUniqueOrThrow({ where: { id: first?.customerId ?? '' } });
    const order = {
      customerId: customer.id,
      confirm: customer.externalId,
      reason: 'requested',
      actor: 'user:test',
      requestId: null,
    } as const;
    await eraseCustomer(under, order);
    await monitor();
    const day = await client().modelDay.findUniqueOrThrow({ where: { scorecardHash_day: { scorecardHash: hash, day: '2026-11-01' } } });
    expect(day).toMatchObject({ rows: 199, known: 199 });
  });

  it('does not repeat a measuring that failed at once, but later', async () => {
    const document = (await client().scorecard.findUniqueOrThrow({ where: { hash } })).document;
    await client().scorecard.update({ where: { hash }, data: { document: document.replace('"points":-', '"points":') } });
    await scoreOn('2026-11-02', scored.slice(10, 200));
    const failed = () => client().job.count({ where: { kind: 'model.measure', state: 'failed' } });
    await monitor();
    await monitor();
    expect(await failed()).toBe(1);
    await monitor(null, new Date(Date.now() + 7_200_000));
    expect(await failed()).toBe(2);
    await client().scorecard.update({ where: { hash }, data: { document } });
    await monitor(null, new Date(Date.now() + 14_400_000));
    expect(await client().modelDay.count({ where: { day: '2026-11-02' } })).toBe(1);
  });

  it('is told by the API by month, day and characteristic', async () => {
    await seedMembers(under.database, 'watch');
    const server = await openServer(under.database, { routes: [scoringRoutes({ database: under.database, wrap })] });
    const officer = { cookie: await signIn(server, emailOf('risk_officer', 'watch')) };
    const get = (url: string) => server.inject({ url, headers: officer });
    const [model] = MonitoredModels.parse((await get('/v1/monitoring/models')).json()).data;
    expect(model).toMatchObject({ hash, state: 'watch', role: 'champion', firstDay: '2026-03-02', lastDay: '2026-11-02', level: 'alert' });
    const url = `/v1/scorecards/${hash}/monitoring`;
    const view = MonitoringView.parse((await get(`${url}?from=2026-03-01&to=2026-05-31`)).json());
    expect(view.months.map(({ period, rows }) => `${period} ${rows}`)).toEqual(['2026-03 1320', '2026-05 600']);
    expect(view.days).toHaveLength(5);
    expect(view.matrix.slice(0, 2).map(({ figure }) => figure)).toEqual(['score', 'approval']);
    expect(view.matrix.every(({ cells }) => cells.length === 2)).toBe(true);
    expect(view.matrix[0]?.cells.map(({ level }) => level)).toEqual(['alert', 'stable']);
    expect(view.months[1]?.bands.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    const strict = MonitoringView.parse((await get(`${url}?cutOff=9000`)).json());
    expect(strict.months.map(({ approvalRate }) => approvalRate)).toEqual(strict.months.map(() => 0));
    for (const [query, code] of [
      ['?from=2026-05-01&to=2026-03-01', 'period_invalid'],
      ['?from=2000-01-01&to=2026-03-01', 'period_invalid'],
      ['?from=yesterday', 'request_invalid'],
      ['?cutOff=high', 'request_invalid'],
    ])
      expect((await get(`${url}${query}`)).json(), query).toMatchObject({ code });
    expect((await get(`/v1/scorecards/${UNKNOWN}/monitoring`)).json()).toMatchObject({ code: 'scorecard_unknown' });
    await server.close();
  });

  it('has its proposals taken up into a request that another person decides, or dismissed with a reason', async () => {
    const server = await openServer(under.database, { routes: [scoringRoutes({ database: under.database, wrap })] });
    const officer = { cookie: await signIn(server, emailOf('risk_officer', 'watch')) };
    const list = async (query = '') => RefitPage.parse((await server.inject({ url: `/v1/refits${query}`, headers: officer })).json()).data;
    const [waiting] = await list('?state=pending');
    const path = `/v1/refits/${waiting?.id}/decision`;
    expect((await postJson(server, path, { decision: 'dismiss', note: '' }, officer)).json()).toMatchObject({ code: 'request_invalid' });
    const taken = await postJson(server, path, { decision: 'take_up', note: 'newer customers' }, officer);
    expect(taken.json()).toMatchObject({ state: 'taken', decisionNote: 'newer customers' });
    expect((await postJson(server, path, { decision: 'dismiss', note: 'no longer' }, officer)).json()).toMatchObject({
      code: 'refit_decided',
    });
    const promotion = await client().scorecardPromotion.findUniqueOrThrow({ where: { id: RefitView.parse(taken.json()).promotion ?? '' } });
    expect(promotion).toMatchObject({ state: 'pending', scorecardHash: waiting?.candidate });
    expect((await client().scorecard.findFirstOrThrow({ where: { role: 'champion' } })).hash).toBe(hash);
    const failed = (await list('?state=failed'))[0]?.id;
    const onFailed = await postJson(server, `/v1/refits/${failed}/decision`, { decision: 'take_up', note: 'anyway' }, officer);
    expect(onFailed.json()).toMatchObject({ code: 'refit_decided' });
    const onNone = await postJson(server, '/v1/refits/ref_none/decision', { decision: 'dismiss', note: 'unknown' }, officer);
    expect(onNone.json()).toMatchObject({ code: 'refit_unknown' });
    const asked = await postJson(server, `/v1/scorecards/${hash}/refits`, {}, officer);
    expect(asked.statusCode).toBe(202);
    expect((await postJson(server, `/v1/scorecards/${UNKNOWN}/refits`, {}, officer)).json()).toMatchObject({ code: 'scorecard_unknown' });
    await work();
    const [own] = await list();
    expect(own).toMatchObject({ cause: 'asked', state: 'pending' });
    const dismissed = await postJson(server, `/v1/refits/${own?.id}/decision`, { decision: 'dismiss', note: 'too few bads' }, officer);
    expect(dismissed.json()).toMatchObject({ state: 'dismissed', promotion: null });
    await server.close();
  });

  it('says that a card without kept settings is trained by hand', async () => {
    await client().scorecardOrder.deleteMany();
    await monitor(30, new Date(Date.now() + 31 * 86_400_000));
    const refit = await client().modelRefit.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
    expect(refit).toMatchObject({ state: 'failed', cause: 'schedule' });
    expect(refit.fault).toMatch(/^refit_settings_unknown/);
    expect(await verifyAuditLog(client())).toMatchObject({ ok: true });
  });
});
