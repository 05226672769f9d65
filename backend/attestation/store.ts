import { fromHex, type Hash32, hash32, toHex } from '../kernel/hex.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import type { KeyWrap } from '../intake/customer-keys.ts';
import { openCustomerKey } from '../intake/customer-keys.ts';
import { open, seal } from '../platform/vault/vault.ts';
import { flatHashes } from './domain/build-credential.ts';
import type { AnchoredBatch, LedgerPlace } from './domain/batch-leaf.ts';
import type { Anchor, Credential } from './domain/credential.ts';
import { credentialFile } from './domain/credential.ts';
import { hashLeaves, MerkleTree } from './domain/merkle-tree.ts';
import { parseCredential } from './domain/parse-credential.ts';
import { utf8 } from './domain/words.ts';

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

function bodyContext(credentialId: string): string {
  return `credential:${credentialId}`;
}

/** The file without its anchor, sealed under the customer's key: it goes with the key. */
export function sealBody(key: Uint8Array, id: string, credential: Credential): Uint8Array<ArrayBuffer> {
  return seal(key, utf8(JSON.stringify(credentialFile(credential))), bodyContext(id));
}

/**
 * The credential of `row`, opened with the customer's key.
 * @throws {@link DomainError} `customer_erased`
 */
export async function openCredential(client: DatabaseClient, wrap: KeyWrap, row: CredentialRecord): Promise<Credential> {
  const key = await openCustomerKey(client, wrap, row.customerId);
  return parseCredential(open(key, row.body, bodyContext(row.id)));
}

/** Digests of a batch in the order of its tree. */
export async function batchDigests(client: DatabaseClient, batchId: string): Promise<Hash32[]> {
  const rows = await client.credential.findMany({ where: { batchId }, orderBy: { position: 'asc' }, select: { digest: true } });
  return rows.map((row) => hash32(row.digest));
}

/** Trees of the batches asked for last; one of a million leaves takes 64 MB. */
const TREES = new Map<string, MerkleTree>();
const TREE_LIMIT = 4;

/** The tree of a batch. Batches never change, so their trees are kept. */
export async function batchTree(client: DatabaseClient, row: Pick<BatchRecord, 'id' | 'root'>): Promise<MerkleTree> {
  const known = TREES.get(row.root);
  if (known !== undefined) return known;
  const tree = new MerkleTree(hashLeaves(flatHashes(await batchDigests(client, row.id))));
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
