import { existsSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { type CheckResult, codeOf, failed, passed } from './check-result.ts';

const TIMEOUT_MS = 5000;
const POSTGRES = 'postgresql://user:password@127.0.0.1:5432/credence';

/** The database answers a query. A SQLite file that does not exist yet is made by the first start. */
export async function checkDatabase(databaseUrl: string): Promise<CheckResult> {
  return databaseUrl.startsWith('file:') ? checkSqlite(databaseUrl.slice('file:'.length)) : checkPostgres(databaseUrl);
}

function checkSqlite(path: string): CheckResult {
  if (!existsSync(path)) return passed('database', `SQLite at ${path}, made at the first start`);
  try {
    const database = new Sqlite(path, { readonly: true, timeout: TIMEOUT_MS });
    try {
      database.prepare('SELECT count(*) FROM sqlite_master').get();
    } finally {
      database.close();
    }
    return passed('database', `SQLite at ${path}`);
  } catch (error) {
    const code = codeOf(error);
    if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT'))
      return failed('database', `${path} is not a SQLite database: restore it from a backup, or set DATABASE_URL to another file.`);
    if (code.startsWith('SQLITE_BUSY'))
      return failed('database', `${path} is locked by another program: close that program and start again.`);
    return failed('database', `${path} cannot be opened (${code}): correct DATABASE_URL, or unset it to use the standard file.`);
  }
}

async function checkPostgres(databaseUrl: string): Promise<CheckResult> {
  const { host, pathname } = new URL(databaseUrl);
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: TIMEOUT_MS, query_timeout: TIMEOUT_MS });
  // A connection that breaks after the answer is not what is asked here.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const answer = await client.query<{ server_version: string }>('SHOW server_version');
    return passed('database', `PostgreSQL ${answer.rows[0]?.server_version ?? ''} at ${host}${pathname}`);
  } catch (error) {
    return failed('database', postgresSentence(host, pathname.slice(1), codeOf(error)));
  } finally {
    await client.end().catch(() => undefined);
  }
}

function postgresSentence(host: string, name: string, code: string): string {
  switch (code) {
    case '28P01':
    case '28000':
      return `PostgreSQL at ${host} refuses the user or the password of DATABASE_URL: correct it, for example ${POSTGRES}.`;
    case '3D000':
      return `PostgreSQL at ${host} has no database named ${name}: create it with "createdb ${name}" or correct DATABASE_URL.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host ${host} of DATABASE_URL is unknown: correct it, for example ${POSTGRES}, or unset DATABASE_URL to use SQLite.`;
    default:
      return `PostgreSQL at ${host} does not answer (${code}): start it, correct DATABASE_URL, or unset DATABASE_URL to use SQLite.`;
  }
}
