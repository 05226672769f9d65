import { rootOfPath } from '../../../backend/attestation/domain/merkle-tree.ts';
import { concatBytes, uintBytes, utf8 } from '../../../backend/attestation/domain/words.ts';
import { creditDigest, domainSeparator } from '../../../backend/attestation/domain/typed-data.ts';
import { type Address, fromHex, type Hash32, toHex } from '../../../backend/kernel/hex.ts';
import { keccak256, keccakHex } from '../../../backend/kernel/keccak.ts';

/** The arguments of `CreditProof` as viem encodes them. */
export interface CreditProofArgs {
  readonly facts: bigint;
  readonly place: bigint;
  readonly subjectTag: Hash32;
  readonly model: Hash32;
  readonly stateRoot: Hash32;
  readonly value: Hash32;
  readonly salt: string;
  readonly fieldPath: readonly Hash32[];
  readonly path: readonly Hash32[];
}

export interface ProofPlan {
  readonly place: { readonly chainId: number; readonly ledger: Address };
  readonly issuer: number;
  readonly model: Hash32;
  readonly stateRoot: Hash32;
  readonly issuedAt: bigint;
  readonly expiry: bigint;
  readonly holderKey: Address;
  readonly blind: Hash32;
  readonly slot: number;
  readonly value: Hash32;
  readonly batch: bigint;
  readonly firstLeaf: bigint;
  readonly leaves: bigint;
  readonly position: bigint;
}

/** A hash that depends on `text` only. */
export function hashOf(text: string): Hash32 {
  return keccakHex(utf8(text));
}

function fold(leaf: Uint8Array, slot: number, siblings: readonly Hash32[]): Uint8Array {
  return siblings.reduce((node, sibling, level) => {
    const pair = (slot >> level) % 2 === 1 ? [fromHex(sibling), node] : [node, fromHex(sibling)];
    return keccak256(concatBytes(Uint8Array.of(3), ...pair));
  }, leaf);
}

/**
 * A credential in a batch of any size, all of whose neighbours are unknown hashes: only what its proof touches is made.
 * `finish` completes the proof once the batch is anchored and its time is known.
 */
export function planProof(plan: ProofPlan): { readonly root: Hash32; readonly digest: Hash32; finish(time: bigint): CreditProofArgs } {
  const salt = hashOf('salt').slice(0, 34);
  const fieldPath = [0, 1, 2, 3].map((level) => hashOf(`field ${level}`));
  const fieldLeaf = keccak256(concatBytes(Uint8Array.of(2, plan.slot), fromHex(salt), fromHex(plan.value)));
  const subjectTag = hashOf('tag');
  const credit = {
    issuer: plan.issuer,
    credentialRoot: toHex(fold(fieldLeaf, plan.slot, fieldPath)) as Hash32,
    subjectTag,
    model: plan.model,
    issuedAt: plan.issuedAt,
    expiry: plan.expiry,
    seq: 3n,
    holder: toHex(keccak256(concatBytes(Uint8Array.of(5), fromHex(plan.holderKey), fromHex(plan.blind)))) as Hash32,
  };
  const digest = creditDigest(domainSeparator(plan.place), credit);
  const leaf = keccak256(concatBytes(Uint8Array.of(0), fromHex(digest)));
  const path: Hash32[] = [];
  let root = rootOfPath(leaf, plan.position, plan.leaves, []);
  for (let level = 0; root === null; level++) {
    path.push(hashOf(`sibling ${level}`));
    root = rootOfPath(leaf, plan.position, plan.leaves, path.map(fromHex));
  }
  const word = (...parts: readonly (readonly [value: bigint, bits: number])[]) => {
    let [packed, at] = [0n, 0n];
    for (const [value, bits] of parts) {
      packed |= value << at;
      at += BigInt(bits);
    }
    return packed;
  };
  return {
    root: toHex(root) as Hash32,
    digest,
    finish: (time) => ({
      facts: word([BigInt(plan.issuer), 32], [plan.issuedAt, 64], [plan.expiry, 64], [credit.seq, 64]),
      place: word([plan.batch, 40], [plan.leaves, 40], [plan.firstLeaf, 40], [time, 40], [plan.position, 40]),
      subjectTag,
      model: plan.model,
      stateRoot: plan.stateRoot,
      value: plan.value,
      salt,
      fieldPath,
      path,
    }),
  };
}

/** 32 bytes of a number. */
export function word32(value: bigint | number): Hash32 {
  return toHex(uintBytes(value, 32)) as Hash32;
}
