import { fromHex, type Hash32, toHex } from '../../kernel/hex.ts';
import type { LedgerPlace } from './batch-leaf.ts';
import type { Credential } from './credential.ts';
import {
  type DisclosedField,
  disclosedLeaf,
  type FieldName,
  fieldLeaf,
  fieldRoot,
  type HiddenField,
  SLOT_COUNT,
  SLOTS,
} from './field-tree.ts';
import { creditDigest, domainSeparator, type Credit } from './typed-data.ts';
import { concatBytes, uintBytes, utf8 } from './words.ts';

/** HMAC-SHA256; passed in, so that the server can use its native one. */
export type Hmac = (key: Uint8Array, message: Uint8Array) => Uint8Array;

/** What a credential says about one customer. */
export interface CreditFacts {
  readonly issuer: number;
  readonly subjectTag: Hash32;
  readonly score: number;
  readonly grade: string;
  /** Probability of default, wad. */
  readonly pdWad: bigint;
  readonly modelHash: Hash32;
  readonly inputHash: Hash32;
  readonly reasonCodes: readonly string[];
  readonly issuedAt: bigint;
  readonly expiry: bigint;
  readonly seq: bigint;
  /** Digest of the customer's credential before this one, or zero. */
  readonly previous: Hash32;
  readonly holder: Hash32;
  readonly sourceHash: Hash32;
  readonly consentHash: Hash32;
}

/** Pseudonym of a customer towards those who read the ledger; a new `epoch` breaks the link. */
export function subjectTag(hmac: Hmac, customerKey: Uint8Array, issuer: number, epoch: number): Hash32 {
  return toHex(hmac(customerKey, concatBytes(utf8('tag'), uintBytes(issuer, 4), uintBytes(epoch, 4)))) as Hash32;
}

/** Salt of slot `index`: gone for ever with the customer's key. */
export function fieldSalt(hmac: Hmac, customerKey: Uint8Array, credentialId: string, index: number): Uint8Array {
  return hmac(customerKey, concatBytes(utf8('salt'), utf8(credentialId), Uint8Array.of(index))).slice(0, 16);
}

export interface BuiltCredential {
  readonly credit: Credit;
  readonly digest: Hash32;
  readonly fields: readonly DisclosedField[];
  readonly hidden: readonly HiddenField[];
}

/**
 * Fields, root and digest of the credential for `facts`, every named field shown.
 * @param saltOf - 16 bytes for each of the sixteen slots
 */
export function buildCredential(place: LedgerPlace, facts: CreditFacts, saltOf: (index: number) => Uint8Array): BuiltCredential {
  const fields = SLOTS.map(({ name }, index) => ({ name, index, salt: toHex(saltOf(index)), value: slotValue(facts, name) }));
  const hidden: HiddenField[] = [];
  for (let index = SLOTS.length; index < SLOT_COUNT; index++) {
    hidden.push({ index, hash: toHex(fieldLeaf(index, saltOf(index), new Uint8Array())) as Hash32 });
  }
  const credit: Credit = {
    issuer: facts.issuer,
    credentialRoot: fieldRoot(fields, hidden),
    subjectTag: facts.subjectTag,
    model: facts.modelHash,
    issuedAt: facts.issuedAt,
    expiry: facts.expiry,
    seq: facts.seq,
    holder: facts.holder,
  };
  return { credit, digest: creditDigest(domainSeparator(place), credit), fields, hidden };
}

function slotValue(facts: CreditFacts, name: FieldName): string {
  if (name === 'reasonCodes') return facts.reasonCodes.join(',');
  return String(facts[name]);
}

/** The same credential with only the fields `keep` shown; the others leave their hash behind. */
export function discloseFields(credential: Credential, keep: ReadonlySet<FieldName>): Credential {
  const dropped = credential.fields.filter((field) => !keep.has(field.name));
  const hidden = [...credential.hidden, ...dropped.map((field) => ({ index: field.index, hash: toHex(disclosedLeaf(field)) as Hash32 }))];
  return {
    ...credential,
    fields: credential.fields.filter((field) => keep.has(field.name)),
    hidden: hidden.sort((a, b) => a.index - b.index),
  };
}

/** Orders digests by their leaf hash, so that a position in the batch says nothing about the customer. */
export function leafOrder(leaves: Uint8Array): number[] {
  const places = Array.from({ length: leaves.length / 32 }, (_, place) => ({
    place,
    text: toHex(leaves.subarray(place * 32, place * 32 + 32)),
  }));
  return places.sort((a, b) => (a.text < b.text ? -1 : 1)).map(({ place }) => place);
}

/** Bytes of `hashes` one after the other. */
export function flatHashes(hashes: readonly Hash32[]): Uint8Array {
  const flat = new Uint8Array(hashes.length * 32);
  hashes.forEach((hash, i) => {
    flat.set(fromHex(hash), i * 32);
  });
  return flat;
}
