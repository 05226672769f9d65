import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import { type Address, fromHex, type Hash32, toHex } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import { batchJson } from './batch-json.ts';
import { type AnchoredBatch, batchLeaf, type LedgerPlace } from './batch-leaf.ts';
import { readCosignedNote, type TrustedCosigners } from './cosigned-note.ts';
import {
  type BatchState,
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
import type { StateProof } from './state-map.ts';
import { stateJson, type StateEvidence } from './state-proof.ts';
import { type Checkpoint, checkpointDigest, domainSeparator } from './typed-data.ts';
import { utf8 } from './words.ts';

export const ANCHOR_PROOF_TYPE = 'CredenceAnchorProof';
export const ANCHOR_PROOF_VERSION = 2;

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
  readonly standing: {
    readonly word: bigint;
    readonly dead: bigint;
    readonly superseded: bigint;
    readonly held: bigint;
    readonly batchState: BatchState;
  };
  /** The last batch of the log, with what its state root says about the subject of the credential. */
  readonly newest: {
    readonly batch: AnchoredBatch;
    readonly path: readonly Hash32[];
    readonly state: { readonly tag: Hash32; readonly proof: StateProof } | null;
  };
  readonly asOf: BlockPoint;
}

export interface SignedAnchorProof extends AnchorProof {
  /** 65 or 128 bytes over {@link proofDigest}, by a key of the issuer; null when cosigners alone vouch for it. */
  readonly signature: string | null;
  /** C2SP signed note of the log at the same size. */
  readonly checkpoint: string | null;
}

/** JSON of a proof without signature and checkpoint. */
export function proofJson(proof: AnchorProof): { readonly [key: string]: Json } {
  const { standing, newest } = proof;
  return {
    type: ANCHOR_PROOF_TYPE,
    version: ANCHOR_PROOF_VERSION,
    chain: { chainId: proof.place.chainId, ledger: proof.place.ledger },
    issuer: String(proof.issuer),
    batch: { ...batchJson(proof.batch) },
    anchored: { transaction: proof.anchored.transaction, block: String(proof.anchored.block) },
    log: { size: String(proof.log.size), root: proof.log.root, path: [...proof.log.path] },
    statuses: proof.statuses.map(({ since, status }) => ({ since: String(since), status })),
    keys: proof.keys.map((key) => ({ address: key.address, from: String(key.from), until: String(key.until), roles: key.roles })),
    standing: {
      word: String(standing.word),
      dead: String(standing.dead),
      superseded: String(standing.superseded),
      held: String(standing.held),
      batchState: standing.batchState,
    },
    newest: {
      batch: { ...batchJson(newest.batch) },
      path: [...newest.path],
      state: newest.state === null ? null : { tag: newest.state.tag, ...stateJson(newest.state.proof) },
    },
    asOf: { number: String(proof.asOf.number), hash: proof.asOf.hash, time: String(proof.asOf.time) },
  };
}

/** Hash of everything that a proof says. */
export function proofContents(proof: AnchorProof): Hash32 {
  return keccakHex(utf8(canonicalJson(proofJson(proof))));
}

/** EIP-712 digest that the issuer signs for `proof`: the checkpoint of its log, whose contents bind every member. */
export function proofDigest(proof: AnchorProof): Hash32 {
  const checkpoint: Checkpoint = {
    issuer: proof.issuer,
    size: proof.log.size,
    root: proof.log.root,
    time: proof.asOf.time,
    contents: proofContents(proof),
  };
  return checkpointDigest(domainSeparator(proof.place), checkpoint);
}

export interface ProofTrust {
  /** Keys of issuers that the verifier knows from elsewhere; without them a proof can't vouch for itself. */
  readonly keys: readonly Address[];
  /** Cosigners of logs; when given, enough of them must have signed the log that the proof shows. */
  readonly cosigners: TrustedCosigners | null;
  /** How old a proof may be, seconds; null for any age. */
  readonly maxAgeSeconds: number | null;
  readonly now: number;
  readonly recover: KeyRecovery;
}

export interface ProofFacts {
  readonly facts: LedgerFacts;
  /** What the proof says about the newest credential of the subject; null when it says nothing. */
  readonly freshness: StateEvidence | null;
}

