import { DomainError } from '../../kernel/errors.ts';

interface Translation {
  readonly pattern: RegExp;
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

const TRANSLATIONS: readonly Translation[] = [
  { pattern: /SQLITE_FULL|database or disk is full|ENOSPC|disk full|53100/, code: 'database_full', message: 'The disk of the database is full; free space on it and try again.', retryable: true },
  { pattern: /SQLITE_READONLY|readonly database|EROFS|25006|read-only transaction/, code: 'database_read_only', message: 'The database cannot be written to; make its file and folder writable, or the server read-write, and try again.', retryable: true },
  { pattern: /SQLITE_IOERR|disk I\/O error/, code: 'database_io_failed', message: 'The disk of the database reported a fault; check the disk, then start again.', retryable: true },
  { pattern: /SQLITE_CORRUPT|malformed|SQLITE_NOTADB|file is not a database/, code: 'database_damaged', message: 'The database file is damaged or is no SQLite database; restore it from a backup or set DATABASE_URL to another file.', retryable: false },
  { pattern: /SQLITE_BUSY|database is locked|P1008/, code: 'database_busy', message: 'Another process held the database for too long; try again.', retryable: true },
  { pattern: /SQLITE_CANTOPEN|unable to open database file/, code: 'database_unopenable', message: 'The database file cannot be opened; make its folder writable, or set DATABASE_URL or CREDENCE_HOME to another place.', retryable: false },
  { pattern: /28P01|28000|password authentication failed|AuthenticationFailed|P1000/, code: 'database_access_denied', message: 'The database server refused the user or password; correct them in DATABASE_URL.', retryable: false },
  { pattern: /3D000|DatabaseDoesNotExist|P1003|database ".*" does not exist/, code: 'database_missing', message: 'The database named in DATABASE_URL does not exist on the server; create it with createdb or correct the name.', retryable: false },
  { pattern: /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|EHOSTUNREACH|DatabaseNotReachable|P1001|57P0[13]|Connection terminated|timeout exceeded when trying to connect/, code: 'database_unreachable', message: 'The database server does not answer; start it, or correct host and port in DATABASE_URL.', retryable: true },
];

/** A database's refusal as one sentence with its cure; any other error comes back as it is. */
export function translateDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DomainError) return error;
  const text = describe(error);
  const found = TRANSLATIONS.find(({ pattern }) => pattern.test(text));
  if (found === undefined) return error;
  return new DomainError(found.code, 'unavailable', found.message, { retryable: found.retryable, cause: error });
}

/** Codes and messages of an error, of its causes and of what an aggregate holds; no values of rows. */
function describe(error: unknown, depth = 0): string {
  if (depth > 4 || typeof error !== 'object' || error === null) return '';
  const part = (name: string) => (name in error ? (error as Record<string, unknown>)[name] : undefined);
  const own = ['code', 'originalCode', 'kind', 'message', 'originalMessage'].map(part).filter((value) => typeof value === 'string');
  const inner = [part('cause'), part('meta'), part('driverAdapterError')].map((value) => describe(value, depth + 1));
  const errors = part('errors');
  const several = Array.isArray(errors) ? errors.map((value) => describe(value, depth + 1)) : [];
  return [...own, ...inner, ...several].join(' ');
}
