import type { Config } from '../config/config.ts';
import { translateDatabaseError } from './database-error.ts';
import { type Prisma, PrismaClient } from './generated/sqlite/client.ts';
import { migratePostgresql } from './migrate-postgresql.ts';
import { migrateSqlite } from './migrate-sqlite.ts';
import { readMigrations } from './migrations.ts';
import { openPostgresql } from './postgresql.ts';
import { openSqlite } from './sqlite.ts';

/** Prisma inside one transaction. */
export type Tx = Prisma.TransactionClient;
/** Prisma, in a transaction or not: what readers ask for. */
export type DatabaseClient = PrismaClient | Tx;
export type DatabaseSettings = Pick<Config, 'databaseUrl' | 'databaseProvider'>;

export interface Database {
  readonly provider: 'sqlite' | 'postgresql';
  /** Reads, and writes of a single row that depend on nothing read before. */
  readonly client: PrismaClient;
  /**
   * Runs `work` in one transaction: all of it happens, durably, or nothing. On SQLite the write lock is
   * taken at the start; on PostgreSQL a deadlock or write conflict runs `work` again, so it must touch
   * nothing but `tx`.
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Takes what was deleted or overwritten before this call out of the files as well: until then the log of the database
   * would still hold it.
   */
  forget(): Promise<void>;
  close(): Promise<void>;
}

const MAX_ATTEMPTS = 5;
/** Waiting for the one writer of SQLite, and a long import, both fit in. */
const TRANSACTION_LIMITS = { maxWait: 60_000, timeout: 300_000 };

/**
 * Brings the database of `settings` up to this version's model and makes a SQLite file when there is none.
 * @returns the names of the migrations applied now
 * @throws {DomainError} when the database is not ours, or is newer than this version
 */
export async function migrate(settings: DatabaseSettings): Promise<string[]> {
  const known = readMigrations(settings.databaseProvider);
  return settings.databaseProvider === 'sqlite'
    ? migrateSqlite(settings.databaseUrl, known)
    : migratePostgresql(settings.databaseUrl, known);
}

/**
 * Opens the database of `settings`, which {@link migrate} has brought up to date.
 * @throws {DomainError} one sentence with the cure when it cannot be reached or is not safe to write to
 */
export async function openDatabase(settings: DatabaseSettings): Promise<Database> {
  if (settings.databaseProvider === 'sqlite') {
    const adapter = await openSqlite(settings.databaseUrl);
    return databaseOf('sqlite', new PrismaClient({ adapter }), () => adapter.forget());
  }
  const client = await openPostgresql(settings.databaseUrl);
  return databaseOf('postgresql', client, async () => {
    await client.$executeRawUnsafe('VACUUM');
  });
}

function databaseOf(provider: Database['provider'], client: PrismaClient, forget: Database['forget']): Database {
  return { provider, client, write: (work) => writeWithRetry(client, work), forget, close: () => client.$disconnect() };
}

async function writeWithRetry<T>(client: PrismaClient, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await client.$transaction(work, TRANSACTION_LIMITS);
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isWriteConflict(error)) throw translateDatabaseError(error);
    }
  }
}

function isWriteConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2034';
}
