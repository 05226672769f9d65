import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { DomainError } from '../../kernel/errors.ts';
import { translateDatabaseError } from './database-error.ts';
import { type AppliedMigration, type Migration, migrationFailed, pendingMigrations } from './migrations.ts';

/** The number under which Prisma's own tool takes its lock, so that it and we take turns too. */
const ADVISORY_LOCK = 72_707_369;
const CONNECT_TIMEOUT_MS = 5_000;

const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ, "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ, "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;
const APPLIED = `SELECT "migration_name" AS name, "checksum", "finished_at" IS NOT NULL AS finished FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL ORDER BY "started_at", "migration_name"`;
const RECORD = `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count") VALUES ($1, $2, $3, now(), 1)`;

/** Applies what is missing, each migration in one transaction; two processes at once take turns. */
export async function migratePostgresql(url: string, known: readonly Migration[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, application_name: 'credence' });
  // A connection lost between two queries is reported by the next query.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await client.query(MIGRATIONS_TABLE);
    const pending = pendingMigrations(known, (await client.query<AppliedMigration>(APPLIED)).rows);
    for (const migration of pending) await apply(client, migration);
    return pending.map((migration) => migration.name);
  } catch (error) {
    throw translateDatabaseError(error);
  } finally {
    await client.end();
  }
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(RECORD, [randomUUID(), checksum, name]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    const translated = translateDatabaseError(error);
    throw translated instanceof DomainError ? translated : migrationFailed(name, error);
  }
}