/** Facts that `proof` holds for `query`, or the reason why it can't be relied on. */
export function factsOfProof(
  proof: SignedAnchorProof,
  place: LedgerPlace,
  query: LedgerQuery,
  trust: ProofTrust,
): ProofFacts | { readonly problem: string } {
  if (proof.place.chainId !== place.chainId || proof.place.ledger !== place.ledger) return { problem: 'proof_of_other_ledger' };
  if (proof.issuer !== query.issuer) return { problem: 'proof_of_other_issuer' };
  if (proof.batch.batch !== query.batch || proof.standing.word !== query.word) return { problem: 'proof_of_other_batch' };
  const backing = backingOf(proof, trust);
  if ('problem' in backing) return backing;
  const leaf = batchLeaf(proof.place, proof.issuer, proof.batch);
  const newestLeaf = batchLeaf(proof.place, proof.issuer, proof.newest.batch);
  const isWhole = leadsToLog(proof, leaf, proof.batch.batch, proof.log.path);
  const isNewest =
    proof.newest.batch.batch === proof.log.size - 1n && leadsToLog(proof, newestLeaf, proof.log.size - 1n, proof.newest.path);
  if (!isWhole || !isNewest) return { problem: 'proof_path_misses_root' };
  const { standing, newest } = proof;
  return {
    facts: {
      source: 'saved-proof',
      place: proof.place,
      asOf: proof.asOf,
      ...(backing.scope === 'log' ? { scope: 'log' as const } : {}),
      statuses: proof.statuses,
      keys: proof.keys,
      batchLeaf: leaf,
      anchored: proof.anchored,
      deadBits: standing.dead,
      supersededBits: standing.superseded,
      heldBits: standing.held,
      batchState: standing.batchState,
      newest: { batch: newest.batch.batch, leaf: newestLeaf, stateRoot: newest.batch.stateRoot },
    },
    freshness:
      newest.state === null
        ? null
        : { place: proof.place, issuer: proof.issuer, batch: newest.batch, tag: newest.state.tag, state: newest.state.proof },
  };
}

function leadsToLog(proof: AnchorProof, leaf: Hash32, position: bigint, path: readonly Hash32[]): boolean {
  const hashes = path.map((hash) => fromHex(hash));
  const root = rootOfPath(fromHex(leaf), position, proof.log.size, hashes);
  return root !== null && toHex(root) === proof.log.root;
}

/** Who vouches for the proof: cosigners, where they are asked for, and the issuer, where its keys are known. */
function backingOf(proof: SignedAnchorProof, trust: ProofTrust): { readonly scope: 'all' | 'log' } | { readonly problem: string } {
  const { cosigners } = trust;
  let scope: 'all' | 'log' | null = null;
  if (cosigners !== null) {
    if (proof.checkpoint === null) return { problem: 'checkpoint_missing' };
    const cosigned = readCosignedNote(proof.checkpoint, proof, cosigners, trust.now);
    if (cosigned === null) return { problem: 'checkpoint_not_cosigned' };
    if (cosigned.size !== proof.log.size || cosigned.root !== proof.log.root) return { problem: 'checkpoint_of_other_log' };
    scope = cosigned.proof === proofContents(proof) ? 'all' : 'log';
  }
  const isIssuerAsked = scope === null || (scope === 'log' && trust.keys.length > 0 && proof.signature !== null);
  if (isIssuerAsked) {
    if (proof.signature === null) return { problem: 'proof_signature_invalid' };
    const recovery = recoverSigner(proofDigest(proof), proof.signature, trust.recover);
    if (!('signer' in recovery)) return { problem: 'proof_signature_invalid' };
    if (!trust.keys.includes(recovery.signer)) return { problem: 'proof_signer_not_trusted' };
    if (!hasRole(proof.keys, recovery.signer, KEY_ROLE.sign, proof.asOf.time)) return { problem: 'proof_signature_invalid' };
    scope = 'all';
  }
  const isTooOld = trust.maxAgeSeconds !== null && BigInt(trust.now) - proof.asOf.time > BigInt(trust.maxAgeSeconds);
  if (isTooOld) return { problem: 'proof_too_old' };
  return { scope: scope ?? 'log' };
}
