import { fromHex, type Hash32, toHex } from '../../kernel/hex.ts';
import type { LedgerPlace } from './batch-leaf.ts';
import type { Credential } from './credential.ts';
import type { CredentialSecrets } from './customer-secrets.ts';
import { closeSlots, type DisclosedField, type FieldName, fieldRoot, type HiddenField, SALT_SIZE, SLOTS } from './field-tree.ts';
import { hashOrder } from './hash-order.ts';
import { chainEnds, type ClaimKind } from './threshold-chain.ts';
import { creditDigest, domainSeparator, type Credit } from './typed-data.ts';

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

export interface BuiltCredential {
  readonly credit: Credit;
  readonly digest: Hash32;
  readonly fields: readonly DisclosedField[];
  readonly hidden: readonly HiddenField[];
}

/** Fields, root and digest of the credential for `facts`, every field shown. */
export function buildCredential(place: LedgerPlace, facts: CreditFacts, secrets: CredentialSecrets): BuiltCredential {
  const ends = chainEnds(facts, secrets);
  const fields = SLOTS.map(({ name }, index) => ({
    name,
    index,
    salt: toHex(secrets.salts.subarray(index * SALT_SIZE, (index + 1) * SALT_SIZE)),
    value: slotValue(facts, ends, name),
  }));
  const credit: Credit = {
    issuer: facts.issuer,
    credentialRoot: fieldRoot({ fields, hidden: [] }),
    subjectTag: facts.subjectTag,
    model: facts.modelHash,
    issuedAt: facts.issuedAt,
    expiry: facts.expiry,
    seq: facts.seq,
    holder: facts.holder,
  };
  return { credit, digest: creditDigest(domainSeparator(place), credit), fields, hidden: [] };
}

function slotValue(facts: CreditFacts, ends: Readonly<Record<ClaimKind, Hash32>>, name: FieldName): string {
  switch (name) {
    case 'reasonCodes':
      return facts.reasonCodes.join(',');
    case 'scoreAtLeast':
    case 'pdAtMost':
      return ends[name];
    default:
      return String(facts[name]);
  }
}

/** The same credential with only the fields `keep` shown; of the others only hashes are left, as few as possible. */
export function discloseFields(credential: Credential, keep: ReadonlySet<FieldName>): Credential {
  const slots = new Set(credential.fields.filter((field) => keep.has(field.name)).map((field) => field.index));
  return { ...credential, ...closeSlots(credential, slots) };
}

/** Orders digests by their leaf hash, so that a position in the batch says nothing about the customer. */
export function leafOrder(leaves: Uint8Array): number[] {
  return [...hashOrder(leaves)];
}

/** Bytes of `hashes` one after the other. */
export function flatHashes(hashes: readonly Hash32[]): Uint8Array {
  const flat = new Uint8Array(hashes.length * 32);
  hashes.forEach((hash, i) => {
    flat.set(fromHex(hash), i * 32);
  });
  return flat;
}
