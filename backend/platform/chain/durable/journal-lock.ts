import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { DomainError } from '../../../kernel/errors.ts';
import { unwritable } from '../durable-file.ts';

/**
 * Keeps the journal to one process. The lock is the operating system's, held through an empty SQLite file:
 * it ends with the process however that ends, so there is no stale lock to clear away.
 * @throws {DomainError} `chain_locked`, `home_unwritable`
 */
export function lockJournal(folder: string): { release(): void } {
  let database: BetterSqlite3.Database | undefined;
  try {
    database = new BetterSqlite3(join(folder, 'lock'), { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
    writeFileSync(pidPath(folder), String(process.pid));
  } catch (error) {
    database?.close();
    if (error instanceof BetterSqlite3.SqliteError && error.code === 'SQLITE_BUSY') throw locked(folder);
    throw unwritable(folder, error);
  }
  const held = database;
  return { release: () => void held.close() };
}

function locked(folder: string): DomainError {
  const pid = readPid(folder);
  return new DomainError(
    'chain_locked',
    'conflict',
    `Another process${pid} runs the local chain in ${folder}; stop it, or set CREDENCE_HOME to another folder.`,
  );
}

function readPid(folder: string): string {
  try {
    return ` (${Number(readFileSync(pidPath(folder), 'utf8'))})`;
  } catch {
    // Only the message is poorer without the number.
    return '';
  }
}

function pidPath(folder: string): string {
  return join(folder, 'lock.pid');
}
