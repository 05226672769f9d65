import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';

/** What this installation alone knows. Losing it makes the encrypted rows and keys unreadable. */
export interface Secrets {
  /** 32 bytes; wraps the key of each customer. */
  readonly masterKey: Uint8Array;
  /** 32 bytes; keys the HMAC under which API keys are stored. */
  readonly pepper: Uint8Array;
  /** Signs session cookies. */
  readonly authSecret: string;
  /** Opens the keystores under `<home>/keys`. */
  readonly keystorePassword: string;
}

const FILE = 'secrets.json';
const Key = z.string().regex(/^[0-9a-f]{64}$/);
const SecretsFile = z.strictObject({ masterKey: Key, pepper: Key, authSecret: Key, keystorePassword: Key });

/**
 * Reads the secrets of the installation in `home`; makes them on the first call. Two processes that
 * start together get the same secrets: the file appears whole, under its name, exactly once.
 * @throws {DomainError} `secrets_unreadable`, `home_unwritable`
 */
export function openSecrets(home: string): Secrets {
  const path = join(home, FILE);
  const text = readIfPresent(path) ?? create(home, path);
  const parsed = SecretsFile.safeParse(parse(text));
  if (!parsed.success) throw unreadable(path, parsed.error);
  if ((statSync(path).mode & 0o077) !== 0 && process.platform !== 'win32') {
    throw new DomainError('secrets_exposed', 'unavailable', `Other users can read ${path}; run chmod 600 on it and start again.`);
  }
  const { masterKey, pepper, authSecret, keystorePassword } = parsed.data;
  return Object.freeze({ masterKey: Buffer.from(masterKey, 'hex'), pepper: Buffer.from(pepper, 'hex'), authSecret, keystorePassword });
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (isErrno(cause) && cause.code === 'ENOENT') return undefined;
    throw unreadable(path, cause);
  }
}

function create(home: string, path: string): string {
  const fresh = () => randomBytes(32).toString('hex');
  const text = JSON.stringify({ masterKey: fresh(), pepper: fresh(), authSecret: fresh(), keystorePassword: fresh() });
  const draft = `${path}.${process.pid}.${fresh().slice(0, 8)}`;
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    writeDurably(draft, text);
    try {
      linkSync(draft, path);
    } finally {
      rmSync(draft, { force: true });
    }
    syncFolder(home);
    return text;
  } catch (cause) {
    const winner = isErrno(cause) && cause.code === 'EEXIST' ? readIfPresent(path) : undefined;
    if (winner !== undefined) return winner;
    const reason = isErrno(cause) ? ` (${cause.code})` : '';
    throw new DomainError(
      'home_unwritable',
      'unavailable',
      `Cannot write in ${home}${reason}; free space there, make the folder writable or set CREDENCE_HOME to another folder.`,
      { cause },
    );
  }
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema then refuses it with the sentence that names the file.
    return undefined;
  }
}

function unreadable(path: string, cause: unknown): DomainError {
  return new DomainError(
    'secrets_unreadable',
    'unavailable',
    `Cannot read the secrets in ${path}; restore the file from a backup, or start anew with npm start -- --fresh.`,
    { cause },
  );
}

function isErrno(value: unknown): value is NodeJS.ErrnoException {
  return value instanceof Error && 'code' in value;
}
