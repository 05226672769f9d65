import { type KeyWrap, openCustomerKey } from '../intake/customer-keys.ts';
import { assertInvariant } from '../kernel/errors.ts';
import { type Address, address, fromHex, type Hash32, hash32, toHex, ZERO_HASH } from '../kernel/hex.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import { readColumns } from './batch-parts.ts';
import type { AnchoredBatch, LedgerPlace } from './domain/batch-leaf.ts';
import { buildCredential, type CreditFacts } from './domain/build-credential.ts';
import type { Anchor, Credential } from './domain/credential.ts';
import { type CredentialSecrets, credentialSecrets, holderBlind } from './domain/customer-secrets.ts';
import { holderCommitment } from './domain/holder-key.ts';
import { hashLeaves, MerkleTree } from './domain/merkle-tree.ts';
import { type CredentialFacts, openFacts } from './sealed-facts.ts';

type BatchRecord = Awaited<ReturnType<DatabaseClient['batch']['findFirstOrThrow']>>;
type CredentialRecord = Awaited<ReturnType<DatabaseClient['credential']['findFirstOrThrow']>>;

/** A batch whose place on the ledger is known. */
export interface PlacedBatch {
  readonly id: string;
  readonly place: LedgerPlace;
  readonly issuer: number;
  readonly anchored: AnchoredBatch;
  readonly transaction: Hash32;
  readonly block: bigint;
  readonly blockHash: Hash32;
}

/** A credential in a batch whose place on the ledger is known. */
export interface PlacedCredential {
  readonly placed: PlacedBatch;
  readonly row: BatchRecord;
  readonly position: number;
  /** Revocation index. */
  readonly index: bigint;
}

/** Null while the credential waits for its batch, or the batch for its place. */
export function placedCredential({
  batch,
  position,
}: {
  readonly batch: BatchRecord | null;
  readonly position: number | null;
}): PlacedCredential | null {
  const placed = batch === null ? null : placedBatch(batch);
  if (batch === null || placed === null || position === null) return null;
  return { placed, row: batch, position, index: placed.anchored.firstLeaf + BigInt(position) };
}

/** Null while the batch is not anchored. */
export function placedBatch(row: BatchRecord): PlacedBatch | null {
  const { batch, firstLeaf, time, blockNumber, blockHash, txHash } = row;
  if (batch === null || firstLeaf === null || time === null || blockNumber === null || blockHash === null || txHash === null) return null;
  return {
    id: row.id,
    place: { chainId: row.chainId, ledger: row.ledger as LedgerPlace['ledger'] },
    issuer: row.issuerId,
    anchored: {
      batch,
      root: hash32(row.root),
      leaves: BigInt(row.leaves),
      firstLeaf,
      model: hash32(row.model),
      stateRoot: hash32(row.stateRoot),
      time,
    },
    transaction: hash32(txHash),
    block: blockNumber,
    blockHash: hash32(blockHash),
  };
}

/** A credential with what proves that it is the issuer's own: nothing, until it is signed or anchored. */
export interface OpenedCredential {
  readonly credential: Credential;
  readonly facts: CredentialFacts;
  readonly secrets: CredentialSecrets;
  /** Shows the key that the credential is bound to; null when it is bound to none. */
  readonly holder: { readonly key: Address; readonly blind: Hash32 } | null;
}

/**
 * The credential of `row`, made again from its facts and the customer's key. One that was given out with a receipt
 * brings signature and receipt; the others have neither.
 * @throws {@link DomainError} `customer_erased`
 */
