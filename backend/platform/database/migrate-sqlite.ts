import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { DomainError } from '../../kernel/errors.ts';
import { translateDatabaseError } from './database-error.ts';
import { type AppliedMigration, type Migration, migrationFailed, pendingMigrations } from './migrations.ts';
import { sqlitePath } from './sqlite.ts';

/** Another process that migrates holds the lock meanwhile. */
const LOCK_TIMEOUT_MS = 60_000;
const LOCK_POLL_MS = 5;

const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT,
  "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
)`;
const APPLIED = `SELECT "migration_name" AS name, "checksum", "finished_at" IS NOT NULL AS finished FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL ORDER BY "started_at", "migration_name"`;
const RECORD = `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count") VALUES (?, ?, ?, unixepoch() * 1000, unixepoch() * 1000, 1)`;

/** Applies what is missing, each migration in one transaction; two processes at once take turns. */
export function migrateSqlite(url: string, known: readonly Migration[]): string[] {
  const database = open(sqlitePath(url));
  try {
    const names: string[] = [];
    for (let name = applyNext(database, known); name !== undefined; name = applyNext(database, known)) names.push(name);
    return names;
  } catch (error) {
    throw translateDatabaseError(error);
  } finally {
    database.close();
  }
}

function open(path: string): SqliteDatabase.Database {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const database = new SqliteDatabase(path, { timeout: LOCK_TIMEOUT_MS });
    keepLog(database);
    database.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;');
    return database;
  } catch (cause) {
    const known = translateDatabaseError(cause);
    if (known instanceof DomainError) throw known;
    throw new DomainError(
      'database_unopenable',
      'unavailable',
      `The database file ${path} cannot be opened; make its folder writable, or set DATABASE_URL or CREDENCE_HOME to another place.`,
      { cause },
    );
  }
}

/**
 * A new file is put into WAL mode by the first process that opens it. SQLite does not wait for that lock, whatever the
 * timeout: both would hold it shared while each asks for it alone. So a process that comes second asks again.
 */
function keepLog(database: SqliteDatabase.Database): void {
  const deadline = performance.now() + LOCK_TIMEOUT_MS;
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      const isBusy = error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!isBusy || performance.now() > deadline) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_POLL_MS);
  }
}

function applyNext(database: SqliteDatabase.Database, known: readonly Migration[]): string | undefined {
  database.exec('BEGIN IMMEDIATE');
  let name: string | undefined;
  try {
    database.exec(MIGRATIONS_TABLE);
    const next = pendingMigrations(known, readApplied(database))[0];
    name = next?.name;
    if (next !== undefined) {
      database.exec(next.sql);
      const broken = database.pragma('foreign_key_check') as unknown[];
      if (broken.length > 0) throw new Error(`${broken.length} rows refer to rows that do not exist`);
      database.prepare(RECORD).run(randomUUID(), next.checksum, next.name);
    }
    database.exec('COMMIT');
    return name;
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    const translated = translateDatabaseError(error);
    throw name === undefined || translated instanceof DomainError ? translated : migrationFailed(name, error);
  }
}

function readApplied(database: SqliteDatabase.Database): AppliedMigration[] {
  const rows = database.prepare<[], { name: string; checksum: string; finished: number }>(APPLIED).all();
  return rows.map((row) => ({ ...row, finished: row.finished === 1 }));
}
