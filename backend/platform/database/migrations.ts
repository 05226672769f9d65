import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { DomainError } from '../../kernel/errors.ts';

export type Provider = 'sqlite' | 'postgresql';

export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text with LF line ends, hex, as Prisma keeps it. */
  readonly checksum: string;
}

/** What `_prisma_migrations` says about one migration that was begun here. */
export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

/** The migrations that come with this version, oldest first. */
export function readMigrations(provider: Provider, folder: URL = new URL(`./migrations/${provider}/`, import.meta.url)): Migration[] {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  return names.sort().map((name) => {
    const sql = readFileSync(new URL(`${name}/migration.sql`, folder), 'utf8').replaceAll('\r\n', '\n');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

/**
 * The migrations still to apply.
 * @throws {DomainError} when the database was made by other migrations than ours
 */
export function pendingMigrations(known: readonly Migration[], applied: readonly AppliedMigration[]): Migration[] {
  for (const { name, checksum, finished } of applied) {
    const ours = known.find((migration) => migration.name === name);
    if (ours === undefined) {
      throw new DomainError(
        'migration_unknown',
        'conflict',
        `The database has migration ${name}, which this version does not know; it was made by a newer version, so start that one, or set DATABASE_URL or CREDENCE_HOME to another place.`,
        { params: { migration: name } },
      );
    }
    if (!finished) {
      throw new DomainError(
        'migration_unfinished',
        'conflict',
        `Migration ${name} was begun by another tool and did not finish; restore the database from a backup.`,
        { params: { migration: name } },
      );
    }
    if (ours.checksum !== checksum) {
      throw new DomainError(
        'migration_changed',
        'conflict',
        `Migration ${name} is not the one this database was made with; use the version that made it, or begin anew with npm start -- --fresh.`,
        { params: { migration: name } },
      );
    }
  }
  const names = new Set(applied.map((migration) => migration.name));
  return known.filter((migration) => !names.has(migration.name));
}

export function migrationFailed(name: string, cause: unknown): DomainError {
  return new DomainError(
    'migration_failed',
    'unavailable',
    `Migration ${name} could not be applied and was taken back as a whole; the cause stands in the log.`,
    { params: { migration: name }, cause },
  );
}
