import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { DomainError } from '../../kernel/errors.ts';
import { translateDatabaseError } from './database-error.ts';
import { WriteQueue } from './write-queue.ts';

type Adapter = Awaited<ReturnType<PrismaBetterSqlite3['connect']>>;
type Transaction = Awaited<ReturnType<Adapter['startTransaction']>>;
type Query = Parameters<Adapter['queryRaw']>[0];

const BUSY_TIMEOUT_MS = 5_000;
/** How long a writer waits for a writer in another process; a large import holds the lock for seconds. */
const LOCK_DEADLINE_MS = 60_000;
/** Pages kept in memory, taken as they are needed: a large batch touches its indexes all over. */
const CACHE_KILOBYTES = 131_072;
/** Pages in the log before they are moved into the file, where each is a write of its own. */
const LOG_PAGES = 16_384;
const LOG_DEADLINE_MS = 10_000;
/** How long statements may follow each other without a turn of the event loop. */
const TURN_MS = 20;
const READS = /^\s*(select|explain|pragma\s+\w+\s*;?\s*$)/i;

/** The file a `file:` address names. */
export function sqlitePath(url: string): string {
  return url.replace(/^file:/, '').replace(/\?.*$/, '');
}

interface SqliteFile {
  readonly provider: 'sqlite';
  readonly adapterName: string;
  connect(): Promise<Adapter>;
  /** Moves the write-ahead log into the file and empties it; deleted rows have been overwritten with zeros there. */
  forget(): Promise<void>;
}

/**
 * Prisma's SQLite adapter with two connections to the file in place of one. Prisma's own adapter runs a
 * statement that belongs to no transaction inside whichever transaction happens to be open, so a rollback
 * could take back a write already acknowledged. Here reads have a connection that sees committed rows
 * only, and every write waits for its turn, then takes SQLite's write lock (BEGIN IMMEDIATE), so that two
 * processes never fail each other.
 */
export async function openSqlite(url: string): Promise<SqliteFile> {
  const path = sqlitePath(url);
  try {
    mkdirSync(dirname(path), { recursive: true });
    const factory = new PrismaBetterSqlite3({ url: path, timeout: BUSY_TIMEOUT_MS });
    const writer = await prepare(await factory.connect());
    const reader = await prepare(await factory.connect());
    await reader.executeScript('PRAGMA query_only = ON');
    const queue = new WriteQueue();
    return {
      provider: 'sqlite',
      adapterName: factory.adapterName,
      connect: async () => route(reader, writer, queue),
      forget: () => emptyLog(writer, queue),
    };
  } catch (cause) {
    const known = translateDatabaseError(cause);
    if (known instanceof DomainError) throw known;
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new DomainError(
      'database_unopenable',
      'unavailable',
      `The database file ${path} cannot be opened${code}; make its folder writable, or set DATABASE_URL or CREDENCE_HOME to another place.`,
      { cause },
    );
  }
}

