import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { DomainError } from '../../kernel/errors.ts';

/**
 * Creates the file whole, synced, readable by its owner only; false when it exists already.
 * @throws {DomainError} `home_unwritable`
 */
export function createFileOnce(path: string, content: string | Uint8Array): boolean {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    try {
      writeDurably(draft, content);
      linkSync(draft, path);
    } finally {
      rmSync(draft, { force: true });
    }
    syncFolder(dirname(path));
    return true;
  } catch (error) {
    if (isErrno(error) && error.code === 'EEXIST') return false;
    throw unwritable(dirname(path), error);
  }
}

export function unwritable(folder: string, cause: unknown): DomainError {
  const reason = isErrno(cause) ? ` (${cause.code})` : '';
  return new DomainError(
    'home_unwritable',
    'unavailable',
    `Cannot write in ${folder}${reason}; free space there, make the folder writable or set CREDENCE_HOME to another folder.`,
    { cause },
  );
}

export function isErrno(value: unknown): value is NodeJS.ErrnoException {
  return value instanceof Error && 'code' in value && typeof value.code === 'string';
}

/** Makes the names in a folder survive a power cut; Windows cannot and needs not. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function writeDurably(path: string, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const file = openSync(path, 'wx', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
