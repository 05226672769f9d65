// Writes the SQL that takes a database from the committed migrations to the model, for both databases:
//   node scripts/generate-migration.ts <name>          a new migration after the committed ones
//   node scripts/generate-migration.ts --foundation    the first one anew, while no database of it exists outside this checkout
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type DatabaseSettings, migrate } from '../backend/platform/database/database.ts';
import { sqlToModel } from '../backend/platform/database/migration-sql.ts';
import { readMigrations } from '../backend/platform/database/migrations.ts';
import { startPostgres } from '../test/system/support/postgres-server.ts';

const FIRST = '0001_foundation';

const argument = process.argv[2];
if (argument === undefined || !/^(--foundation|[a-z][a-z0-9_]*)$/.test(argument)) {
  process.stderr.write('Usage: node scripts/generate-migration.ts <name in snake_case> | --foundation\n');
  process.exit(2);
}
const isFirst = argument === '--foundation';
const folder = mkdtempSync(join(tmpdir(), 'credence-migration-'));
const server = await startPostgres(folder);
try {
  await writeMigration({ databaseProvider: 'sqlite', databaseUrl: `file:${folder}/empty.db` });
  await writeMigration({ databaseProvider: 'postgresql', databaseUrl: server.url });
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function writeMigration(settings: DatabaseSettings): Promise<void> {
  const provider = settings.databaseProvider;
  if (!isFirst) await reachable(() => migrate(settings));
  const sql = await reachable(() => sqlToModel(settings));
  if (sql === '') {
    process.stdout.write(`${provider}: the migrations already say what the model says\n`);
    return;
  }
  const number = String(readMigrations(provider).length + 1).padStart(4, '0');
  const target = new URL(
    `../backend/platform/database/migrations/${provider}/${isFirst ? FIRST : `${number}_${argument}`}/`,
    import.meta.url,
  );
  mkdirSync(target, { recursive: true });
  writeFileSync(new URL('migration.sql', target), `${sql}\n`);
  process.stdout.write(`${provider}: wrote ${target.pathname}migration.sql\n`);
}

/** The server needs a second to answer. */
async function reachable<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > deadline || !/ECONNREFUSED|does not answer|starting up|reach database/.test(String(error))) throw error;
      await delay(50);
    }
  }
}
