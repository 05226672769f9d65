import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Readable } from 'node:stream';
import { CommanderError } from 'commander';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApi } from '../../backend/apps/api/build-api.ts';
import { buildProgram } from '../../backend/apps/cli/program.ts';
import type { System } from '../../backend/apps/open-system.ts';
import { createLogger } from '../../backend/platform/log/logger.ts';
import { parseCheckpoint } from '../../backend/transparency/domain/checkpoint.ts';
import { parseNote } from '../../backend/transparency/domain/signed-note.ts';
import { CheckpointPage, CosignerList, type LogAuditResult } from '../../backend/transparency/schemas.ts';
import { transparencyJobs } from '../../backend/transparency/transparency-jobs.ts';
import { openDatabaseForTest } from './support/databases.ts';
import { type LoggedLedger, openLoggedLedger } from './support/logged-batches.ts';
import { configForTest, SECRETS } from './support/test-server.ts';

const PROJECT = resolve(fileURLToPath(import.meta.url), '../../..');

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let opened: Awaited<ReturnType<typeof openDatabaseForTest>>;
let world: LoggedLedger;
let system: System;
let server: FastifyInstance;
let url: string;
/** The other machine: it has nothing of the installation. */
let elsewhere: string;

beforeAll(async () => {
  opened = await openDatabaseForTest('sqlite');
  world = await openLoggedLedger(opened.database);
  elsewhere = await mkdtemp(join(tmpdir(), 'credence elsewhere '));
  const config = { ...configForTest({ CREDENCE_HOME: world.home }), ...opened.settings, chainRpcUrl: world.ledger.rpcUrl };
  system = {
    config,
    secrets: { ...SECRETS, masterKey: world.masterKey },
    logger: createLogger({ name: 'test', level: 'silent' }),
    database: opened.database,
    chain: world.ledger.chain,
    wrap: { masterKey: world.masterKey },
    signer: (duty) => (duty === 'deployer' ? world.ledger.admin : world.ledger.issuer),
    close: async () => undefined,
  };
  server = await buildApi(system);
  url = await server.listen({ host: '127.0.0.1', port: 0 });
  for (const count of [3, 700]) await world.anchor(count);
  await world.publish();
});
afterAll(async () => {
  await server?.close();
  await world?.close();
  await opened?.close();
  await rm(elsewhere, { recursive: true, force: true });
});

async function credence(...args: readonly string[]): Promise<Answer> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: elsewhere, CREDENCE_HOME: join(elsewhere, 'home'), NO_COLOR: '1' };
  const child = spawn(process.execPath, [join(PROJECT, 'backend/apps/cli/main.ts'), 'log', ...args], { cwd: elsewhere, env });
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

/** The same without a process of its own; paths are those of the other machine. */
async function usage(...args: readonly string[]): Promise<Answer> {
  const texts = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({ write: (text: string) => (texts[name] += text) });
  let code = 0;
  const terminal = { stdout: sink('stdout'), stderr: sink('stderr'), stdin: Readable.from([]), colour: false };
  const program = buildProgram(terminal, (given) => {
    code = given;
  });
  const paths = args.map((arg) => (/^(mirror|old\.|other|no-such)/.test(arg) && arg !== args[0] ? join(elsewhere, arg) : arg));
  await program.parseAsync(['node', 'credence', 'log', ...paths]).catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error;
    code = 2;
  });
  return { code, ...texts };
}

const chainArgs = () => ['--rpc', world.ledger.rpcUrl, '--ledger', world.ledger.place.ledger];
const noteIn = async (folder: string) => parseCheckpoint(parseNote(await readFile(join(folder, '1', 'checkpoint'), 'utf8')).text);

