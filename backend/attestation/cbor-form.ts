import { fromHex, type Hash32, toHex, ZERO_HASH } from '../kernel/hex.ts';
import type { Anchor, Credential } from './domain/credential.ts';
import { type CborValue, encodeValue } from './domain/cbor.ts';
import { fieldRoot, SLOTS } from './domain/field-tree.ts';
import { holderCommitment } from './domain/holder-key.ts';
import { hashLeaves, rootOfPath } from './domain/merkle-tree.ts';
import { type HolderSignature, type Presentation, verifierId } from './domain/presentation.ts';
import { CLAIM_KINDS } from './domain/threshold-chain.ts';
import { creditDigest, domainSeparator } from './domain/typed-data.ts';
import { concatBytes } from './domain/words.ts';

/** Members of the map, by number. What a reader can compute is left out; numbers below 24 take one byte. */
export const CBOR_KEY = {
  form: 0,
  chain: 1,
  credit: 2,
  credentialRoot: 3,
  holder: 4,
  fields: 5,
  hidden: 6,
  signature: 7,
  signer: 8,
  receipt: 9,
  anchor: 10,
  anchorRoot: 11,
  anchorModel: 12,
  stateRoot: 13,
  claims: 14,
  holderKey: 15,
  audience: 16,
  verifier: 17,
  holderSignature: 18,
} as const;
export const CBOR_FORM = { credential: 1, presentation: 2 } as const;
export const SIGNATURE_KINDS = ['ecdsa', 'erc1271', 'p256', 'webauthn'] as const;

type Members = Map<number, CborValue>;

/** Numbers of 64 bits and more have no plain form in CBOR and are written as their bytes. */
function uint(value: bigint | string): CborValue {
  const integer = BigInt(value);
  if (integer <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(integer);
  if (integer < 2n ** 64n) return integer;
  const digits = integer.toString(16);
  return fromHex(`0x${digits.length % 2 === 1 ? '0' : ''}${digits}`);
}

/** Deterministic CBOR (RFC 8949, section 4.2) of a credential. */
export function encodeCredential(credential: Credential): Uint8Array {
  const members: Members = new Map([[CBOR_KEY.form, CBOR_FORM.credential]]);
  setCredential(members, credential, ZERO_HASH);
  return encodeValue(members);
}

/** Deterministic CBOR of a presentation; with two of sixteen fields in a batch of a million it has about 1,300 bytes. */
export function encodePresentation(presentation: Presentation): Uint8Array {
  const { credential, claims, holder, audience, signature } = presentation;
  const members: Members = new Map([[CBOR_KEY.form, CBOR_FORM.presentation]]);
  setCredential(members, credential, holderCommitment(holder.key, holder.blind));
  if (claims.length > 0)
    members.set(
      CBOR_KEY.claims,
      claims.map(({ kind, threshold, salt, proof }) => [CLAIM_KINDS.indexOf(kind), uint(threshold), fromHex(salt), fromHex(proof)]),
    );
  members.set(CBOR_KEY.holderKey, [fromHex(holder.key), fromHex(holder.blind)]);
  members.set(CBOR_KEY.audience, [audience.verifierName, fromHex(audience.challenge), audience.purpose, uint(audience.until)]);
  if (audience.verifier !== verifierId(audience.verifierName)) members.set(CBOR_KEY.verifier, fromHex(audience.verifier));
  members.set(CBOR_KEY.holderSignature, signatureValue(signature));
  return encodeValue(members);
}

function signatureValue(signature: HolderSignature): CborValue {
  const head = [SIGNATURE_KINDS.indexOf(signature.kind), fromHex(signature.value)];
  if (signature.kind !== 'webauthn') return head;
  const { authenticatorData, clientDataJSON, x, y } = signature;
  return [...head, fromHex(authenticatorData), clientDataJSON, fromHex(x), fromHex(y)];
}

function setCredential(members: Members, credential: Credential, expectedHolder: Hash32): void {
  const { place, credit, fields, hidden, signature, signer, receipt, anchor } = credential;
  members.set(CBOR_KEY.chain, [place.chainId, fromHex(place.ledger)]);
  const { issuer, subjectTag, model, issuedAt, expiry, seq } = credit;
  members.set(CBOR_KEY.credit, [issuer, fromHex(subjectTag), fromHex(model), uint(issuedAt), uint(expiry), uint(seq)]);
  if (credit.credentialRoot !== fieldRoot(credential)) members.set(CBOR_KEY.credentialRoot, fromHex(credit.credentialRoot));
  if (credit.holder !== expectedHolder) members.set(CBOR_KEY.holder, fromHex(credit.holder));
  members.set(
    CBOR_KEY.fields,
    fields.map(({ index, salt, value }) => [index, fromHex(salt), fieldValue(index, value)]),
  );
  // One byte for the place of a hidden part: its first slot below, the height of its subtree above.
  const parts = hidden.map(({ index, slots, hash }) => concatBytes(Uint8Array.of((Math.log2(slots) << 4) | index), fromHex(hash)));
  members.set(CBOR_KEY.hidden, concatBytes(...parts));
  if (signature !== null) members.set(CBOR_KEY.signature, fromHex(signature));
  if (signer !== null) members.set(CBOR_KEY.signer, fromHex(signer));
  if (receipt !== null) members.set(CBOR_KEY.receipt, [uint(receipt.anchorBy), fromHex(receipt.signature)]);
  if (anchor !== null) setAnchor(members, anchor, credential);
}

function fieldValue(index: number, value: string): CborValue {
  switch (SLOTS[index]?.kind) {
    case 'bytes32':
      return fromHex(value);
    case 'uint256':
      return uint(value);
    default:
      return value;
  }
}

function setAnchor(members: Members, anchor: Anchor, credential: Credential): void {
  const { batch, leaves, firstLeaf, time, index, path, transaction, block } = anchor;
  const flat = concatBytes(...path.map((hash) => fromHex(hash)));
  members.set(CBOR_KEY.anchor, [
    uint(batch),
    uint(leaves),
    uint(firstLeaf),
    uint(time),
    uint(index),
    flat,
    fromHex(transaction),
    uint(block),
  ]);
  if (anchor.root !== rootThrough(credential, anchor)) members.set(CBOR_KEY.anchorRoot, fromHex(anchor.root));
  if (anchor.model !== credential.credit.model) members.set(CBOR_KEY.anchorModel, fromHex(anchor.model));
  if (anchor.stateRoot !== ZERO_HASH) members.set(CBOR_KEY.stateRoot, fromHex(anchor.stateRoot));
}

/** Root that the path of `anchor` leads to; zero when it leads nowhere. */
export function rootThrough(
  { place, credit }: Pick<Credential, 'place' | 'credit'>,
  { index, leaves, path }: Pick<Anchor, 'index' | 'leaves' | 'path'>,
): Hash32 {
  const leaf = hashLeaves(fromHex(creditDigest(domainSeparator(place), credit)));
  const hashes = path.map((hash) => fromHex(hash));
  const root = rootOfPath(leaf, index, leaves, hashes);
  return root === null ? ZERO_HASH : (toHex(root) as Hash32);
}
