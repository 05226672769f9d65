import { z } from 'zod';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { DomainError } from '../kernel/errors.ts';
import { type Address, address, fromHex, type Hash32, type Hex, hash32, toHex, ZERO_HASH } from '../kernel/hex.ts';
import { open, seal } from '../platform/vault/vault.ts';
import type { LedgerPlace } from './domain/batch-leaf.ts';
import { concatBytes, uintBytes, utf8 } from './domain/words.ts';

/** What a credential given out with a receipt keeps of the moment at which it was signed. */
export interface SignedPromise {
  readonly place: LedgerPlace;
  readonly issuer: number;
  readonly model: Hash32;
  /** Issuer's signature of the credential, and of the receipt. */
  readonly signature: Hex;
  readonly receipt: Hex;
}

/** What a credential says that neither its row nor its batch tells. Salts and chains follow from the customer's key. */
export interface CredentialFacts {
  readonly score: number;
  readonly grade: string;
  readonly pdWad: bigint;
  /** Joined by commas. */
  readonly reasons: string;
  readonly inputHash: Hash32;
  readonly sourceHash: Hash32;
  readonly previous: Hash32;
  /** Key that the credential is bound to. */
  readonly holderKey: Address | null;
  readonly promise: SignedPromise | null;
  /** Hash of what the customer agreed to when he asked for it; zero when it was issued without his asking. */
  readonly consent: Hash32;
}

const VERSION = 2;
const FLAG = { previous: 1, holder: 2, promise: 4, consent: 8 } as const;
const TEXT = new TextDecoder();

const PromiseShape = z.strictObject({
  chainId: z.int(),
  ledger: z.string().transform(address),
  issuer: z.int(),
  model: z.string().transform(hash32),
  signature: z.templateLiteral(['0x', z.string()]),
  receipt: z.templateLiteral(['0x', z.string()]),
});

function contextOf(credentialId: string): string {
  return `credential:${credentialId}`;
}

/** Seals the facts under the customer's key: they go with it. */
export function sealFacts(key: Uint8Array, credentialId: string, facts: CredentialFacts): Uint8Array<ArrayBuffer> {
  return seal(key, packFacts(facts), contextOf(credentialId));
}

/** @throws {@link DomainError} `sealed_text_unreadable` */
export function openFacts(key: Uint8Array, credentialId: string, body: Uint8Array): CredentialFacts {
  return unpackFacts(open(key, body, contextOf(credentialId)));
}

function packFacts(facts: CredentialFacts): Uint8Array {
  const [grade, reasons] = [utf8(facts.grade), utf8(facts.reasons)];
  const previous = facts.previous === ZERO_HASH ? null : fromHex(facts.previous);
  const holder = facts.holderKey === null ? null : fromHex(facts.holderKey);
  const promise = facts.promise === null ? null : packPromise(facts.promise);
  const consent = facts.consent === ZERO_HASH ? null : fromHex(facts.consent);
  const flags =
    (previous === null ? 0 : FLAG.previous) |
    (holder === null ? 0 : FLAG.holder) |
    (promise === null ? 0 : FLAG.promise) |
    (consent === null ? 0 : FLAG.consent);
  const none = new Uint8Array();
  return concatBytes(
    Uint8Array.of(VERSION, flags, facts.score >> 8, facts.score & 0xff, grade.length),
    uintBytes(facts.pdWad, 8),
    uintBytes(reasons.length, 2),
    fromHex(facts.inputHash),
    fromHex(facts.sourceHash),
    grade,
    reasons,
    previous ?? none,
    holder ?? none,
    consent ?? none,
    promise ?? none,
  );
}

function packPromise({ place, ...rest }: SignedPromise): Uint8Array {
  return utf8(canonicalJson({ chainId: place.chainId, ledger: place.ledger, ...rest }));
}

function unpackFacts(bytes: Uint8Array): CredentialFacts {
  const [version = 0, flags = 0, high = 0, low = 0, gradeSize = 0] = bytes;
  if (version !== VERSION) {
    throw new DomainError('credential_outdated', 'unprocessable', 'This credential was made by an earlier version; issue a new one.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reasonsSize = view.getUint16(13);
  let at = 15;
  const take = (size: number) => bytes.subarray(at, (at += size));
  const inputHash = toHex(take(32)) as Hash32;
  const sourceHash = toHex(take(32)) as Hash32;
  const grade = TEXT.decode(take(gradeSize));
  const reasons = TEXT.decode(take(reasonsSize));
  const previous = (flags & FLAG.previous) === 0 ? ZERO_HASH : (toHex(take(32)) as Hash32);
  const holderKey = (flags & FLAG.holder) === 0 ? null : (toHex(take(20)) as Address);
  const consent = (flags & FLAG.consent) === 0 ? ZERO_HASH : (toHex(take(32)) as Hash32);
  const promise = (flags & FLAG.promise) === 0 ? null : unpackPromise(bytes.subarray(at));
  return {
    score: high * 256 + low,
    grade,
    pdWad: view.getBigUint64(5),
    reasons,
    inputHash,
    sourceHash,
    previous,
    holderKey,
    promise,
    consent,
  };
}

function unpackPromise(bytes: Uint8Array): SignedPromise {
  const { chainId, ledger, ...rest } = PromiseShape.parse(JSON.parse(TEXT.decode(bytes)));
  return { place: { chainId, ledger }, ...rest };
}
