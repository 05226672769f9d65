import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { DomainError, InvariantError } from '../../kernel/errors.ts';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/**
 * Encrypts `plaintext` with AES-256-GCM under a fresh random nonce.
 *
 * @param context - what the text belongs to, e.g. `customer:cus_1`; a sealed text opens under the same context only
 * @returns version byte, 12-byte nonce, ciphertext, 16-byte tag
 */
export function seal(key: Uint8Array, plaintext: Uint8Array, context: string): Uint8Array<ArrayBuffer> {
  if (key.length !== KEY_BYTES) throw new InvariantError('A sealing key has 32 bytes.');
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return new Uint8Array(Buffer.concat([Uint8Array.of(VERSION), nonce, body, cipher.getAuthTag()]));
}

/**
 * Opens what {@link seal} made.
 * @throws {@link DomainError} `sealed_text_unreadable` when the key, the context or the bytes are not the ones of sealing
 */
export function open(key: Uint8Array, sealed: Uint8Array, context: string): Uint8Array {
  if (sealed.length < 1 + NONCE_BYTES + TAG_BYTES || sealed[0] !== VERSION) throw unreadable();
  const tagAt = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(sealed.subarray(tagAt));
  try {
    return new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(1 + NONCE_BYTES, tagAt)), decipher.final()]));
  } catch (cause) {
    throw unreadable(cause);
  }
}

function unreadable(cause?: unknown): DomainError {
  const options = cause === undefined ? {} : { cause };
  return new DomainError(
    'sealed_text_unreadable',
    'unavailable',
    'A sealed row cannot be opened with the key of this installation.',
    options,
  );
}

/** A random 32-byte key. */
export function newKey(): Uint8Array {
  return new Uint8Array(randomBytes(KEY_BYTES));
}

/** HMAC-SHA256, 32 bytes. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac('sha256', key).update(message).digest());
}
