import { createHmac } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1';
import { buildCredential, type CreditFacts, fieldSalt, flatHashes, type Hmac, leafOrder, subjectTag } from '../../backend/attestation/domain/build-credential.ts';
import { type AnchorProof, proofDigest, type SignedAnchorProof } from '../../backend/attestation/domain/anchor-proof.ts';
import { type AnchoredBatch, batchLeaf, type LedgerPlace } from '../../backend/attestation/domain/batch-leaf.ts';
import type { Anchor, Credential } from '../../backend/attestation/domain/credential.ts';
import { KEY_ROLE, type LedgerFacts, type LedgerReader, NO_END, revocationPlace } from '../../backend/attestation/domain/ledger-facts.ts';
import { logTree } from '../../backend/attestation/domain/merkle-log.ts';
import { hashLeaves, MerkleTree } from '../../backend/attestation/domain/merkle-tree.ts';
import { utf8 } from '../../backend/attestation/domain/words.ts';
import { type Address, address, fromHex, type Hash32, hash32, toHex, ZERO_HASH } from '../../backend/kernel/hex.ts';
import { keccak256, keccakHex } from '../../backend/kernel/keccak.ts';

/** Everything that is made here is the same on every run: fixed keys, fixed times. */
export const PLACE: LedgerPlace = { chainId: 31337, ledger: address('0x5fbdb2315678afecb367f032d93f642f64180aa3') };
export const ISSUED_AT = 1_780_000_000n;
export const EXPIRY = ISSUED_AT + 90n * 86_400n;
export const ANCHORED_AT = ISSUED_AT + 60n;
/** A moment at which a credential of the builder is good. */
export const NOW = Number(ISSUED_AT) + 86_400;
export const ISSUER_KEY = new Uint8Array(32).fill(0x11);
export const STRANGER_KEY = new Uint8Array(32).fill(0x22);
const TRANSACTION = hash32(`0x${'ab'.repeat(32)}`);
const BLOCK = 7n;

export const hmac: Hmac = (key, message) => new Uint8Array(createHmac('sha256', key).update(message).digest());

export function addressOf(privateKey: Uint8Array): Address {
  return toHex(keccak256(secp256k1.getPublicKey(privateKey, false).slice(1)).subarray(12)) as Address;
}

export function sign(digest: Hash32, privateKey: Uint8Array = ISSUER_KEY): string {
  const signature = secp256k1.sign(fromHex(digest), privateKey);
  return `${toHex(signature.toCompactRawBytes())}${(27 + signature.recovery).toString(16)}`;
}

function textHash(text: string): Hash32 {
  return keccakHex(utf8(text));
}

export function factsOf(customer: number, changes: Partial<CreditFacts> = {}): CreditFacts {
  const key = keccak256(utf8(`customer key ${customer}`));
  return {
    issuer: 1,
    subjectTag: subjectTag(hmac, key, 1, 0),
    score: 540 + ((customer * 37) % 300),
    grade: ['A', 'B', 'C', 'D'][customer % 4] ?? 'A',
    pdWad: BigInt(customer + 1) * 10n ** 15n,
    modelHash: textHash('model'),
    inputHash: textHash(`input ${customer}`),
    reasonCodes: ['checking_status', 'duration'],
    issuedAt: ISSUED_AT,
    expiry: EXPIRY,
    seq: 0n,
    previous: ZERO_HASH,
    holder: ZERO_HASH,
    sourceHash: textHash('german-credit'),
    consentHash: textHash('consent'),
    ...changes,
  };
}

export interface Sample {
  readonly credentials: readonly Credential[];
  readonly tree: MerkleTree;
  readonly batch: AnchoredBatch;
  readonly facts: LedgerFacts;
}

export interface SampleOptions {
  readonly count: number;
  readonly batchNumber?: bigint;
  readonly firstLeaf?: bigint;
  readonly place?: LedgerPlace;
  readonly change?: Partial<CreditFacts>;
}

