import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { type Database, type DatabaseSettings, migrate, openDatabase } from '../../../backend/platform/database/database.ts';
import { readMigrations } from '../../../backend/platform/database/migrations.ts';
import { readFault } from './postgres-server.ts';

/** An empty database of this version, for one test file. */
export interface DatabaseUnderTest {
  readonly database: Database;
  readonly settings: DatabaseSettings;
}

interface Opened extends DatabaseUnderTest {
  close(): Promise<void>;
}

const SERVER_DEADLINE_MS = 180_000;
const TEMPLATE_LOCK = 4_100;

/** Declares the same tests for SQLite and for PostgreSQL, each with an empty migrated database. */
export function describeOnEachDatabase(name: string, declare: (under: DatabaseUnderTest) => void): void {
  for (const provider of ['sqlite', 'postgresql'] as const) {
    describe(`${name} on ${provider}`, () => {
      let opened: Opened | undefined;
      beforeAll(async () => {
        opened = await openDatabaseForTest(provider);
      });
      afterAll(async () => {
        await opened?.close();
      });
      const ready = (): Opened => {
        if (opened === undefined) throw new Error('the database is open inside tests only');
        return opened;
      };
      declare({
        get database() {
          return ready().database;
        },
        get settings() {
          return ready().settings;
        },
      });
    });
  }
}

/** An empty migrated database; close it to drop it. */
export async function openDatabaseForTest(provider: 'sqlite' | 'postgresql'): Promise<Opened> {
  return provider === 'sqlite' ? openSqliteForTest() : openPostgresqlForTest();
}

async function openSqliteForTest(): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-sqlite-'));
  const settings: DatabaseSettings = { databaseProvider: 'sqlite', databaseUrl: `file:${folder}/credence.db` };
  await migrate(settings);
  const database = await openDatabase(settings);
  const close = async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { database, settings, close };
}

async function openPostgresqlForTest(): Promise<Opened> {
  const empty = await createPostgresDatabase(await templateName());
  const settings: DatabaseSettings = { databaseProvider: 'postgresql', databaseUrl: empty.url };
  const database = await openDatabase(settings);
  const close = async () => {
    await database.close();
    await empty.drop();
  };
  return { database, settings, close };
}

/** A new PostgreSQL database, a copy of `template` or empty. */
export async function createPostgresDatabase(template = 'template0'): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const drop = async () => {
    await onServer((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  };
  return { url: urlOf(name), drop };
}

/** Applying the migrations once and copying the result is several times faster than applying them for each file. */
async function templateName(): Promise<string> {
  const checksums = readMigrations('postgresql')
    .map((migration) => migration.checksum)
    .join();
  const name = `template_${createHash('sha256').update(checksums).digest('hex').slice(0, 16)}`;
  await onServer(async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (known.rowCount !== 0) return;
    await client.query(`CREATE DATABASE ${name}_draft TEMPLATE template0`);
    await migrate({ databaseProvider: 'postgresql', databaseUrl: urlOf(`${name}_draft`) });
    await client.query(`ALTER DATABASE ${name}_draft RENAME TO ${name}`);
  });
  return name;
}

function urlOf(name: string): string {
  const url = new URL(inject('postgres').url);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connectWhenUp();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function connectWhenUp(): Promise<pg.Client> {
  const { url, faultFile } = inject('postgres');
  const deadline = performance.now() + SERVER_DEADLINE_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return client;
    } catch (error) {
      const fault = await readFault(faultFile);
      if (fault !== undefined) throw new Error(fault, { cause: error });
      if (performance.now() > deadline) throw error;
      await delay(50);
    }
  }
}
