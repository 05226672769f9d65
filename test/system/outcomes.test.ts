import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSystem, type System } from '../../backend/apps/open-system.ts';
import { CustomerPage, CustomerView, ImportView } from '../../backend/intake/schemas.ts';
import { loadConfig } from '../../backend/platform/config/config.ts';
import { MonitoringView } from '../../backend/scoring/monitoring/schemas.ts';
import { ScorecardPage } from '../../backend/scoring/schemas.ts';
import { germanApplicants, germanOutcomes } from './support/german-file.ts';
import { type Stack, startStack } from './support/stack.ts';

const SOURCE = 'newcomers';
const APPLICANTS = 200;
/** The worker looks every fifteen seconds. */
const PATIENCE = { timeout: 120_000, interval: 500 };

let stack: Stack;
let system: System;
let hash: string;
let operator: string;
let officer: string;
const today = () => new Date().toISOString().slice(0, 10);

beforeAll(async () => {
  stack = await startStack();
  system = await openSystem(loadConfig({ ...stack.env }), 'cli');
  const { data } = ScorecardPage.parse(await json('scorecard', 'list'));
  hash = data.find(({ role }) => role === 'champion')?.hash ?? '';
  operator = await stack.signIn('operator');
  officer = await stack.signIn('risk_officer');
  // Only the newcomers are looked at: the demo's own customers come with their outcomes.
  await system.database.client.score.updateMany({ data: { role: 'trial' } });
  await system.database.client.modelDay.deleteMany();
  const applicants = await saved('applicants.csv', germanApplicants(0, APPLICANTS));
  expect(ImportView.parse(await json('customer', 'import', applicants, '--source', SOURCE))).toMatchObject({ accepted: APPLICANTS });
  await json('score', 'run', '--source', SOURCE);
});

afterAll(async () => {
  await system?.close();
  await stack?.stop();
});

async function json(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await stack.cli(...args, '--json');
  if (code !== 0) throw new Error(`credence ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

async function saved(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(stack.home, name);
  await writeFile(path, bytes);
  return path;
}

async function upload(bytes: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
  const url = `${stack.url}/v1/outcome-imports?source=${SOURCE}&fileName=outcomes.csv`;
  const own = { cookie: operator, origin: stack.url, 'content-type': 'text/csv', ...headers };
  return fetch(url, { method: 'POST', body: new Uint8Array(bytes), headers: own });
}

/** What the monitor says of the outcomes of the last day. */
async function matured() {
  const answer = await fetch(`${stack.url}/v1/scorecards/${hash}/monitoring`, { headers: { cookie: officer } });
  return MonitoringView.parse(await answer.json()).days.at(-1)?.outcome;
}

const days = () => system.database.client.modelDay.findMany({ where: { scorecardHash: hash } });

it('measures applicants without outcomes', async () => {
  await expect
    .poll(async () => (await days()).map(({ rows, known }) => ({ rows, known })), PATIENCE)
    .toEqual([{ rows: APPLICANTS, known: 0 }]);
  expect(await matured()).toBeNull();
});

it('takes outcomes through the API, once for a repeated request, and shows the Gini of the monitor', async () => {
  const bytes = germanOutcomes(0, APPLICANTS, today());
  const headers = { 'idempotency-key': 'outcomes-1' };
  const first = await (await upload(bytes, headers)).json();
  expect(ImportView.parse(first)).toMatchObject({ kind: 'outcomes', state: 'done', accepted: APPLICANTS, rejected: 0, unchanged: 0 });
  expect(await (await upload(bytes, headers)).json()).toEqual(first);
  expect(ImportView.parse(await (await upload(bytes)).json())).toMatchObject({ accepted: APPLICANTS, unchanged: APPLICANTS });
  await expect.poll(async () => (await days())[0]?.known, PATIENCE).toBe(APPLICANTS);
  const outcome = await matured();
  expect(outcome).toMatchObject({ rows: APPLICANTS });
  // The card was trained on these very people.
  expect(outcome?.ranking?.gini).toBeGreaterThan(0.5);
});

it('keeps a correction beside what it corrects, and shows both to those who may read the customer', async () => {
  const bads = (await matured())?.bads ?? 0;
  const corrected = await saved(
    'corrected.csv',
    germanOutcomes(0, 1, today(), (bad) => (bad === '1' ? '0' : '1')),
  );
  expect(ImportView.parse(await json('outcome', 'import', corrected, '--source', SOURCE))).toMatchObject({ accepted: 1, unchanged: 0 });
  const { data } = CustomerPage.parse(await json('customer', 'list', '--q', 'C0001'));
  const view = CustomerView.parse(await json('customer', 'show', data[0]?.id ?? ''));
  expect(view.attributes).not.toHaveProperty('bad');
  expect(view.outcomes.map(({ value, observedOn, isNewest }) => ({ value, observedOn, isNewest }))).toEqual([
    { value: 0, observedOn: expect.any(String), isNewest: false },
    { value: 1, observedOn: today(), isNewest: true },
  ]);
  const { stdout } = await stack.cli('customer', 'show', data[0]?.id ?? '');
  expect(stdout).toMatch(/1 +[0-9-]{10} .*counts/);
  await expect.poll(async () => (await matured())?.bads, PATIENCE).toBe(bads + 1);
});

it('names line and column of what it cannot take, and needs the permission to write customers', async () => {
  const path = await saved('faults.csv', new TextEncoder().encode('id,bad,observed_on\nC0001,7,2026-01-01\nnobody,1,2999-01-01\n'));
  const { code, stdout } = await stack.cli('outcome', 'import', path, '--source', SOURCE);
  expect(code).toBe(1);
  expect(stdout).toMatch(/2 +bad +cell_out_of_range/);
  expect(stdout).toMatch(/3 +id +id_unknown/);
  const missing = await stack.cli('outcome', 'import', path);
  expect([missing.code === 0, missing.stderr]).toEqual([false, expect.stringContaining("required option '--source <name>'")]);
  expect(await (await upload(germanOutcomes(0, 1, today()), { cookie: await stack.signIn('lender') })).json()).toMatchObject({
    code: 'permission_missing',
  });
  const nobody = await stack.cli('outcome', 'import', path, '--source', 'nowhere');
  expect(nobody.stderr).toContain('dataset_empty');
});

it('loses nothing when the API is killed in the midst of a file, which is sent again', async () => {
  const bytes = germanOutcomes(0, APPLICANTS, today(), () => '1');
  const before = await system.database.client.customerOutcome.count();
  const goods = APPLICANTS - ((await matured())?.bads ?? 0);
  const lost = upload(bytes).catch(() => null);
  await stack.end('api', 'SIGKILL');
  await lost;
  const half = (await system.database.client.customerOutcome.count()) - before;
  await stack.run('api');
  const again = ImportView.parse(await (await upload(bytes)).json());
  expect(again).toMatchObject({ accepted: APPLICANTS, rejected: 0 });
  // Each row that says something new had been kept, or none.
  expect([0, goods]).toContain(half);
  expect(await system.database.client.customerOutcome.count()).toBe(before + goods);
  await expect.poll(async () => (await matured())?.bads, PATIENCE).toBe(APPLICANTS);
  expect(await json('audit', 'verify')).toMatchObject({ ok: true });
});