/** A batch of signed and anchored credentials with what the ledger says about it. */
export function sampleBatch({ count, batchNumber = 0n, firstLeaf = 0n, place = PLACE, change = {} }: SampleOptions): Sample {
  const built = Array.from({ length: count }, (_, customer) => {
    const key = keccak256(utf8(`customer key ${customer}`));
    return buildCredential(place, factsOf(customer, change), (index) => fieldSalt(hmac, key, `cred_${customer}`, index));
  });
  const leaves = hashLeaves(flatHashes(built.map((item) => item.digest)));
  const order = leafOrder(leaves);
  const ordered = flatHashes(order.map((i) => toHex(leaves.subarray(i * 32, i * 32 + 32)) as Hash32));
  const tree = new MerkleTree(ordered);
  const model = built[0]?.credit.model ?? ZERO_HASH;
  const batch: AnchoredBatch = {
    batch: batchNumber,
    root: toHex(tree.root) as Hash32,
    leaves: BigInt(count),
    firstLeaf,
    model,
    stateRoot: ZERO_HASH,
    time: ANCHORED_AT,
  };
  const credentials = order.flatMap((from, position): Credential[] => {
    const item = built[from];
    if (item === undefined) return [];
    const anchor: Anchor = { ...batch, index: BigInt(position), path: hashesOf(tree.path(position)), transaction: TRANSACTION, block: BLOCK };
    return [{ place, credit: item.credit, fields: item.fields, hidden: item.hidden, signature: sign(item.digest), anchor }];
  });
  const facts: LedgerFacts = {
    source: 'chain',
    place,
    asOf: { number: 9n, hash: textHash('block 9'), time: ISSUED_AT + 3600n },
    statuses: [{ since: ISSUED_AT - 1000n, status: 'active' }],
    keys: [{ address: addressOf(ISSUER_KEY), from: ISSUED_AT - 900n, until: NO_END, roles: KEY_ROLE.anchor | KEY_ROLE.revoke | KEY_ROLE.sign }],
    batchLeaf: batchLeaf(place, 1, batch),
    anchored: { transaction: TRANSACTION, block: BLOCK },
    revokedBits: 0n,
  };
  return { credentials, tree, batch, facts };
}

export function hashesOf(flat: Uint8Array): Hash32[] {
  return Array.from({ length: flat.length / 32 }, (_, i) => toHex(flat.subarray(i * 32, i * 32 + 32)) as Hash32);
}

/** The first of `sampleBatch`. */
export function sampleCredential(sample: Sample, position = 0): Credential {
  const credential = sample.credentials[position];
  if (credential === undefined) throw new Error('The sample has no such credential.');
  return credential;
}

/** A reader that answers with the same facts to every question. */
export function readerOf(facts: LedgerFacts): LedgerReader {
  return { place: facts.place, read: async () => facts };
}

/** A signed anchor proof of a log in which the sample's batch stands between others. */
export function sampleProof(sample: Sample, options: { readonly revokedBits?: bigint; readonly key?: Uint8Array; readonly logRoot?: Hash32 } = {}): SignedAnchorProof {
  const leaves = Array.from({ length: 5 }, (_, i) => keccak256(utf8(`other batch ${i}`)));
  const own = Number(sample.batch.batch);
  leaves[own] = fromHex(batchLeaf(sample.facts.place, 1, sample.batch));
  const tree = logTree(leaves);
  const proof: AnchorProof = {
    place: sample.facts.place,
    issuer: 1,
    batch: sample.batch,
    anchored: { transaction: TRANSACTION, block: BLOCK },
    log: { size: 5n, root: options.logRoot ?? (toHex(tree.root) as Hash32), path: hashesOf(tree.path(own)) },
    statuses: sample.facts.statuses ?? [],
    keys: sample.facts.keys,
    revocation: { word: revocationPlace(sample.batch.firstLeaf).word, bits: options.revokedBits ?? 0n },
    asOf: sample.facts.asOf,
  };
  return { ...proof, signature: sign(proofDigest(proof), options.key) };
}
