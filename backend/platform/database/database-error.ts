import { DomainError, type DomainErrorOptions } from '../../kernel/errors.ts';

interface Translation {
  readonly pattern: RegExp;
  readonly translate: (options: DomainErrorOptions) => DomainError;
}

const TRANSLATIONS: readonly Translation[] = [
  {
    pattern: /SQLITE_FULL|database or disk is full|ENOSPC|disk full|53100/,
    translate: (options) =>
      new DomainError('database_full', 'unavailable', 'The disk of the database is full; free space on it and try again.', {
        ...options,
        retryable: true,
      }),
  },
  {
    pattern: /SQLITE_READONLY|readonly database|EROFS|25006|read-only transaction/,
    translate: (options) =>
      new DomainError(
        'database_read_only',
        'unavailable',
        'The database cannot be written to; make its file and folder writable, or the server read-write, and try again.',
        { ...options, retryable: true },
      ),
  },
  {
    pattern: /SQLITE_IOERR|disk I\/O error/,
    translate: (options) =>
      new DomainError('database_io_failed', 'unavailable', 'The disk of the database reported a fault; check the disk, then start again.', {
        ...options,
        retryable: true,
      }),
  },
  {
    pattern: /SQLITE_CORRUPT|disk image is malformed|SQLITE_NOTADB|file is not a database/,
    translate: (options) =>
      new DomainError(
        'database_damaged',
        'unavailable',
        'The database file is damaged or is no SQLite database; restore it from a backup or set DATABASE_URL to another file.',
        options,
      ),
  },
  {
    pattern: /SQLITE_BUSY|database is locked|P1008/,
    translate: (options) =>
      new DomainError('database_busy', 'unavailable', 'Another process held the database for too long; try again.', {
        ...options,
        retryable: true,
      }),
  },
  {
    pattern: /SQLITE_CANTOPEN|unable to open database file/,
    translate: (options) =>
      new DomainError(
        'database_unopenable',
        'unavailable',
        'The database file cannot be opened; make its folder writable, or set DATABASE_URL or CREDENCE_HOME to another place.',
        options,
      ),
  },
  {
    pattern: /28P01|28000|password authentication failed|AuthenticationFailed|P1000/,
    translate: (options) =>
      new DomainError(
        'database_access_denied',
        'unavailable',
        'The database server refused the user or password; correct them in DATABASE_URL.',
        options,
      ),
  },
  {
    pattern: /3D000|DatabaseDoesNotExist|P1003|database ".*" does not exist/,
    translate: (options) =>
      new DomainError(
        'database_missing',
        'unavailable',
        'The database named in DATABASE_URL does not exist on the server; create it with createdb or correct the name.',
        options,
      ),
  },
  {
    pattern:
      /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|EHOSTUNREACH|DatabaseNotReachable|P1001|57P0[13]|Connection terminated|timeout exceeded when trying to connect/,
    translate: (options) =>
      new DomainError(
        'database_unreachable',
        'unavailable',
        'The database server does not answer; start it, or correct host and port in DATABASE_URL.',
        { ...options, retryable: true },
      ),
  },
];

/** A database's refusal as one sentence with its cure; any other error comes back as it is. */
export function translateDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DomainError) return error;
  const text = describe(error);
  return TRANSLATIONS.find(({ pattern }) => pattern.test(text))?.translate({ cause: error }) ?? error;
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
