import { hashLeaves, PREFIX } from '../../attestation/domain/merkle-tree.ts';
import { concatBytes, sameBytes } from '../../attestation/domain/words.ts';
import { type Hash32, hash32, toHex } from '../../kernel/hex.ts';
import { keccak256 } from '../../kernel/keccak.ts';
import { decodeBundle } from './batch-entry.ts';
import { rangeRoot } from './subtree.ts';
import { levelCount, TILE_BYTES, TILE_WIDTH, type TilePlace, tilePath } from './tile-path.ts';
import { type TileReader, TileTree } from './tile-tree.ts';

/** Something wrong in the files of one tree. */
export interface TreeFault {
  readonly kind: 'tile_missing' | 'tile_altered' | 'row_altered';
  /** Path of the file. */
  readonly path: string;
  /** Leaf, where it is one. */
  readonly position: number | null;
  readonly expected: string | null;
  readonly actual: string | null;
}

export interface CheckedTree {
  readonly size: number;
  /** Root that follows from the leaves alone; null when some are missing. */
  readonly root: Hash32 | null;
  readonly faults: readonly TreeFault[];
  readonly tiles: number;
}

export interface TreeToCheck {
  readonly size: number;
  readonly read: TileReader;
  /** Told of each bundle of entries that is whole. */
  onEntries?(first: number, entries: readonly Uint8Array[]): void;
}

/**
 * Computes every hash of a tree again from its entries, tile by tile: leaves from entries, upper tiles from full lower
 * ones, the root from all. One tile is in memory at a time, beside a hash for each tile below.
 */
export async function checkTree(tree: TreeToCheck): Promise<CheckedTree> {
  const faults: TreeFault[] = [];
  const kept = new Map<string, Uint8Array>();
  let tiles = 0;
  let isWhole = true;
  let above = new Uint8Array(levelCount(tree.size, 1) * 32);
  for (let index = 0; index * TILE_WIDTH < tree.size; index++) {
    const leaves = await checkLeaves(tree, index, faults);
    tiles += 2;
    if (leaves === null) isWhole = false;
    else if (leaves.length === TILE_BYTES) above.set(rangeRoot(leaves), index * 32);
    else kept.set(`0/${index}`, leaves);
  }
  // Without all leaves nothing above them can be judged.
  for (let level = 1; isWhole && above.length > 0; level++) {
    const next = new Uint8Array(levelCount(tree.size, level + 1) * 32);
    for (let index = 0; index * TILE_BYTES < above.length; index++) {
      const hashes = above.subarray(index * TILE_BYTES, (index + 1) * TILE_BYTES);
      await compareTile(tree, { level, index, width: hashes.length / 32 }, hashes, faults);
      tiles++;
      kept.set(`${level}/${index}`, hashes);
      if (hashes.length === TILE_BYTES) next.set(rangeRoot(hashes), index * 32);
    }
    above = next;
  }
  const root = isWhole ? await rootOfTiles(tree.size, kept) : null;
  return { size: tree.size, root, faults, tiles };
}

async function rootOfTiles(size: number, tiles: ReadonlyMap<string, Uint8Array>): Promise<Hash32> {
  const tree = new TileTree(size, async ({ level, index }) => tiles.get(`${level}/${index}`) ?? null);
  return hash32(toHex(await tree.root()));
}

/** Leaf hashes of one tile as its entries give them; null when the entries are not there. */
async function checkLeaves({ size, read, onEntries }: TreeToCheck, index: number, faults: TreeFault[]): Promise<Uint8Array | null> {
  const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
  const bundlePlace = { level: 'entries', index, width } as const;
  const tilePlace = { level: 0, index, width } as const;
  const own = await readEntries(read, bundlePlace);
  const tile = await readHashes(read, tilePlace);
  if (own === null) {
    faults.push(missing(bundlePlace));
    return null;
  }
  const leaves = leavesOf(own);
  onEntries?.(index * TILE_WIDTH, own);
  if (tile === null) faults.push(missing(tilePlace));
  else if (!sameBytes(tile, leaves)) faults.push(alteredRow(tilePlace, leaves, tile));
  return leaves;
}

/** Hashes of a tile; null when the file is not there or has not its length. */
async function readHashes(read: TileReader, place: TilePlace): Promise<Uint8Array | null> {
  const exact = await read(place);
  if (exact !== null) return exact.length === place.width * 32 ? exact : null;
  // A mirror of a longer log may have a full tile in its place; it begins with the same hashes.
  const full = place.width < TILE_WIDTH ? await read({ ...place, width: TILE_WIDTH }) : null;
  return full?.length === TILE_BYTES ? full.subarray(0, place.width * 32) : null;
}

/** As {@link readHashes} for what is hashed into the leaves. */
async function readEntries(read: TileReader, place: TilePlace): Promise<readonly Uint8Array[] | null> {
  const exact = await read(place);
  const wanted = exact === null ? TILE_WIDTH : place.width;
  const bytes = exact ?? (place.width < TILE_WIDTH ? await read({ ...place, width: TILE_WIDTH }) : null);
  const entries = bytes === null ? null : decodeBundle(bytes);
  return entries?.length === wanted ? entries.slice(0, place.width) : null;
}

async function compareTile({ read }: TreeToCheck, place: TilePlace, hashes: Uint8Array, faults: TreeFault[]): Promise<void> {
  const tile = await readHashes(read, place);
  if (tile === null) faults.push(missing(place));
  else if (!sameBytes(tile, hashes)) {
    faults.push({ kind: 'tile_altered', path: tilePath(place), position: null, ...firstDifference(hashes, tile) });
  }
}

/** Leaf hashes keccak256(0x00 ‖ entry) of `entries`. */
export function leavesOf(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.every((entry) => entry.length === 32)) return hashLeaves(concatBytes(...entries));
  const leaves = new Uint8Array(entries.length * 32);
  entries.forEach((entry, i) => {
    leaves.set(keccak256(concatBytes(Uint8Array.of(PREFIX.leaf), entry)), i * 32);
  });
  return leaves;
}

function missing(place: TilePlace): TreeFault {
  return { kind: 'tile_missing', path: tilePath(place), position: null, expected: null, actual: null };
}

function alteredRow(place: TilePlace, expected: Uint8Array, actual: Uint8Array): TreeFault {
  const { at, ...values } = firstDifferenceAt(expected, actual);
  return { kind: 'row_altered', path: tilePath(place), position: place.index * TILE_WIDTH + at, ...values };
}

function firstDifference(expected: Uint8Array, actual: Uint8Array) {
  const { expected: left, actual: right } = firstDifferenceAt(expected, actual);
  return { expected: left, actual: right };
}

function firstDifferenceAt(expected: Uint8Array, actual: Uint8Array) {
  let at = 0;
  while (at * 32 < expected.length && sameBytes(hashAt(expected, at), hashAt(actual, at))) at++;
  return { at, expected: toHex(hashAt(expected, at)), actual: toHex(hashAt(actual, at)) };
}

function hashAt(hashes: Uint8Array, at: number): Uint8Array {
  return hashes.subarray(at * 32, at * 32 + 32);
}
