import { assertInvariant } from '../../kernel/errors.ts';
import { keccakRecords } from '../../kernel/keccak.ts';

/** First byte of what is hashed, so that no value of one kind can pass for another. */
export const PREFIX = {
  leaf: 0x00,
  node: 0x01,
  fieldLeaf: 0x02,
  fieldNode: 0x03,
  holder: 0x05,
  stateRoot: 0x06,
  stateEntry: 0x07,
} as const;

/** 32-bit words of a hash. */
const WORDS = 8;

/** Hash of an inner node: keccak256(prefix ‖ left ‖ right). */
export function hashPair(left: Uint8Array, right: Uint8Array, prefix: number = PREFIX.node): Uint8Array {
  const pair = new Uint8Array(64);
  pair.set(left);
  pair.set(right, 32);
  const node = new Uint8Array(32);
  keccakRecords(pair, 64, prefix, node);
  return node;
}

/** Leaves keccak256(0x00 ‖ digest) of 32-byte `digests` that stand one after the other. */
export function hashLeaves(digests: Uint8Array): Uint8Array {
  const leaves = new Uint8Array(digests.length);
  keccakRecords(digests, 32, PREFIX.leaf, leaves);
  return leaves;
}

/** Where a level of a tree stands in its nodes, which are those of all levels one after the other, leaves first. */
export interface TreeLevel {
  /** Byte offset of its first node. */
  readonly at: number;
  readonly count: number;
}

/** Levels of the tree of `size` leaves, root last. */
export function treeLevels(size: number): TreeLevel[] {
  const levels: TreeLevel[] = [];
  let at = 0;
  for (let count = size; ; count = (count + 1) >> 1) {
    levels.push({ at, count });
    at += count * 32;
    if (count === 1) return levels;
  }
}

/** The nodes above those of `level`; of an odd number the last is promoted unhashed. */
export function levelAbove(level: Uint8Array, prefix: number = PREFIX.node): Uint8Array {
  const pairs = Math.floor(level.length / 64);
  const above = new Uint8Array(Math.ceil(level.length / 64) * 32);
  keccakRecords(level.subarray(0, pairs * 64), 64, prefix, above.subarray(0, pairs * 32));
  above.set(level.subarray(pairs * 64), pairs * 32);
  return above;
}

/**
 * Merkle tree in the shape of RFC 9162: leaves keep their order, an odd node is promoted unhashed.
 * All levels stand in one flat array, so a million leaves need 64 MB and no object per node.
 */
export class MerkleTree {
  readonly size: number;
  readonly #nodes: Uint8Array;
  /** The same memory, four bytes at a time. */
  readonly #words: Uint32Array;
  readonly #levels: readonly TreeLevel[];

  /**
   * @param leaves - leaf hashes of 32 bytes each, one after the other; at least one
   * @param prefix - byte that stands before each pair
   */
  constructor(leaves: Uint8Array, prefix: number = PREFIX.node) {
    assertInvariant(leaves.length > 0 && leaves.length % 32 === 0, 'A tree has at least one leaf of 32 bytes.');
    this.size = leaves.length / 32;
    const levels = treeLevels(this.size);
    this.#levels = levels;
    this.#nodes = new Uint8Array((levels.at(-1)?.at ?? 0) + 32);
    this.#words = new Uint32Array(this.#nodes.buffer);
    this.#nodes.set(leaves);
    for (let height = 1; height < levels.length; height++) this.#fill(height, prefix);
  }

  #fill(height: number, prefix: number): void {
    const below = this.#level(height - 1);
    const level = this.#level(height);
    const pairs = below.count >> 1;
    const input = this.#nodes.subarray(below.at, below.at + pairs * 64);
    keccakRecords(input, 64, prefix, this.#nodes.subarray(level.at, level.at + pairs * 32));
    if (below.count % 2 === 1) {
      const last = below.at + (below.count - 1) * 32;
      this.#nodes.copyWithin(level.at + pairs * 32, last, last + 32);
    }
  }

  #level(height: number): TreeLevel {
    const level = this.#levels[height];
    assertInvariant(level !== undefined, 'A tree has no such level.');
    return level;
  }

  /** Root hash; a view of the tree's own memory. */
  get root(): Uint8Array {
    return this.#nodes.subarray(this.#nodes.length - 32);
  }

  /** Leaf hash at `index`; a view of the tree's own memory. */
  leaf(index: number): Uint8Array {
    assertInvariant(Number.isInteger(index) && index >= 0 && index < this.size, 'A leaf index lies within the tree.');
    return this.#nodes.subarray(index * 32, index * 32 + 32);
  }

  /** Siblings from the leaf at `index` up to the root, 32 bytes each, one after the other. */
  path(index: number): Uint8Array {
    assertInvariant(Number.isInteger(index) && index >= 0 && index < this.size, 'A leaf index lies within the tree.');
    const words = new Uint32Array((this.#levels.length - 1) * WORDS);
    const nodes = this.#words;
    let filled = 0;
    let place = index;
    for (const { at, count } of this.#levels) {
      const sibling = place ^ 1;
      if (sibling < count) {
        // Word by word: a view for each sibling would cost more than the copying itself.
        const from = at / 4 + sibling * WORDS;
        for (let i = 0; i < WORDS; i++) words[filled + i] = nodes[from + i] ?? 0;
        filled += WORDS;
      }
      place >>= 1;
    }
    return new Uint8Array(words.buffer, 0, filled * 4);
  }
}

/**
 * Root that `leaf` at `index` of a tree of `size` leaves leads to along `path`, or null when the
 * path has too few or too many siblings for that place.
 */
export function rootOfPath(leaf: Uint8Array, index: bigint, size: bigint, path: readonly Uint8Array[]): Uint8Array | null {
  if (index < 0n || index >= size) return null;
  let node = leaf;
  let place = index;
  let last = size - 1n;
  let used = 0;
  while (last > 0n) {
    if (place % 2n === 1n || place < last) {
      const sibling = path[used];
      if (sibling === undefined || sibling.length !== 32) return null;
      node = place % 2n === 1n ? hashPair(sibling, node) : hashPair(node, sibling);
      used++;
    }
    place >>= 1n;
    last >>= 1n;
  }
  return used === path.length ? node : null;
}
