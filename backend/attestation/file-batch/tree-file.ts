import { type FileHandle, open } from 'node:fs/promises';
import { assertInvariant } from '../../kernel/errors.ts';
import { type Hash32, hash32, toHex } from '../../kernel/hex.ts';
import { settleFile } from '../../scoring/score-file-manifest.ts';
import { hashOrder } from '../domain/hash-order.ts';
import { levelAbove, treeLevels } from '../domain/merkle-tree.ts';

/** Leaves that are put in order at a time: 4 MB; even, so that pairs stay together. */
const LEAVES_AT_ONCE = 1 << 17;

/**
 * Writes the tree of `leaves` (32 bytes each, in any order) in ascending order of the leaves: the nodes of all levels one after
 * the other, as {@link treeLevels} has them. Beside the leaves only half of them is in memory.
 * @returns the root
 */
export async function writeTree(path: string, leaves: Uint8Array): Promise<Hash32> {
  const order = hashOrder(leaves);
  const file = await open(`${path}.tmp`, 'w');
  try {
    let level = await writeLeaves(file, leaves, order);
    if (order.length > 1) await write(file, level);
    while (level.length > 32) {
      level = levelAbove(level);
      await write(file, level);
    }
    await file.close();
    await settleFile(path);
    return hash32(toHex(level));
  } finally {
    await file.close().catch(() => undefined);
  }
}

/** Writes the lowest level and gives the one above. */
async function writeLeaves(file: FileHandle, leaves: Uint8Array, order: Uint32Array): Promise<Uint8Array> {
  const above = new Uint8Array(Math.ceil(order.length / 2) * 32);
  for (let from = 0; from < order.length; from += LEAVES_AT_ONCE) {
    const until = Math.min(order.length, from + LEAVES_AT_ONCE);
    const sorted = new Uint8Array((until - from) * 32);
    for (let to = from; to < until; to++) {
      const place = (order[to] ?? 0) * 32;
      sorted.set(leaves.subarray(place, place + 32), (to - from) * 32);
    }
    await write(file, sorted);
    above.set(levelAbove(sorted), (from / 2) * 32);
  }
  return above;
}

/** A single write may stop short of what the system takes at once. */
async function write(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
}

/** A tree on disk, read node by node. */
export class TreeFile {
  readonly size: number;
  readonly #file: FileHandle;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  /** Position of `leaf`; null when the tree has no such leaf. */
  async find(leaf: Uint8Array): Promise<number | null> {
    const wanted = Buffer.from(leaf);
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (Buffer.compare(await this.#node(middle * 32), wanted) < 0) low = middle + 1;
      else high = middle;
    }
    return low < this.size && wanted.equals(await this.#node(low * 32)) ? low : null;
  }

  /** Siblings from the leaf at `position` up to the root, 32 bytes each unless the file is cut off. */
  async path(position: number): Promise<Uint8Array[]> {
    assertInvariant(position >= 0 && position < this.size, 'A position lies within the tree.');
    const siblings: Uint8Array[] = [];
    let place = position;
    for (const { at, count } of treeLevels(this.size)) {
      const sibling = place % 2 === 0 ? place + 1 : place - 1;
      if (sibling < count) siblings.push(await this.#node(at + sibling * 32));
      place = Math.floor(place / 2);
    }
    return siblings;
  }

  async #node(at: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(32), 0, 32, at);
    return buffer.subarray(0, bytesRead);
  }
}
