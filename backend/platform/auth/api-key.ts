import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const PREFIX_BYTES = 5;
const SECRET_BYTES = 32;
const FORM = /^(crd_[0-9a-f]{10})_([A-Za-z0-9_-]{43})$/;

export interface NewApiKey {
  /** What the holder keeps; shown once. */
  readonly key: string;
  readonly prefix: string;
  readonly secretHash: string;
}

/** A fresh key `crd_<prefix>_<256-bit secret>`. */
export function newApiKey(pepper: Uint8Array): NewApiKey {
  const prefix = `crd_${randomBytes(PREFIX_BYTES).toString('hex')}`;
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { key: `${prefix}_${secret}`, prefix, secretHash: hashSecret(pepper, secret) };
}

/** The two halves of a key, or null when the text is not one. */
export function readApiKey(text: string): { readonly prefix: string; readonly secret: string } | null {
  const [, prefix, secret] = FORM.exec(text) ?? [];
  return prefix === undefined || secret === undefined ? null : { prefix, secret };
}

export function secretMatches(pepper: Uint8Array, secret: string, secretHash: string): boolean {
  const expected = Buffer.from(secretHash, 'hex');
  const actual = Buffer.from(hashSecret(pepper, secret), 'hex');
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function hashSecret(pepper: Uint8Array, secret: string): string {
  return createHmac('sha256', pepper).update(secret).digest('hex');
}