async function prepare(connection: Adapter): Promise<Adapter> {
  await connection.executeScript(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
     PRAGMA cache_size = -${CACHE_KILOBYTES}; PRAGMA wal_autocheckpoint = ${LOG_PAGES};`,
  );
  const demanded = { journal_mode: 'wal', synchronous: '2', busy_timeout: String(BUSY_TIMEOUT_MS), foreign_keys: '1', secure_delete: '1' };
  for (const [setting, value] of Object.entries(demanded)) {
    const actual = await pragma(connection, setting);
    if (actual !== value) {
      throw new DomainError(
        'database_unsafe',
        'unavailable',
        `SQLite keeps ${setting} at ${actual} where ${value} is needed to keep acknowledged writes; put the file on a local disk or use PostgreSQL.`,
      );
    }
  }
  return connection;
}

/** A reader in another process keeps the log for as long as its statement takes; who still reads after a while keeps it until the next time. */
async function emptyLog(writer: Adapter, queue: WriteQueue): Promise<void> {
  const deadline = performance.now() + LOG_DEADLINE_MS;
  for (;;) {
    const release = await queue.enter();
    try {
      const { rows } = await writer.queryRaw(statement('PRAGMA wal_checkpoint(TRUNCATE)'));
      if (Number(rows[0]?.[0]) === 0 || performance.now() > deadline) return;
    } finally {
      release();
    }
    await delay(20);
  }
}

async function pragma(connection: Adapter, setting: string): Promise<string> {
  const { rows } = await connection.queryRaw(statement(`PRAGMA ${setting}`));
  return String(rows[0]?.[0]);
}

function statement(sql: string): Query {
  return { sql, args: [], argTypes: [] };
}

function route(reader: Adapter, writer: Adapter, queue: WriteQueue): Adapter {
  const alone = async <T>(run: () => Promise<T>): Promise<T> => {
    const transaction = await begin(writer, queue);
    try {
      const result = await run();
      await transaction.executeRaw(statement('COMMIT'));
      return result;
    } finally {
      await transaction.rollback();
    }
  };
  return {
    provider: writer.provider,
    adapterName: writer.adapterName,
    queryRaw: async (query) => {
      await takeTurns();
      return READS.test(query.sql) ? reader.queryRaw(query) : alone(() => writer.queryRaw(query));
    },
    executeRaw: (query) => alone(() => writer.executeRaw(query)),
    executeScript: (script) => alone(() => writer.executeScript(script)),
    startTransaction: () => begin(writer, queue),
    dispose: async () => {
      await reader.dispose();
      await writer.dispose();
    },
  };
}

let turnEnds = 0;

/**
 * Lets the event loop turn where work of many statements would keep it: SQLite answers at once, so no await ever reaches
 * the loop. Timers, other requests and what the engine frees only between turns would wait for the end of all of it.
 */
async function takeTurns(): Promise<void> {
  if (performance.now() < turnEnds) return;
  await nextTurn();
  turnEnds = performance.now() + TURN_MS;
}

async function begin(writer: Adapter, queue: WriteQueue): Promise<Transaction> {
  const release = await queue.enter();
  try {
    await takeWriteLock(writer);
  } catch (error) {
    release();
    throw error;
  }
  return transactionOn(writer, release);
}

/** Polls for the lock: SQLite's own waiting would stop every request of this process. */
async function takeWriteLock(writer: Adapter): Promise<void> {
  const deadline = performance.now() + LOCK_DEADLINE_MS;
  for (let wait = 1; ; wait = Math.min(wait * 2, 20)) {
    try {
      await writer.executeScript('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE;');
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
    } finally {
      await writer.executeScript(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    }
    await delay(wait);
  }
}

function isBusy(error: unknown): boolean {
  return (
    error instanceof Error &&
    typeof error.cause === 'object' &&
    error.cause !== null &&
    'kind' in error.cause &&
    error.cause.kind === 'SocketTimeout'
  );
}

function transactionOn(writer: Adapter, release: () => void): Transaction {
  let open = true;
  const end = async () => {
    // A failed COMMIT, on a full disk for instance, leaves the transaction open on the connection.
    if (open) await writer.executeScript('ROLLBACK').catch(() => undefined);
    open = false;
    release();
  };
  return {
    provider: writer.provider,
    adapterName: writer.adapterName,
    options: { usePhantomQuery: false },
    queryRaw: async (query) => {
      await takeTurns();
      return writer.queryRaw(query);
    },
    executeRaw: async (query) => {
      await takeTurns();
      const changes = await writer.executeRaw(query);
      if (query.sql === 'COMMIT' || query.sql === 'ROLLBACK') open = false;
      return changes;
    },
    commit: end,
    rollback: end,
    createSavepoint: async (name) => writer.executeScript(`SAVEPOINT ${name}`),
    rollbackToSavepoint: async (name) => writer.executeScript(`ROLLBACK TO ${name}`),
    releaseSavepoint: async (name) => writer.executeScript(`RELEASE SAVEPOINT ${name}`),
  };
}
