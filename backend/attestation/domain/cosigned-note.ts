import { ed25519 } from '@noble/curves/ed25519';
import { sha256 } from '@noble/hashes/sha2';
import { type Hash32, toHex } from '../../kernel/hex.ts';
import type { LedgerPlace } from './batch-leaf.ts';
import { concatBytes, sameBytes, utf8 } from './words.ts';

/** Cosigners that a verifier relies on, and how many of them it wants to see. */
export interface TrustedCosigners {
  /** Verifier keys of C2SP signed notes: `<name>+<key id, 8 hex digits>+<base64 of kind and Ed25519 key>`. */
  readonly keys: readonly string[];
  /** At least this many of the keys; 1 when left out. */
  readonly threshold?: number;
  /** How old their signatures may be, seconds; any age when left out. */
  readonly maxAgeSeconds?: number;
}

/** What enough cosigners vouch for. */
export interface CosignedLog {
  readonly size: bigint;
  readonly root: Hash32;
  /** Hash of the anchor proof that they vouch for as a whole; null when they vouch for the log alone. */
  readonly proof: Hash32 | null;
}

/** Kinds of keys: Ed25519 over the text, and the cosignature of a witness, which carries a time. */
const PLAIN = 0x01;
const COSIGNATURE = 0x04;
const NOTE_LIMIT = 65_536;
const LINE = /^— ([^\s+]{1,200}) ([A-Za-z0-9+/]+={0,2})$/u;

/** First line of the checkpoints of an issuer's log. */
function originOf({ chainId, ledger }: LedgerPlace, issuer: number): string {
  return `credence/keccak-256/${chainId}/${ledger}/${issuer}`;
}

/**
 * The log state that at least `threshold` of the trusted cosigners signed under `note`, or null.
 * @param now - seconds, for the age of the signatures
 */
export function readCosignedNote(
  note: string,
  log: { readonly place: LedgerPlace; readonly issuer: number },
  trusted: TrustedCosigners,
  now: number,
): CosignedLog | null {
  const cut = note.lastIndexOf('\n\n');
  if (note.length > NOTE_LIMIT || cut < 1 || !note.endsWith('\n')) return null;
  const text = note.slice(0, cut + 1);
  const lines = note.slice(cut + 2, -1).split('\n');
  const signers = trusted.keys.filter((key) => lines.some((line) => isSigned(text, line, key, oldest(trusted, now))));
  if (new Set(signers).size < Math.max(1, trusted.threshold ?? 1)) return null;
  return readState(text, originOf(log.place, log.issuer));
}

function oldest({ maxAgeSeconds }: TrustedCosigners, now: number): number {
  return maxAgeSeconds === undefined ? 0 : now - maxAgeSeconds;
}

function readState(text: string, origin: string): CosignedLog | null {
  const [first, size = '', root = '', ...extensions] = text.slice(0, -1).split('\n');
  const bytes = bytesOfBase64(root);
  if (first !== origin || !/^(0|[1-9]\d{0,18})$/.test(size) || bytes?.length !== 32) return null;
  const proof = extensions.map((line) => /^proof (0x[0-9a-f]{64})$/.exec(line)?.[1]).find((hash) => hash !== undefined);
  return { size: BigInt(size), root: toHex(bytes) as Hash32, proof: proof === undefined ? null : (proof as Hash32) };
}

function isSigned(text: string, line: string, verifierKey: string, oldestTime: number): boolean {
  const [, name, , body = ''] = /^([^\s+]{1,200})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/u.exec(verifierKey) ?? [];
  const key = bytesOfBase64(body);
  const [, signedBy, blob = ''] = LINE.exec(line) ?? [];
  const bytes = bytesOfBase64(blob);
  if (name === undefined || signedBy !== name || key?.length !== 33 || bytes === null) return false;
  const keyId = sha256(concatBytes(utf8(`${name}\n`), key)).subarray(0, 4);
  if (!sameBytes(bytes.subarray(0, 4), keyId)) return false;
  const [kind, publicKey, rest] = [key[0], key.subarray(1), bytes.subarray(4)];
  if (kind === PLAIN) return timeOf(text) >= oldestTime && isEd25519(rest, utf8(text), publicKey);
  if (kind !== COSIGNATURE || rest.length !== 72) return false;
  const time = BigInt(toHex(rest.subarray(0, 8)));
  const message = concatBytes(utf8(`cosignature/v1\ntime ${time}\n`), utf8(text));
  return time >= BigInt(Math.max(oldestTime, 0)) && isEd25519(rest.subarray(8), message, publicKey);
}

/** Time that the text itself states; 0 without one. */
function timeOf(text: string): number {
  return Number(/\ntime (\d{1,15})\n/.exec(text)?.[1] ?? 0);
}

function isEd25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    // The library throws for bytes of another length or off the curve.
    return false;
  }
}

function bytesOfBase64(text: string): Uint8Array | null {
  try {
    const letters = atob(text);
    return btoa(letters) === text ? Uint8Array.from(letters, (letter) => letter.charCodeAt(0)) : null;
  } catch {
    // Text that is not base64.
    return null;
  }
}
