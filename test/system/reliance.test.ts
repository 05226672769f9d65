import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BatchPage, CredentialPage, RevocationRequestView } from '../../backend/attestation/schemas.ts';
import { BulkAccepted, BulkView, ReceiptFile, WatchAdded, WatchEventPage, WebhookCreated } from '../../backend/reliance/schemas.ts';
import { type Stack, startStack } from './support/stack.ts';
import { openReceiver, type WebhookReceiver } from './support/webhook-receiver.ts';

const ROWS = 10_000;
const LENDER = ['--organization', 'harbour-lending'];

let stack: Stack;
let receiver: WebhookReceiver;
let ids: string[];
let files: string[];

beforeAll(async () => {
  receiver = await openReceiver();
  stack = await startStack({ env: { CREDENCE_WEBHOOK_HOSTS: '127.0.0.1' } });
  const cookie = await stack.signIn('risk_officer');
  const get = async (path: string) => (await fetch(`${stack.url}${path}`, { headers: { cookie } })).text();
  const batches = BatchPage.parse(JSON.parse(await get('/v1/batches')));
  const batch = batches.data.find(({ leaves }) => leaves === 1000);
  const page = CredentialPage.parse(JSON.parse(await get(`/v1/batches/${batch?.id}/credentials?limit=25`)));
  ids = page.data.map(({ id }) => id);
  files = await Promise.all(ids.map(async (id) => JSON.stringify(JSON.parse(await get(`/v1/credentials/${id}/file`)))));
});

afterAll(async () => {
  await receiver?.close();
  await stack?.stop();
});

async function cli(...args: readonly string[]): Promise<unknown> {
  const { stdout, stderr } = await stack.cli(...args, '--json');
  if (stdout === '') throw new Error(`credence ${args.join(' ')} said: ${stderr}`);
  return JSON.parse(stdout);
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 90_000; !(await isTrue()); await pause(50)) {
    if (Date.now() > deadline) throw new Error(`it did not come to that:\n${stack.output().slice(-4_000)}`);
  }
}

async function keep(name: string, text: string): Promise<string> {
  const path = join(stack.home, name);
  await writeFile(path, text);
  return path;
}

test('10,000 credentials are verified though the worker is killed in the middle', async () => {
  const cookie = await stack.signIn('lender');
  const headers = { cookie, origin: stack.url, 'content-type': 'application/x-ndjson' };
  const lines = Array.from({ length: ROWS }, (_, i) => files[i % files.length] ?? '');
  lines[4_321] = '{';
  const answer = await fetch(`${stack.url}/v1/bulk-verifications`, { method: 'POST', headers, body: lines.join('\n') });
  const { id } = BulkAccepted.parse(await answer.json());
  const view = async () => BulkView.parse(await (await fetch(`${stack.url}/v1/bulk-verifications/${id}`, { headers: { cookie } })).json());
  await until(async () => (await view()).judged > 0);
  await stack.end('worker', 'SIGKILL');
  const half = await view();
  expect(half.state).toBe('running');
  expect(half.judged).toBeLessThan(ROWS);
  await stack.run('worker');
  await until(async () => (await view()).state === 'done');
  const done = await view();
  expect(done).toMatchObject({ total: ROWS, judged: ROWS, block: half.block, counts: { valid: ROWS - 1, malformed: 1 } });
  const result = await fetch(`${stack.url}/v1/bulk-verifications/${id}/file?format=csv`, { headers: { cookie } });
  const path = await keep('result.csv', await result.text());
  // The keys of this installation are known from its own trust file.
  expect(await cli('receipt', 'verify', path)).toMatchObject({ finding: 'ok', kind: 'bulk', hash: done.resultHash });
});

test('a lender sets terms, verifies a file, watches what is valid and hears of a revocation by webhook', async () => {
  const terms = await keep('terms.json', JSON.stringify({ issuers: [1], maxAgeDays: 30 }));
  expect((await stack.cli('profile', 'set', terms, ...LENDER)).code).toBe(0);
  expect(await cli('profile', 'show', ...LENDER)).toMatchObject({ issuers: [1], maxAgeDays: 30, grades: null });

  const list = await keep('book.json', `[${files.slice(0, 5).join(',')}]`);
  const out = join(stack.home, 'result.json');
  const run = BulkView.parse(await cli('bulk', 'verify', list, '--out', out, ...LENDER));
  expect(run.counts).toEqual({ valid: 5 });
  expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({ statement: { terms: { issuers: [1] }, total: 5 } });
  expect(await cli('receipt', 'verify', out)).toMatchObject({ finding: 'ok' });

  const added = WatchAdded.parse(await cli('watch', 'add', '--bulk', run.id, ...LENDER));
  expect(added).toMatchObject({ added: 5, known: 0, refused: [] });
  const hook = WebhookCreated.parse(await cli('webhook', 'add', receiver.url, ...LENDER));
  receiver.secret = hook.secret;
  await cli('webhook', 'test', hook.id, ...LENDER);
  await until(async () => receiver.received.length === 1);

  await revoke(ids[2] ?? '');
  await until(async () => receiver.received.length === 2);
  expect(receiver.received.map(({ isSigned, body }) => [isSigned, body.type])).toEqual([
    [true, 'ping'],
    [true, 'watch.changed'],
  ]);
  const events = WatchEventPage.parse(await cli('watch', 'events', ...LENDER));
  expect(events.data).toMatchObject([{ id: receiver.received[1]?.id, from: 'valid', to: 'revoked', reason: 'withdrawn' }]);
  const listed = await stack.cli('watch', 'list', '--state', 'revoked', ...LENDER);
  expect(listed.stdout).toContain(events.data[0]?.watchId);
});

test('a receipt is made, printed and checked without a network', async () => {
  const path = await keep('credential.json', files[0] ?? '');
  const [out, pdf] = [join(stack.home, 'receipt.json'), join(stack.home, 'receipt.pdf')];
  const made = await stack.cli('receipt', 'make', path, '--out', out, '--pdf', pdf, '--lang', 'zh', ...LENDER);
  expect(made.code, made.stderr).toBe(0);
  const { body, signer } = ReceiptFile.parse(JSON.parse(await readFile(out, 'utf8')));
  expect(body).toMatchObject({ verdict: 'valid', madeFor: { name: 'Harbour Lending' } });
  expect((await readFile(pdf)).subarray(0, 5).toString()).toBe('%PDF-');
  expect((await stack.cli('receipt', 'verify', out, '--key', signer)).code).toBe(0);
  const other = await stack.cli('receipt', 'verify', out, '--key', `0x${'11'.repeat(20)}`);
  expect([other.code, other.stdout.includes('--key')]).toEqual([1, true]);
});

test('without an organization the commands say what is missing', async () => {
  const { code, stderr } = await stack.cli('watch', 'list');
  expect([code, stderr.includes('organization_missing')]).toEqual([1, true]);
});

/** As the bank does it: one member asks, another one approves. */
async function revoke(credentialId: string): Promise<void> {
  const { id } = RevocationRequestView.parse(await cli('credential', 'revoke', credentialId, '--reason', 'withdrawn'));
  const headers = { cookie: await stack.signIn('risk_officer'), origin: stack.url, 'content-type': 'application/json' };
  const url = `${stack.url}/v1/revocation-requests/${id}/decision`;
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ decision: 'approve' }) });
  if (!answer.ok) throw new Error(await answer.text());
}