describe('another machine', () => {
  const mirror = () => join(elsewhere, 'mirror');

  test('mirrors the logs, and fetches only what is new the second time', async () => {
    const first = await credence('mirror', url, 'mirror', '--json');
    expect([first.code, first.stderr]).toEqual([0, expect.stringContaining('2 batches, 703 credentials')]);
    expect(JSON.parse(first.stdout)).toMatchObject([{ issuer: 1, size: '2', leaves: '703', unpublished: 0 }]);
    await writeFile(join(elsewhere, 'old.checkpoint'), await readFile(join(mirror(), '1', 'checkpoint')));
    expect(JSON.parse((await credence('mirror', `${url}/log`, 'mirror', '--json')).stdout)).toMatchObject([{ fetched: 0 }]);
    await world.anchor(2);
    await world.publish();
    const [again] = JSON.parse((await credence('mirror', url, 'mirror', '--json')).stdout) as { fetched: number }[];
    expect(again?.fetched).toBe(4);
    expect(await readdir(join(mirror(), '1', 'batch'))).toEqual(['0', '1', '2']);
  });

  test('verifies the mirror from files alone, and with the chain', async () => {
    const files = await credence('verify', 'mirror');
    expect([files.code, files.stdout]).toEqual([0, expect.stringContaining('Every hash leads to the signed roots.')]);
    const chain = await credence('verify', 'mirror', ...chainArgs(), '--json');
    expect(JSON.parse(chain.stdout)).toMatchObject({ ok: true, logs: [{ size: '3', batches: 3, onChain: true }] });
  });

  test('proves that the log only grew', async () => {
    const proof = await credence('consistency', 'old.checkpoint', 'mirror', '--json');
    expect([proof.code, JSON.parse(proof.stdout)]).toMatchObject([0, { verdict: 'consistent', from: { size: '2' }, to: { size: '3' } }]);
    expect((await credence('consistency', 'old.checkpoint', 'old.checkpoint')).stdout).toContain('the same 2 batches');
    const alone = await credence('consistency', 'mirror/1/checkpoint', 'old.checkpoint', '--tiles', 'mirror');
    expect([alone.code, alone.stdout]).toEqual([0, expect.stringContaining('nothing was removed or changed')]);
  });

  test('cosigns as a stranger in vain, and as a registered witness with effect', async () => {
    const args = ['cosign', url, '--name', 'regulator.example/w1', ...chainArgs()];
    const stranger = await credence(...args);
    expect([stranger.code, stranger.stderr]).toEqual([1, expect.stringContaining('cosignature_missing')]);
    const [, verifierKey = ''] = /verifier key: (\S+)/.exec(stranger.stderr) ?? [];
    expect((await stat(join(elsewhere, '.credence-cosigner', 'key.json'))).mode & 0o777).toBe(0o600);
    const caller = { origin: system.config.publicUrl };
    expect((await server.inject({ method: 'POST', url: '/v1/log/cosigners', headers: caller, payload: { verifierKey } })).statusCode).toBe(
      401,
    );
    const { registerCosigner } = await import('../../backend/transparency/register-cosigner.ts');
    await registerCosigner(opened.database, verifierKey, { actor: 'user:test', requestId: null, now: new Date() });
    const cosigned = await credence(...args, '--json');
    expect([cosigned.code, JSON.parse(cosigned.stdout)]).toMatchObject([0, { size: '3', onChain: true, sent: true, continues: '3' }]);
    const page = CheckpointPage.parse((await server.inject('/v1/log/1/checkpoints')).json());
    expect(page.data[0]?.signatures).toMatchObject([
      { by: 'log', valid: true },
      { by: 'cosigner', valid: true, name: 'regulator.example/w1' },
    ]);
    expect(page.data[0]?.agreement).toBe('chain');
    const { data } = CosignerList.parse((await server.inject('/v1/log/cosigners')).json());
    expect(data).toMatchObject([{ name: 'regulator.example/w1', latest: [{ issuerId: 1, size: '3' }] }]);
    await world.publish();
    await credence('mirror', url, 'mirror');
    expect(JSON.parse((await credence('verify', 'mirror', '--json')).stdout)).toMatchObject({
      logs: [{ cosigners: ['regulator.example/w1'] }],
    });
  });

  test('names the first difference of a damaged mirror, and mirrors it whole again', async () => {
    const path = join(mirror(), '1', 'batch', '1', 'tile', 'entries', '001');
    const bytes = await readFile(path);
    bytes[34 * 3 + 9] = (bytes[34 * 3 + 9] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const found = await credence('verify', 'mirror', '--json');
    expect(found.code).toBe(1);
    const { differences } = JSON.parse(found.stdout) as { differences: { kind: string; batch: string; position: string }[] };
    expect(differences[0]).toMatchObject({ kind: 'row_altered', batch: '1', position: '259' });
    expect((await credence('mirror', url, 'mirror', '--recheck')).code).toBe(0);
    expect((await credence('verify', 'mirror')).code).toBe(0);
  });

  test('tells wrong usage in one sentence and ends with 2', async () => {
    const cases = [
      [['mirror', 'nowhere', 'dir'], 'It is an address such as https://bank.example.'],
      [['mirror', url], "missing required argument 'dir'"],
      [['verify', 'no-such-folder'], 'log.json is missing, or is not one'],
      [['verify', 'mirror', '--rpc', url, '--ledger', `0x${'00'.repeat(20)}`], 'These files are of the ledger'],
      [['verify', 'mirror', '--ledger', '0x12'], 'It is the address of a contract'],
      [['consistency', 'old.checkpoint', 'no-such-file'], 'no-such-file cannot be read'],
      [['consistency', 'mirror/log.json', 'mirror'], 'This is not a signed note'],
      [['cosign', url], "required option '--name <name>' not specified"],
      [['cosign', url, '--name', 'a b'], 'It has no spaces and no plus sign'],
      [['cosign', url, '--name', 'a', '--issuer', '0'], 'It is the number of an issuer'],
      [['promise', 'old.checkpoint', '--mirror', 'mirror'], 'credential_malformed'],
    ] as const;
    for (const [args, sentence] of cases) {
      const { code, stderr } = await usage(...args);
      expect([args.join(' '), code, stderr]).toEqual([args.join(' '), 2, expect.stringContaining(sentence)]);
    }
    const gone = await usage('mirror', 'http://127.0.0.1:9', 'other');
    expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining('log_source_unreachable')]);
  });
});

