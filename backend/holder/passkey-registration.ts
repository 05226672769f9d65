import { createHash, createPublicKey } from 'node:crypto';
import { decode, decodeFirst } from 'cborg';
import { keyAddress } from '../attestation/domain/holder-key.ts';
import { DomainError } from '../kernel/errors.ts';
import { type Address, type Hash32, toHex } from '../kernel/hex.ts';

/** What a browser answers to `navigator.credentials.create`, as bytes. */
export interface PasskeyAnswer {
  readonly credentialId: Uint8Array;
  readonly clientDataJSON: Uint8Array;
  readonly attestationObject: Uint8Array;
}

export interface PasskeyRules {
  readonly challenge: Uint8Array;
  /** Origins of the console, e.g. `https://credence.example`. */
  readonly origins: readonly string[];
}

export interface RegisteredPasskey {
  readonly address: Address;
  readonly x: Hash32;
  readonly y: Hash32;
  /** Name of the site that the passkey is for. */
  readonly rpId: string;
}

const USER_PRESENT = 0x01;
const HAS_CREDENTIAL = 0x40;
/** Site hash, flags, counter, kind of authenticator, length of the credential's id. */
const HEADER_BYTES = 55;
const MAPS = { useMaps: true } as const;

/**
 * The public key of a new passkey (Web Authentication Level 3, section 7.1). No statement about the authenticator is
 * asked for, and none is read: what counts is that the browser made the key for this site and this challenge, and that
 * every presentation is signed with it.
 * @throws {@link DomainError} `passkey_refused`, naming what is wrong
 */
export function readPasskey(answer: PasskeyAnswer, { challenge, origins }: PasskeyRules): RegisteredPasskey {
  const origin = readClientData(answer.clientDataJSON, challenge, origins);
  const rpId = new URL(origin).hostname;
  const data = authenticatorData(answer.attestationObject);
  const flags = data[32] ?? 0;
  if (!sha256(rpId).equals(data.subarray(0, 32))) throw refused('rp_id', 'The passkey was made for another site.');
  if ((flags & USER_PRESENT) === 0) throw refused('user_absent', 'Nobody confirmed the passkey.');
  if ((flags & HAS_CREDENTIAL) === 0) throw refused('no_key', 'The answer holds no key.');
  const idBytes = new DataView(data.buffer, data.byteOffset).getUint16(HEADER_BYTES - 2);
  const id = data.subarray(HEADER_BYTES, HEADER_BYTES + idBytes);
  if (!Buffer.from(id).equals(answer.credentialId)) throw refused('credential_id', 'The answer names another passkey than it holds.');
  const { x, y } = readKey(data.subarray(HEADER_BYTES + idBytes));
  return { address: keyAddress(Buffer.concat([x, y])), x: toHex(x) as Hash32, y: toHex(y) as Hash32, rpId };
}

function readClientData(bytes: Uint8Array, challenge: Uint8Array, origins: readonly string[]): string {
  const data = reading('client_data', () => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown);
  if (typeof data !== 'object' || data === null) throw refused('client_data', 'The client data cannot be read.');
  const { type, challenge: given, origin, crossOrigin } = data as Record<string, unknown>;
  if (type !== 'webauthn.create') throw refused('type', 'The answer is not that of making a passkey.');
  if (given !== Buffer.from(challenge).toString('base64url')) throw refused('challenge', 'The answer is to another challenge.');
  if (typeof origin !== 'string' || !origins.includes(origin)) throw refused('origin', 'The passkey was made on another site.');
  if (crossOrigin === true) throw refused('origin', 'The passkey was made inside another site.');
  return origin;
}

function authenticatorData(attestationObject: Uint8Array): Uint8Array {
  const object = reading('attestation', () => decode(attestationObject, MAPS) as unknown);
  const data: unknown = object instanceof Map ? object.get('authData') : undefined;
  if (!(data instanceof Uint8Array) || data.length <= HEADER_BYTES) throw refused('attestation', 'The answer cannot be read.');
  return data;
}

/** A COSE key of kind EC2 (2) for ES256 (-7) on P-256 (1); other data may follow it. */
function readKey(bytes: Uint8Array): { x: Uint8Array; y: Uint8Array } {
  const [key] = reading('key', () => decodeFirst(bytes, MAPS) as [unknown, Uint8Array]);
  const member = (label: number): unknown => (key instanceof Map ? key.get(label) : undefined);
  if (member(1) !== 2 || member(3) !== -7 || member(-1) !== 1) throw refused('algorithm', 'Only keys of ES256 on P-256 are taken.');
  const [x, y] = [member(-2), member(-3)];
  if (!(x instanceof Uint8Array && y instanceof Uint8Array && x.length === 32 && y.length === 32 && isOnCurve(x, y)))
    throw refused('key', 'The key is no point of P-256.');
  return { x, y };
}

function isOnCurve(x: Uint8Array, y: Uint8Array): boolean {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
  try {
    createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: text(x), y: text(y) }, format: 'jwk' });
    return true;
  } catch {
    // OpenSSL takes points of the curve only.
    return false;
  }
}

function reading<T>(part: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    throw refused(part, 'The answer of the browser cannot be read.', cause);
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refused(part: string, detail: string, cause?: unknown): DomainError {
  return new DomainError('passkey_refused', 'unprocessable', detail, { params: { part }, ...(cause === undefined ? {} : { cause }) });
}
