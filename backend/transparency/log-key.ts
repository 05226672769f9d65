import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';
import { createFileOnce, isErrno } from '../platform/chain/durable-file.ts';
import { open, seal } from '../platform/vault/vault.ts';
import { base64Of, bytesOfBase64 } from './domain/base64.ts';
import { cosign } from './domain/cosignature.ts';
import { NOTE_KEY, type NoteSignature, publicKeyOf, signNote, type VerifierKey } from './domain/signed-note.ts';

/** An Ed25519 key that signs notes. The private key stays inside. */
export interface NoteSigner {
  readonly publicKey: Uint8Array;
  /** As the publisher of the log `name`. */
  sign(name: string, text: string): NoteSignature;
  /** As the cosigner `name`, who looked at `time` (seconds). */
  cosign(name: string, text: string, time: bigint): NoteSignature;
}

const SealedFile = z.strictObject({ kind: z.literal('ed25519'), publicKey: z.string(), sealed: z.string() });
const OpenFile = z.strictObject({ kind: z.literal('ed25519'), publicKey: z.string(), privateKey: z.string() });
const CONTEXT = 'log-key';

/**
 * The key with which this installation signs its checkpoints, `<home>/keys/log.json`, sealed under the master key;
 * made on the first call. Two processes that start together get the same key.
 * @throws {@link DomainError} `log_key_unreadable`, `sealed_text_unreadable`, `home_unwritable`
 */
export function openLogKey(home: string, masterKey: Uint8Array): NoteSigner {
  const path = join(home, 'keys', 'log.json');
  const text = readOrCreate(path, (privateKey) => ({ sealed: base64Of(seal(masterKey, privateKey, CONTEXT)) }));
  const { publicKey, sealed } = readShape(SealedFile, path, text);
  return signerOf(path, open(masterKey, readBytes(path, sealed), CONTEXT), publicKey);
}

/**
 * The key of a cosigner in a file of its own, for a machine without an installation; made on the first call, readable
 * by its owner only.
 * @throws {@link DomainError} `log_key_unreadable`, `home_unwritable`
 */
export function openCosignerKey(path: string): NoteSigner {
  const text = readOrCreate(path, (privateKey) => ({ privateKey: base64Of(privateKey) }));
  const { publicKey, privateKey } = readShape(OpenFile, path, text);
  return signerOf(path, readBytes(path, privateKey), publicKey);
}

function signerOf(path: string, privateKey: Uint8Array, stated: string): NoteSigner {
  if (privateKey.length !== 32 || base64Of(publicKeyOf(privateKey)) !== stated) throw unreadable(path);
  const publicKey = publicKeyOf(privateKey);
  const keyOf = (name: string, kind: VerifierKey['kind']): VerifierKey => ({ name, kind, publicKey });
  return {
    publicKey,
    sign: (name, text) => signNote(text, keyOf(name, NOTE_KEY.ed25519), privateKey),
    cosign: (name, text, time) => cosign(text, time, keyOf(name, NOTE_KEY.cosignature), privateKey),
  };
}

function readOrCreate(path: string, secretPart: (privateKey: Uint8Array) => object): string {
  const known = readIfPresent(path);
  if (known !== undefined) return known;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const privateKey = randomBytes(32);
  const text = `${JSON.stringify({ kind: 'ed25519', publicKey: base64Of(publicKeyOf(privateKey)), ...secretPart(privateKey) }, null, 2)}\n`;
  if (createFileOnce(path, text)) return text;
  const winner = readIfPresent(path);
  if (winner === undefined) throw unreadable(path);
  return winner;
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (isErrno(cause) && cause.code === 'ENOENT') return undefined;
    throw unreadable(path, cause);
  }
}

function readShape<T extends z.ZodType>(shape: T, path: string, text: string): z.infer<T> {
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    // The parser's own words would show what the file holds.
    throw unreadable(path);
  }
}

function readBytes(path: string, text: string): Uint8Array {
  const bytes = bytesOfBase64(text);
  if (bytes === null) throw unreadable(path);
  return bytes;
}

function unreadable(path: string, cause?: unknown): DomainError {
  return new DomainError(
    'log_key_unreadable',
    'unavailable',
    `${path} is not a key file of this program, or cannot be read; restore it from a backup.`,
    {
      cause,
    },
  );
}