export async function openCredential(
  client: DatabaseClient,
  wrap: KeyWrap,
  row: CredentialRecord & { readonly batch: BatchRecord | null },
): Promise<OpenedCredential> {
  const key = await openCustomerKey(client, wrap, row.customerId);
  const facts = openFacts(key, row.id, row.body);
  const { place, issuer, model } = originOf(row.batch, facts);
  const secrets = credentialSecrets(key, row.id);
  const holder = facts.holderKey === null ? null : { key: facts.holderKey, blind: holderBlind(key, row.id) };
  const built = buildCredential(place, creditFacts({ ...row, issuer, model }, facts, holder), secrets);
  assertInvariant(built.digest === row.digest, 'A credential made again is the one that was issued.');
  const { promise } = facts;
  const receipt = promise === null || row.anchorBy === null ? null : { anchorBy: row.anchorBy, signature: promise.receipt };
  const credential = { place, ...built, signature: promise?.signature ?? null, signer: null, receipt, anchor: null };
  return { credential, facts, secrets, holder };
}

function originOf(batch: BatchRecord | null, { promise }: CredentialFacts) {
  if (promise !== null) return promise;
  assertInvariant(batch !== null, 'A credential without a receipt is in a batch.');
  const place = { chainId: batch.chainId, ledger: address(batch.ledger) };
  return { place, issuer: batch.issuerId, model: hash32(batch.model) };
}

interface CreditTitle {
  readonly issuer: number;
  readonly model: Hash32;
  readonly tag: string;
  readonly issuedAt: bigint;
  readonly expiry: bigint;
  readonly seq: bigint;
}

/** Facts of a credential as its digest takes them. */
export function creditFacts(
  title: CreditTitle,
  facts: CredentialFacts,
  holder: { readonly key: Address; readonly blind: Hash32 } | null,
): CreditFacts {
  return {
    issuer: title.issuer,
    subjectTag: hash32(title.tag),
    score: facts.score,
    grade: facts.grade,
    pdWad: facts.pdWad,
    modelHash: title.model,
    inputHash: facts.inputHash,
    reasonCodes: facts.reasons === '' ? [] : facts.reasons.split(','),
    issuedAt: title.issuedAt,
    expiry: title.expiry,
    seq: title.seq,
    previous: facts.previous,
    holder: holder === null ? ZERO_HASH : holderCommitment(holder.key, holder.blind),
    sourceHash: facts.sourceHash,
    consentHash: facts.consent,
  };
}

/** Digests of a batch in the order of its tree, 32 bytes each. */
export async function batchDigests(client: DatabaseClient, batch: { readonly id: string; readonly leaves: number }): Promise<Uint8Array> {
  return (await readColumns(client, batch)).digests;
}

/** Trees of the batches asked for last; one of a million leaves takes 64 MB. */
const TREES = new Map<string, MerkleTree>();
const TREE_LIMIT = 4;

/** The tree of a batch. Batches never change, so their trees are kept. */
export async function batchTree(client: DatabaseClient, row: Pick<BatchRecord, 'id' | 'root' | 'leaves'>): Promise<MerkleTree> {
  const known = TREES.get(row.root);
  if (known !== undefined) return known;
  const tree = new MerkleTree(hashLeaves(await batchDigests(client, row)));
  if (TREES.size >= TREE_LIMIT) TREES.delete(TREES.keys().next().value ?? '');
  TREES.set(row.root, tree);
  return tree;
}

/** Proof of the credential at `position` of an anchored batch. */
export function anchorAt(placed: PlacedBatch, tree: MerkleTree, position: number): Anchor {
  const flat = tree.path(position);
  const path = Array.from({ length: flat.length / 32 }, (_, i) => hash32(toHex(flat.subarray(i * 32, i * 32 + 32))));
  return { ...placed.anchored, index: BigInt(position), path, transaction: placed.transaction, block: placed.block };
}

/** Leaf hashes of an issuer's log as the index has them, in order. */
export async function logLeaves(client: DatabaseClient, chainId: number, issuerId: number): Promise<Uint8Array[]> {
  const rows = await client.ledgerBatch.findMany({ where: { chainId, issuerId }, orderBy: { batch: 'asc' }, select: { leafHash: true } });
  return rows.map((row) => fromHex(row.leafHash));
}
