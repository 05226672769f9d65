import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchPage, type BatchRow, CredentialPage } from '../../backend/attestation/schemas.ts';
import type { TrustedLedger } from '../../backend/apps/trusted-ledger.ts';
import { LedgerStateView, LogAuditPage, LogAuditResult, LogList } from '../../backend/transparency/schemas.ts';
import { type CliResult, type Stack, startStack } from './support/stack.ts';

const PROJECT = resolve(fileURLToPath(import.meta.url), '../../..');

let stack: Stack;
/** A machine without the installation: it knows an address and nothing else. */
let elsewhere: string;
let batches: BatchRow[];
let leaves: string;

beforeAll(async () => {
  elsewhere = await mkdtemp(join(tmpdir(), 'credence regulator '));
  stack = await startStack();
  batches = await untilPublished();
  leaves = String(batches.reduce((sum, batch) => sum + batch.leaves, 0));
});
afterAll(async () => {
  await stack?.stop();
  await rm(elsewhere, { recursive: true, force: true });
});

/** Batches of the demo, oldest first, once all of them are published. */
async function untilPublished(): Promise<BatchRow[]> {
  for (let tries = 0; tries < 300; tries++) {
    const { data } = BatchPage.parse(await json('batch', 'list', '--limit', '100'));
    const { data: logs } = LogList.parse(await (await fetch(`${stack.url}/v1/log`)).json());
    const isServed = (await fetch(`${stack.url}/log/1/checkpoint`)).ok;
    if (isServed && data.every(({ batch }) => batch !== null) && logs[0]?.size === String(data.length)) return data.reverse();
    await pause(200);
  }
  throw new Error(`not everything was published:\n${stack.output()}`);
}

async function away(...args: readonly string[]): Promise<CliResult> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: elsewhere, CREDENCE_HOME: join(elsewhere, 'home'), NO_COLOR: '1' };
  const child = spawn(process.execPath, [join(PROJECT, 'backend/apps/cli/main.ts'), ...args], { cwd: elsewhere, env });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    texts.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    texts.stderr += chunk;
  });
  child.stdin.end();
  const [code] = await once(child, 'close');
  return { code, ...texts };
}

async function json(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await stack.cli(...args, '--json');
  if (code !== 0) throw new Error(`credence ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

async function ask(role: string, path: string): Promise<unknown> {
  return (await fetch(`${stack.url}${path}`, { headers: { cookie: await stack.signIn(role) } })).json();
}

describe('a regulator elsewhere', () => {
  it('mirrors the demo and rebuilds every root from files and chain', async () => {
    const { chainId, ledger, data } = LogList.parse(await (await fetch(`${stack.url}/v1/log`)).json());
    expect(data).toMatchObject([{ issuerId: 1, size: String(batches.length), origin: `credence/keccak-256/${chainId}/${ledger}/1` }]);
    expect((await away('log', 'mirror', stack.url, 'mirror')).code).toBe(0);
    const found = await away('log', 'verify', 'mirror', '--rpc', stack.chainUrl, '--ledger', ledger, '--json');
    expect([found.code, JSON.parse(found.stdout)]).toMatchObject([
      0,
      { ok: true, logs: [{ leaves, batches: batches.length, onChain: true }] },
    ]);
  });

  it('cosigns, and a lender without any network verifies by that', async () => {
    const args = ['log', 'cosign', stack.url, '--name', 'regulator.example/w1', '--rpc', stack.chainUrl, '--json'];
    const { stdout } = await away(...args, '--no-send');
    const { verifierKey } = JSON.parse(stdout) as { verifierKey: string };
    await json('log', 'cosigner', 'add', verifierKey);
    expect((await away(...args)).code).toBe(0);
    const credentials = CredentialPage.parse(await json('batch', 'credentials', batches[0]?.id ?? '', '--limit', '1'));
    const id = credentials.data[0]?.id ?? '';
    await writeFile(join(elsewhere, 'credential.json'), JSON.stringify(await json('credential', 'file', id)));
    await writeFile(join(elsewhere, 'anchor.json'), JSON.stringify(await json('credential', 'anchor-proof', id)));
    const offline = ['verify', 'credential.json', '--offline', '--anchor', 'anchor.json', '--json'];
    const known = JSON.parse(await readFile(join(stack.home, 'trusted-ledger.json'), 'utf8')) as TrustedLedger;
    const keys = known.keys.flatMap((key) => ['--issuer-key', key]);
    const trust = ['--chain-id', String(known.chainId), '--ledger', known.ledger, ...keys];
    const verified = await away(...offline, ...trust, '--cosigner', verifierKey);
    expect([verified.code, JSON.parse(verified.stdout)]).toMatchObject([0, { verdict: 'valid' }]);
    const stranger = verifierKey.replace('w1+', 'w2+');
    expect((await away(...offline, ...trust, '--cosigner', stranger)).code).not.toBe(0);
  });

  it('sees the ledger as it was before and after the batch', async () => {
    const now = LedgerStateView.parse(await ask('regulator', '/v1/ledger/state'));
    expect(now.issuers).toMatchObject([{ issuerId: 1, log: { size: String(batches.length), leaves }, credentials: { revoked: 0 } }]);
    const before = BigInt(batches[0]?.block?.number ?? '1') - 1n;
    const earlier = LedgerStateView.parse(await ask('regulator', `/v1/ledger/state?block=${before}`));
    expect(earlier.issuers).toMatchObject([{ log: { size: '0', leaves: '0' } }]);
  });
});

describe('the audit of the worker', () => {
  it('finds chain, tiles and database in agreement', async () => {
    const result = LogAuditResult.parse(await json('log', 'audit'));
    expect(result).toMatchObject({ ok: true, found: 0, checked: { issuers: 1, batches: batches.length, leaves } });
    const page = LogAuditPage.parse(await ask('regulator', '/v1/log/audits'));
    expect(page.data).toMatchObject([{ state: 'done', result: { ok: true } }]);
  });

  it('names a published credential that was altered; lost files come back by themselves', async () => {
    const root = join(stack.home, 'log');
    const { chainId, ledger } = LogList.parse(await (await fetch(`${stack.url}/v1/log`)).json());
    const tile = join(root, `${chainId}-${ledger}`, '1', 'batch', '0', 'tile', 'entries', '002');
    const bytes = await readFile(tile);
    bytes[34 * 5 + 12] = (bytes[34 * 5 + 12] ?? 0) ^ 1;
    await writeFile(tile, bytes);
    const { code, stdout } = await stack.cli('log', 'audit', '--json');
    const result = LogAuditResult.parse(JSON.parse(stdout));
    expect([code, result.differences[0]]).toMatchObject([1, { kind: 'row_altered', batch: '0', position: '517' }]);
    await rm(root, { recursive: true });
    await untilPublished();
    expect((await stack.cli('log', 'audit')).code).toBe(0);
    expect((await away('log', 'mirror', stack.url, 'again')).code).toBe(0);
    expect((await away('log', 'verify', 'again')).stdout).toContain('regulator.example/w1');
  });
});
