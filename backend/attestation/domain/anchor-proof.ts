import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import { type Address, fromHex, type Hash32, toHex } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import { type AnchoredBatch, batchLeaf, type LedgerPlace } from './batch-leaf.ts';
import {
  hasRole,
  KEY_ROLE,
  type BlockPoint,
  type KeyWindow,
  type LedgerFacts,
  type LedgerQuery,
  type StatusChange,
} from './ledger-facts.ts';
import { rootOfPath } from './merkle-tree.ts';
import { type KeyRecovery, recoverSigner } from './signature.ts';
import { type Checkpoint, checkpointDigest, domainSeparator } from './typed-data.ts';
import { utf8 } from './words.ts';

export const ANCHOR_PROOF_TYPE = 'CredenceAnchorProof';
export const ANCHOR_PROOF_VERSION = 1;

/** What the ledger said about one batch, kept to verify without a network and signed by the issuer as a whole. */
export interface AnchorProof {
  readonly place: LedgerPlace;
  readonly issuer: number;
  readonly batch: AnchoredBatch;
  readonly anchored: { readonly transaction: Hash32; readonly block: bigint };
  /** State of the issuer's log that the batch is shown to be part of. */
  readonly log: { readonly size: bigint; readonly root: Hash32; readonly path: readonly Hash32[] };
  readonly statuses: readonly StatusChange[];
  readonly keys: readonly KeyWindow[];
  readonly revocation: { readonly word: bigint; readonly bits: bigint };
  readonly asOf: BlockPoint;
}

export interface SignedAnchorProof extends AnchorProof {
  /** 65 bytes over {@link proofDigest}, by a key of the issuer. */
  readonly signature: string;
}

/** JSON of a proof without its signature. */
export function proofJson(proof: AnchorProof): { readonly [key: string]: Json } {
  const { batch } = proof;
  return {
    type: ANCHOR_PROOF_TYPE,
    version: ANCHOR_PROOF_VERSION,
    chain: { chainId: proof.place.chainId, ledger: proof.place.ledger },
    issuer: String(proof.issuer),
    batch: {
      batch: String(batch.batch),
      root: batch.root,
      leaves: String(batch.leaves),
      firstLeaf: String(batch.firstLeaf),
      model: batch.model,
      stateRoot: batch.stateRoot,
      time: String(batch.time),
    },
    anchored: { transaction: proof.anchored.transaction, block: String(proof.anchored.block) },
    log: { size: String(proof.log.size), root: proof.log.root, path: [...proof.log.path] },
    statuses: proof.statuses.map(({ since, status }) => ({ since: String(since), status })),
    keys: proof.keys.map((key) => ({ address: key.address, from: String(key.from), until: String(key.until), roles: key.roles })),
    revocation: { word: String(proof.revocation.word), bits: String(proof.revocation.bits) },
    asOf: { number: String(proof.asOf.number), hash: proof.asOf.hash, time: String(proof.asOf.time) },
  };
}

/** The checkpoint that an issuer signs for `proof`; its contents bind every member of the proof. */
export function proofCheckpoint(proof: AnchorProof): Checkpoint {
  return {
    issuer: proof.issuer,
    size: proof.log.size,
    root: proof.log.root,
    time: proof.asOf.time,
    contents: keccakHex(utf8(canonicalJson(proofJson(proof)))),
  };
}

/** EIP-712 digest that the issuer signs for `proof`. */
export function proofDigest(proof: AnchorProof): Hash32 {
  return checkpointDigest(domainSeparator(proof.place), proofCheckpoint(proof));
}

export interface ProofTrust {
  /** Keys of issuers that the verifier knows from elsewhere; without them a proof can't vouch for itself. */
  readonly keys: readonly Address[];
  readonly recover: KeyRecovery;
}

/** Facts that `proof` holds for `query`, or the reason why it can't be relied on. */
export function factsOfProof(
  proof: SignedAnchorProof,
  place: LedgerPlace,
  query: LedgerQuery,
  trust: ProofTrust,
): LedgerFacts | { readonly problem: string } {
  if (proof.place.chainId !== place.chainId || proof.place.ledger !== place.ledger) return { problem: 'proof_of_other_ledger' };
  if (proof.issuer !== query.issuer) return { problem: 'proof_of_other_issuer' };
  if (proof.batch.batch !== query.batch || proof.revocation.word !== query.word) return { problem: 'proof_of_other_batch' };
  const recovery = recoverSigner(proofDigest(proof), proof.signature, trust.recover);
  if ('reason' in recovery) return { problem: 'proof_signature_invalid' };
  if (!trust.keys.includes(recovery.signer)) return { problem: 'proof_signer_not_trusted' };
  if (!hasRole(proof.keys, recovery.signer, KEY_ROLE.sign, proof.asOf.time)) return { problem: 'proof_signature_invalid' };
  const leaf = batchLeaf(proof.place, proof.issuer, proof.batch);
  const path = proof.log.path.map((hash) => fromHex(hash));
  const root = rootOfPath(fromHex(leaf), proof.batch.batch, proof.log.size, path);
  if (root === null || toHex(root) !== proof.log.root) return { problem: 'proof_path_misses_root' };
  return {
    source: 'saved-proof',
    place: proof.place,
    asOf: proof.asOf,
    statuses: proof.statuses,
    keys: proof.keys,
    batchLeaf: leaf,
    anchored: proof.anchored,
    revokedBits: proof.revocation.bits,
  };
}
