import { hashLeaves } from '../attestation/domain/merkle-tree.ts';
import { DomainError } from '../kernel/errors.ts';
import { fromHex, type Hash32, hash32, toHex } from '../kernel/hex.ts';
import { entryLeaf } from './domain/batch-entry.ts';
import { decodeBundle } from './domain/batch-entry.ts';
import { TILE_WIDTH } from './domain/tile-path.ts';
import { type TileReader, TileTree } from './domain/tile-tree.ts';
import type { LogDoor } from './open-log.ts';
import type { ConsistencyProofView, InclusionProofView, LeafProofView } from './schemas.ts';

/**
 * Proof that a batch is in its issuer's log when that had `size` batches; the newest size without it.
 * @throws {@link DomainError} `log_unknown`, `log_size_invalid`, `tile_missing`
 */
export async function proveInclusion(logs: LogDoor, issuer: number, batch: number, size: number | null): Promise<InclusionProofView> {
  const log = await logs.open(issuer);
  const at = sizeWithin(log.tree.size, size);
  if (batch >= at) throw outside('batch', `The log of this size has the batches 0 to ${at - 1}.`);
  const { place, anchored } = await log.entry(batch);
  const entry = { place, issuer, anchored };
  return {
    commitment: {
      ...place,
      issuer,
      batch: String(anchored.batch),
      root: anchored.root,
      leaves: String(anchored.leaves),
      firstLeaf: String(anchored.firstLeaf),
      model: anchored.model,
      stateRoot: anchored.stateRoot,
      time: String(anchored.time),
    },
    leaf: entryLeaf(entry),
    index: String(batch),
    size: String(at),
    path: pathText(await log.tree.inclusionPath(batch, at)),
    root: hashOf(await log.tree.root(at)),
  };
}

/**
 * Proof that the log of `from` batches is the beginning of that of `to`.
 * @throws {@link DomainError} `log_unknown`, `log_size_invalid`, `tile_missing`
 */
export async function proveConsistency(logs: LogDoor, issuer: number, from: number, to: number | null): Promise<ConsistencyProofView> {
  const { tree } = await logs.open(issuer);
  const next = sizeWithin(tree.size, to);
  if (from < 1 || from > next) throw outside('from', `A proof leads from a size of 1 to ${next}.`);
  return {
    issuerId: issuer,
    from: { size: String(from), root: hashOf(await tree.root(from)) },
    to: { size: String(next), root: hashOf(await tree.root(next)) },
    path: pathText(await tree.consistencyPath(from, next)),
  };
}

export interface LeafWanted {
  readonly issuer: number;
  readonly batch: number;
  /** One of the two. */
  readonly position: number | null;
  readonly digest: Hash32 | null;
}

/**
 * Proof that a credential is in its batch, from the tiles of the batch.
 * @throws {@link DomainError} `log_unknown`, `log_size_invalid`, `leaf_unknown`, `leaves_not_published`, `tile_missing`
 */
export async function proveLeaf(logs: LogDoor, { issuer, batch, position, digest }: LeafWanted): Promise<LeafProofView> {
  const log = await logs.open(issuer);
  if (batch >= log.tree.size) throw outside('batch', `The log has the batches 0 to ${log.tree.size - 1}.`);
  const { anchored } = await log.entry(batch);
  const reader = await logs.batchReader(issuer, BigInt(batch));
  const size = Number(anchored.leaves);
  const index = position ?? (await findDigest(reader, size, digest));
  if (index === null || index >= size) throw new DomainError('leaf_unknown', 'not_found', 'The batch has no such credential.');
  const tree = new TileTree(size, reader);
  return {
    issuerId: issuer,
    batch: String(batch),
    digest: await digestAt(reader, size, index),
    leaf: hashOf(await tree.leaf(index)),
    index: String(index),
    size: String(size),
    path: pathText(await tree.inclusionPath(index)),
    root: hashOf(await tree.root()),
  };
}

/** Position of the credential with `digest`, by a look through the leaves of the batch. */
async function findDigest(reader: TileReader, size: number, digest: Hash32 | null): Promise<number | null> {
  if (digest === null) throw new DomainError('leaf_unnamed', 'invalid', 'Name the credential by its position or by its digest.');
  const leaf = Buffer.from(hashLeaves(fromHex(digest)));
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const tile = await reader({ level: 0, index, width: Math.min(TILE_WIDTH, size - index * TILE_WIDTH) });
    if (tile === null) throw notPublished();
    const at = Buffer.from(tile).indexOf(leaf);
    if (at >= 0 && at % 32 === 0) return index * TILE_WIDTH + at / 32;
  }
  return null;
}

async function digestAt(reader: TileReader, size: number, position: number): Promise<Hash32> {
  const index = Math.floor(position / TILE_WIDTH);
  const bundle = await reader({ level: 'entries', index, width: Math.min(TILE_WIDTH, size - index * TILE_WIDTH) });
  const digest = bundle === null ? undefined : decodeBundle(bundle)?.[position % TILE_WIDTH];
  if (digest === undefined) throw notPublished();
  return hashOf(digest);
}

function sizeWithin(newest: number, wanted: number | null): number {
  const size = wanted ?? newest;
  if (size < 1 || size > newest) throw outside('size', `The log has 1 to ${newest} batches to prove from.`);
  return size;
}

function outside(field: string, detail: string): DomainError {
  return new DomainError('log_size_invalid', 'invalid', detail, { faults: [{ pointer: `/${field}`, code: 'log_size_invalid', detail }] });
}

function notPublished(): DomainError {
  return new DomainError('leaves_not_published', 'not_found', 'This installation does not publish the credentials of this batch.');
}

function hashOf(bytes: Uint8Array): Hash32 {
  return hash32(toHex(bytes));
}

function pathText(path: readonly Uint8Array[]): Hash32[] {
  return path.map(hashOf);
}
