import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isErrno, unwritable } from '../platform/chain/durable-file.ts';
import { encodeBundle } from './domain/batch-entry.ts';
import { bundlesOf, TILE_WIDTH, type TilePlace, tilePath, tilesOf } from './domain/tile-path.ts';
import type { TileReader } from './domain/tile-tree.ts';
import { buildTiles } from './domain/tiles.ts';

/** Files written at the same time: enough to keep the disk busy while each waits for its own sync. */
const PARALLEL = 32;

/** Null when there is no such file. */
export async function readIfPresent(path: string): Promise<Uint8Array | null> {
  try {
    // Not a Buffer, whose slices are views of the same bytes.
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (isErrno(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
}

/** Tiles of the log in `folder`. */
export function folderReader(folder: string): TileReader {
  return (place) => readIfPresent(join(folder, tilePath(place)));
}

/**
 * The file appears whole under its name and survives a power cut; what stood there is replaced.
 * @throws {@link DomainError} `home_unwritable`
 */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const folder = dirname(path);
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.draft`;
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(draft, 'wx', 0o644);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw unwritable(folder, error);
  }
}

/** Makes new names in `folder` survive a power cut; Windows cannot and needs not. */
export async function syncNames(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export interface TreeFiles {
  /** Leaf hashes, 32 bytes each. */
  readonly leaves: Uint8Array;
  /** What the leaf at `index` is the hash of. */
  entry(index: number): Uint8Array;
  /** Earlier sizes whose checkpoints were signed: their partial tiles are kept as long as the full ones are not there. */
  readonly sizes?: readonly number[];
}

/** Writes tiles and bundles of a log into `folder`; files that say the same already are left alone. */
export async function writeTree(folder: string, files: TreeFiles): Promise<void> {
  const { leaves, sizes = [] } = files;
  const size = leaves.length / 32;
  for (const earlier of sizes) {
    // Beyond the open tile of the leaves only few partial tiles are left, and a fuller one begins with the same hashes.
    if (earlier < size && Math.floor(earlier / TILE_WIDTH) === Math.floor(size / TILE_WIDTH)) await writePart(folder, files, earlier);
  }
  await inParallel(buildTiles(leaves), (tile) => put(join(folder, tilePath(tile)), tile.bytes));
  await inParallel(bundlesOf(size), (place) => put(join(folder, tilePath(place)), bundleAt(files, place)));
  await dropCovered(folder, size);
}

async function writePart(folder: string, files: TreeFiles, size: number): Promise<void> {
  for (const tile of buildTiles(files.leaves.subarray(0, size * 32), size)) await put(join(folder, tilePath(tile)), tile.bytes);
  for (const place of bundlesOf(size)) {
    if (place.width < TILE_WIDTH) await put(join(folder, tilePath(place)), bundleAt(files, place));
  }
}

function bundleAt({ entry }: TreeFiles, { index, width }: TilePlace): Uint8Array {
  return encodeBundle(Array.from({ length: width }, (_, i) => entry(index * TILE_WIDTH + i)));
}

async function put(path: string, bytes: Uint8Array): Promise<void> {
  const known = await readIfPresent(path);
  if (known === null || Buffer.compare(known, bytes) !== 0) await writeWhole(path, bytes);
}

/** Removes partial tiles whose full tile is there; C2SP allows it and a mirror then fetches the full one. */
async function dropCovered(folder: string, size: number): Promise<void> {
  for (const places of [tilesOf(size), bundlesOf(size)]) {
    for (const place of places) {
      if (place.width === TILE_WIDTH) await rm(`${join(folder, tilePath(place))}.p`, { recursive: true, force: true });
    }
  }
}

/** Whether every tile and bundle of a log of `size` leaves is in `folder`, with the length that it must have. */
export async function hasWholeTree(folder: string, size: number, entryBytes: number): Promise<boolean> {
  let isWhole = true;
  const look = (bytesEach: number) => async (place: TilePlace) => {
    if (isWhole && (await lengthOf(join(folder, tilePath(place)))) !== place.width * bytesEach) isWhole = false;
  };
  await inParallel(tilesOf(size), look(32));
  await inParallel(bundlesOf(size), look(entryBytes + 2));
  return isWhole;
}

async function lengthOf(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null);
  return found === null ? null : found.size;
}

/** Does `work` for each item, a few at a time; the first fault ends it. */
export async function inParallel<T>(items: Iterable<T>, work: (item: T) => Promise<void>, lanes = PARALLEL): Promise<void> {
  const queue = items[Symbol.iterator]();
  const lane = async () => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
