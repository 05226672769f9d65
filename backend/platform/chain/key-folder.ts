import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '../../kernel/errors.ts';
import { createFileOnce, isErrno } from './durable-file.ts';
import { sealKeystore, unsealKeystore } from './keystore.ts';
import { type Signer, signerOfKey } from './signer.ts';

/** The encrypted keys of an installation: one keystore file for each role, `<home>/keys/<name>.json`. */
export interface KeyFolder {
  readonly home: string;
  readonly password: string;
}

/**
 * The signer of the key `name`; makes the key on the first call. Two processes that start together get
 * the same key.
 * @throws {DomainError} `keystore_password_wrong`, `keystore_malformed`, `home_unwritable`
 */
export function openSigner(folder: KeyFolder, name: string): Signer {
  return signerOfKey(unsealKeystore(readKey(folder, name) ?? createKey(folder, name), folder.password));
}

/** Puts a key that exists already under `name`. @throws {DomainError} `key_exists`, `key_invalid` */
export function importKey(folder: KeyFolder, name: string, privateKey: Uint8Array): Signer {
  const signer = signerOfKey(privateKey);
  if (!store(folder, name, sealKeystore(privateKey, folder.password))) {
    throw new DomainError('key_exists', 'conflict', `There is already a key named ${name} in ${join(folder.home, 'keys')}.`, {
      params: { name },
    });
  }
  return signer;
}

function createKey(folder: KeyFolder, name: string): string {
  const text = sealKeystore(freshKey(), folder.password);
  if (store(folder, name, text)) return text;
  const winner = readKey(folder, name);
  if (winner === undefined) throw new DomainError('keystore_malformed', 'invalid', `The keystore of ${name} vanished while it was opened.`);
  return winner;
}

/** 32 random bytes that are a key: all but one in 2^127 are. */
export function freshKey(): Uint8Array {
  return randomBytes(32);
}

function readKey(folder: KeyFolder, name: string): string | undefined {
  try {
    return readFileSync(pathOf(folder, name), 'utf8');
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function store(folder: KeyFolder, name: string, text: string): boolean {
  mkdirSync(join(folder.home, 'keys'), { recursive: true, mode: 0o700 });
  return createFileOnce(pathOf(folder, name), text);
}

function pathOf(folder: KeyFolder, name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    throw new DomainError('key_name_invalid', 'invalid', 'The name of a key has lower-case letters, digits and hyphens.');
  return join(folder.home, 'keys', `${name}.json`);
}
