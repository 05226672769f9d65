import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BatchPage, BatchRow, RevocationRequestView } from '../../backend/attestation/schemas.ts';
import { readFileBatch } from '../../backend/attestation/file-batch/manifest.ts';
import { startStack, type Stack } from './support/stack.ts';
import { writeScoredFile } from './support/scored-file.ts';

const CLI = fileURLToPath(new URL('../../backend/apps/cli/main.ts', import.meta.url));
const ROWS = 5_000;
const PART_ROWS = 400;
const DEADLINE_MS = 180_000;

let stack: Stack;
let credentials: string;

beforeAll(async () => {
  stack = await startStack();
  credentials = join(stack.home, 'credentials');
  await writeScoredFile(join(stack.home, 'scores.parquet'), ROWS);
});
afterAll(() => stack?.stop());

interface Issued {
  readonly signal: string | null;
  readonly json: string;
  readonly told: string;
}

/** Issues in a process of its own and kills it as soon as what it tells, or its folder, says so. */
async function issue(isTimeToKill: (told: string) => Promise<boolean> = async () => false): Promise<Issued> {
  const own = [
    join(stack.home, 'scores.parquet'),
    '--subject',
    'id',
    '--out',
    credentials,
    '--part-rows',
    String(PART_ROWS),
    '--allow-unused',
  ];
  const child = spawn(process.execPath, [CLI, '--json', 'model', 'issue', ...own], { env: stack.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [json, told] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    json += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const closed = once(child, 'close');
  const killing = (async () => {
    while (child.exitCode === null && child.signalCode === null) {
      if (await isTimeToKill(told)) return child.kill('SIGKILL');
      await delay(5);
    }
    return false;
  })();
  await closed;
  await killing;
  return { signal: child.signalCode, json, told };
}

async function partsDone(): Promise<number> {
  return (await readFileBatch(credentials).catch(() => null))?.parts.length ?? 0;
}

async function json(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await stack.cli(...args, '--json');
  if (code !== 0) throw new Error(`credence ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

async function batchesOfFile() {
  return BatchPage.parse(await json('batch', 'list', '--limit', '100')).data.filter(({ file }) => file !== null);
}

async function take(i: number, ...more: readonly string[]): Promise<{ path: string; id: string }> {
  const path = join(stack.home, `credential-${i}.json`);
  const subject = `cus_${String(i).padStart(10, '0')}`;
  const taken = await json('model', 'take', credentials, '--subject', subject, '--out', path, ...more);
  return { path, id: String((taken as { id: string }).id) };
}

async function verdictOf(...args: readonly string[]): Promise<unknown> {
  const { stdout } = await stack.cli('verify', ...args, '--json');
  return JSON.parse(stdout).verdict;
}

test('a file is issued whole and anchored once though its process is killed while it hashes and after it has ordered', async () => {
  let finished = 0;
  const records = new Map<number, Buffer>();
  for (let kill = 0; kill < 2; kill++) {
    const wanted = finished + 2;
    expect((await issue(async () => (await partsDone()) >= wanted)).signal).toBe('SIGKILL');
    finished = await partsDone();
    expect(finished).toBeGreaterThanOrEqual(wanted);
    expect(finished).toBeLessThan(ROWS / PART_ROWS);
    // What was finished stays byte for byte.
    for (const [part, bytes] of records)
      expect(await readFile(join(credentials, `part-${String(part).padStart(6, '0')}.keys`))).toEqual(bytes);
    for (let part = 0; part < finished; part++)
      records.set(part, await readFile(join(credentials, `part-${String(part).padStart(6, '0')}.keys`)));
  }
  // The worker is away, so that the order stands and is not carried out when the process dies.
  await stack.end('worker');
  expect((await issue(async (told) => told.includes('is ordered'))).signal).toBe('SIGKILL');
  for (const [part, bytes] of records)
    expect(await readFile(join(credentials, `part-${String(part).padStart(6, '0')}.keys`))).toEqual(bytes);
  expect((await readFileBatch(credentials))?.anchor).toBeNull();
  expect(await batchesOfFile()).toMatchObject([{ state: 'built', leaves: ROWS }]);
  await stack.run('worker');

  const { json: answer, told } = await issue();
  expect(JSON.parse(answer || '{}'), told).toMatchObject({ rows: ROWS, resumedRows: ROWS, anchor: { stateRoot: `0x${'00'.repeat(32)}` } });
  const [batch, ...others] = await batchesOfFile();
  expect(others).toEqual([]);
  expect(batch).toMatchObject({ state: 'final', leaves: ROWS, root: JSON.parse(answer).root, file: { name: 'scores.parquet' } });
  const events = await json('ledger', 'events', '--limit', '100');
  expect(JSON.stringify(events).split(String(batch?.root)).length - 1).toBe(1);
});

test('a credential of it verifies on the chain and without it, and the house holds together', async () => {
  const proof = join(stack.home, 'anchor.json');
  const { path } = await take(4_999, '--anchor-proof', proof);
  expect(await verdictOf(path)).toBe('valid');
  expect(await verdictOf(path, '--offline', '--anchor', proof)).toBe('valid');
  const shown = await take(17, '--fields', 'score,grade');
  expect(await verdictOf(shown.path)).toBe('valid');
  const altered = JSON.parse(await readFile(path, 'utf8'));
  altered.fields[1].value = '849';
  await writeFile(path, JSON.stringify(altered));
  expect(await verdictOf(path)).toBe('forged');
  expect(await json('audit', 'verify')).toMatchObject({ ok: true });
  const [batch] = await batchesOfFile();
  const evidence = await fetch(`${stack.url}/v1/evidence/batch-root/${batch?.id}`, { headers: { cookie: await stack.signIn('operator') } });
  expect(await evidence.json()).toMatchObject({ recompute: null });
});

test('one of it is revoked by its position, and only that one', async () => {
  const [gone, stays] = [await take(5), await take(6)];
  const asked = RevocationRequestView.parse(await json('revocation', 'ask', 'revoke', gone.id, '--reason', 'fraud'));
  const approve = await fetch(`${stack.url}/v1/revocation-requests/${asked.id}/decision`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: stack.url, cookie: await stack.signIn('risk_officer') },
    body: JSON.stringify({ decision: 'approve' }),
  });
  expect(approve.status, await approve.text()).toBe(200);
  const deadline = performance.now() + DEADLINE_MS;
  while ((await verdictOf(gone.path)) === 'valid') if (performance.now() > deadline) throw new Error('not revoked in time');
  expect(await verdictOf(gone.path)).toBe('revoked');
  expect(await verdictOf(stays.path)).toBe('valid');
});

test('the same file in a folder of its own is another batch; the folder of another file is refused', async () => {
  await writeScoredFile(join(stack.home, 'other.parquet'), 9);
  const refused = await stack.cli('model', 'issue', join(stack.home, 'other.parquet'), '--subject', 'id', '--out', credentials);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('issuing_run_differs') });
  const words = ['model', 'issue', join(stack.home, 'other.parquet'), '--subject', 'id', '--out', join(stack.home, 'others')];
  expect(await stack.cli(...words)).toMatchObject({ code: 1, stderr: expect.stringContaining('model_not_in_use') });
  const again = await json(...words, '--allow-unused');
  expect(again).toMatchObject({ rows: 9, resumedRows: 0 });
  expect(await batchesOfFile()).toHaveLength(2);
  const [newest] = await batchesOfFile();
  expect(BatchRow.parse(await json('batch', 'show', newest?.id ?? ''))).toMatchObject({ leaves: 9, file: { name: 'other.parquet' } });
});
