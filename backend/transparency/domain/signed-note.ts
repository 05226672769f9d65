import { ed25519 } from '@noble/curves/ed25519';
import { sha256 } from '@noble/hashes/sha2';
import { concatBytes, sameBytes, utf8 } from '../../attestation/domain/words.ts';
import { DomainError } from '../../kernel/errors.ts';
import { base64Of, bytesOfBase64 } from './base64.ts';

/** Kinds of signature by their byte in C2SP signed-note: Ed25519 over the text, and a cosigner's with a time. */
export const NOTE_KEY = { ed25519: 0x01, cosignature: 0x04 } as const;
export type NoteKeyKind = (typeof NOTE_KEY)[keyof typeof NOTE_KEY];

/** Who a signature is expected from; as text `<name>+<key id>+<base64 of kind and key>`. */
export interface VerifierKey {
  readonly name: string;
  readonly kind: NoteKeyKind;
  /** Ed25519 public key. */
  readonly publicKey: Uint8Array;
}

export interface NoteSignature {
  readonly name: string;
  /** First four bytes of the hash of name, kind and key. */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** A text with signatures under it (C2SP signed-note). */
export interface SignedNote {
  /** What is signed: whole lines, each with its newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const MAX_SIGNATURES = 64;
const MAX_LENGTH = 64 * 1024;
const LINE = /^— ([^\s+]{1,200}) ([A-Za-z0-9+/]+={0,2})$/u;

/** @throws {@link DomainError} `note_malformed` */
export function parseNote(text: string): SignedNote {
  const cut = text.lastIndexOf('\n\n');
  if (text.length > MAX_LENGTH || !text.isWellFormed() || hasControls(text) || cut < 1 || !text.endsWith('\n')) throw malformed();
  const lines = text.slice(cut + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw malformed();
  return { text: text.slice(0, cut + 1), signatures: lines.map(parseLine) };
}

/** One line under a note. @throws {@link DomainError} `note_malformed` */
function parseLine(line: string): NoteSignature {
  const [, name, body] = LINE.exec(line) ?? [];
  const bytes = body === undefined ? null : bytesOfBase64(body);
  if (name === undefined || bytes === null || bytes.length < 5) throw malformed();
  return { name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

export function formatNote({ text, signatures }: SignedNote): string {
  return `${text}\n${signatures.map(({ name, keyId, signature }) => `— ${name} ${base64Of(concatBytes(keyId, signature))}\n`).join('')}`;
}

/** Key id by which signatures of this key are recognised. */
export function keyIdOf({ name, kind, publicKey }: VerifierKey): Uint8Array {
  return sha256(concatBytes(utf8(`${name}\n`), Uint8Array.of(kind), publicKey)).slice(0, 4);
}

export function formatVerifierKey(key: VerifierKey): string {
  const id = [...keyIdOf(key)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${key.name}+${id}+${base64Of(concatBytes(Uint8Array.of(key.kind), key.publicKey))}`;
}

/** @throws {@link DomainError} `verifier_key_malformed` when it is none, or its key id is not that of the key */
export function parseVerifierKey(text: string): VerifierKey {
  const [, name, , body] = /^([^\s+]{1,200})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/u.exec(text) ?? [];
  const bytes = body === undefined ? null : bytesOfBase64(body);
  const kind = bytes?.[0];
  if (name !== undefined && bytes?.length === 33 && (kind === NOTE_KEY.ed25519 || kind === NOTE_KEY.cosignature)) {
    const key = { name, kind, publicKey: bytes.slice(1) } as const;
    if (formatVerifierKey(key) === text) return key;
  }
  throw new DomainError(
    'verifier_key_malformed',
    'invalid',
    'A verifier key is <name>+<8 hex digits>+<base64>, as the tool that made it printed it.',
  );
}

/** The signatures under `note` that claim to be of `key`. */
export function signaturesOf(note: SignedNote, key: VerifierKey): NoteSignature[] {
  const id = keyIdOf(key);
  return note.signatures.filter(({ name, keyId }) => name === key.name && sameBytes(keyId, id));
}

/** Whether `note` carries a signature of the Ed25519 key `key`, and none of it that is wrong. */
export function isSignedBy(note: SignedNote, key: VerifierKey): boolean {
  const own = signaturesOf(note, key);
  return own.length > 0 && own.every(({ signature }) => verifyEd25519(signature, utf8(note.text), key.publicKey));
}

/** Signature of a log under its note: over the text, without a time. */
export function signNote(text: string, key: VerifierKey, privateKey: Uint8Array): NoteSignature {
  return { name: key.name, keyId: keyIdOf(key), signature: ed25519.sign(utf8(text), privateKey) };
}

/** False for anything that is not a signature; strict about small-order keys, as signatures here must bind. */
export function verifyEd25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    // The library throws for bytes of another length or off the curve.
    return false;
  }
}

/** Ed25519 public key of a 32-byte private one. */
export function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  return ed25519.getPublicKey(privateKey);
}

function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 && code !== 10) return true;
  }
  return false;
}

function malformed(): DomainError {
  return new DomainError('note_malformed', 'invalid', 'This is not a signed note: text, an empty line, and signature lines.');
}