describe('the static files', () => {
  test('are sent with the type and the life that they have', async () => {
    const head = async (path: string) => {
      const { statusCode, headers } = await server.inject(path);
      return [statusCode, headers['content-type'], headers['cache-control']];
    };
    const YEAR = 'public, max-age=31536000, immutable';
    expect(await head('/log/1/batch/1/tile/0/000')).toEqual([200, 'application/octet-stream', YEAR]);
    expect(await head('/log/1/batch/1/tile/entries/001')).toEqual([200, 'application/octet-stream', YEAR]);
    expect(await head('/log/1/tile/0/000.p/3')).toEqual([200, 'application/octet-stream', 'public, max-age=3600']);
    expect(await head('/log/1/checkpoint')).toEqual([200, 'text/plain; charset=utf-8', 'public, max-age=2, must-revalidate']);
    for (const path of [
      '1/tile/0/001',
      '1/tile/0/000.p/4',
      '1%2f..%2flog.json',
      '1/batch/1.part/tile/0/000',
      '2/checkpoint',
      '',
      '1/tile/9/000',
    ]) {
      expect((await server.inject(`/log/${path}`)).statusCode, path).toBe(404);
    }
    expect((await noteIn(join(elsewhere, 'mirror'))).size).toBe(3n);
  });

  test('agree with chain and database, as the audit of the worker finds', async () => {
    const { 'log.audit': handler } = transparencyJobs(system);
    const result = (await handler({}, { progress: async () => undefined })) as unknown as LogAuditResult;
    expect(result).toMatchObject({ ok: true, found: 0, checked: { batches: 3, leaves: '705' } });
  });
});
