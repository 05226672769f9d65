import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabaseForTest } from '../../../test/system/support/databases.ts';
import { verifyAuditLog } from '../audit-log/verify-audit-log.ts';
import { migrate, openDatabase } from './database.ts';
import { translateDatabaseError } from './database-error.ts';
import { migrateSqlite } from './migrate-sqlite.ts';

const WRITER = fileURLToPath(new URL('../../../test/system/support/write-many.ts', import.meta.url));
const OPENER = new URL('../../../test/system/support/open-together.ts', import.meta.url);
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence sqlite '));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settings = (name: string) => ({ databaseProvider: 'sqlite', databaseUrl: `file:${join(folder, name)}` }) as const;

test('processes that write at the same time never fail each other, from the first migration on', { timeout: 120_000 }, async () => {
  const { databaseUrl } = settings('shared.db');
  const writers = ['api', 'worker', 'cli'].map((name) =>
    promisify(execFile)(process.execPath, [WRITER, 'sqlite', databaseUrl, name, '150']),
  );
  for (const { stdout } of await Promise.all(writers)) expect(JSON.parse(stdout)).toEqual({ written: 150, errors: [] });
  const database = await openDatabase(settings('shared.db'));
  expect(await database.client.lease.count()).toBe(450);
  expect(await verifyAuditLog(database.client)).toMatchObject({ ok: true, entries: '450' });
  await database.close();
});

test('processes that open a new file in the same moment all come through', { timeout: 60_000 }, async () => {
  const meeting = new SharedArrayBuffer(4);
  const [openers, files] = [4, 40];
  const workers = Array.from({ length: openers }, () => new Worker(OPENER, { workerData: { meeting, openers, files, folder } }));
  const errors = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0] as string[]));
  expect(errors.flat()).toEqual([]);
});

test('keeps the settings under which an acknowledged write survives a power cut', async () => {
  const { database, close } = await openDatabaseForTest('sqlite');
  const pragma = (name: string) => database.client.$queryRawUnsafe<Record<string, unknown>[]>(`PRAGMA ${name}`);
  expect(Object.values((await pragma('journal_mode'))[0] ?? {})).toEqual(['wal']);
  expect(Object.values((await pragma('synchronous'))[0] ?? {}).map(Number)).toEqual([2]);
  expect(Object.values((await pragma('foreign_keys'))[0] ?? {}).map(Number)).toEqual([1]);
  await close();
});

test('lets timers run during work of many statements', async () => {
  const { database, close } = await openDatabaseForTest('sqlite');
  const timerRuns = async (ask: (sql: string) => Promise<unknown>): Promise<boolean> => {
    await ask('SELECT 1');
    let hasRun = false;
    setTimeout(() => {
      hasRun = true;
    }, 1);
    for (const end = performance.now() + 2_000; !hasRun && performance.now() < end; ) await ask('SELECT 1');
    return hasRun;
  };
  expect(await timerRuns((sql) => database.client.$queryRawUnsafe(sql))).toBe(true);
  expect(await database.write(async (tx) => timerRuns((sql) => tx.$queryRawUnsafe(sql)))).toBe(true);
  await close();
});

test('refuses a database that cannot be kept in WAL mode', async () => {
  // A database in memory is always in journal mode "memory".
  await expect(openDatabase({ databaseProvider: 'sqlite', databaseUrl: 'file::memory:' })).rejects.toMatchObject({
    code: 'database_unsafe',
    message: expect.stringContaining('journal_mode at memory where wal is needed'),
  });
});

test('says in one sentence what is wrong with the place of the file', async () => {
  writeFileSync(join(folder, 'file'), 'no database, but long enough to look like one to somebody who only looks at its size '.repeat(20));
  const cases = { 'file/below.db': 'database_unopenable', file: 'database_damaged' };
  for (const [name, code] of Object.entries(cases)) {
    await expect(migrate(settings(name)), name).rejects.toMatchObject({ code, message: expect.stringMatching(/DATABASE_URL/) });
    await expect(openDatabase(settings(name)), name).rejects.toMatchObject({ code });
  }
});

test('a full disk is told, loses nothing, and is left behind once there is space', async () => {
  const { database, close } = await openDatabaseForTest('sqlite');
  const add = (name: string, size: number) =>
    database.write((tx) => tx.lease.create({ data: { name, holder: 'x'.repeat(size), until: new Date(0) } }));
  await add('before', 10);
  await database.client.$executeRawUnsafe('PRAGMA max_page_count = 1');
  await expect(add('too much', 10_000_000)).rejects.toMatchObject({ code: 'database_full', kind: 'unavailable', retryable: true });
  await database.client.$executeRawUnsafe('PRAGMA max_page_count = 1000000');
  await add('after', 10);
  expect((await database.client.lease.findMany({ orderBy: { name: 'asc' } })).map((row) => row.name)).toEqual(['after', 'before']);
  await close();
});

test('a file that may only be read is told', async () => {
  await migrate(settings('readonly.db'));
  const handle = new SqliteDatabase(join(folder, 'readonly.db'), { readonly: true });
  const refusal = (() => {
    try {
      return handle.exec('DELETE FROM "Lease"');
    } catch (error) {
      return translateDatabaseError(error);
    }
  })();
  handle.close();
  expect(refusal).toMatchObject({ code: 'database_read_only', retryable: true });
});

test('a migration that fails half way leaves nothing behind and is applied whole later', () => {
  const url = settings('half.db').databaseUrl;
  const first = { name: '0001_first', sql: 'CREATE TABLE "First" ("id" INTEGER PRIMARY KEY);', checksum: 'a' };
  const broken = { name: '0002_second', sql: 'CREATE TABLE "Second" ("id" INTEGER); CREATE TABLE "First" ("id" INTEGER);', checksum: 'b' };
  const mended = { ...broken, sql: 'CREATE TABLE "Second" ("id" INTEGER);' };
  expect(() => migrateSqlite(url, [first, broken])).toThrowError(expect.objectContaining({ code: 'migration_failed' }));
  expect(migrateSqlite(url, [first, mended])).toEqual(['0002_second']);
  expect(migrateSqlite(url, [first, mended])).toEqual([]);
});
