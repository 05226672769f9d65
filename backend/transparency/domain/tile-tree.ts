import { hashPair } from '../../attestation/domain/merkle-tree.ts';
import { assertInvariant, DomainError } from '../../kernel/errors.ts';
import { keccak256 } from '../../kernel/keccak.ts';
import { rangeRoot } from './subtree.ts';
import { levelCount, TILE_WIDTH, type TilePlace, tilePath } from './tile-path.ts';

/** Where tiles come from: a folder, a server, memory. Null when there is no such tile. */
export type TileReader = (place: TilePlace) => Promise<Uint8Array | null>;

/** Levels of the tree that one tile spans. */
const TILE_HEIGHT = 8;

/**
 * The tree of a log of `size` leaves, read from its tiles: the root, and any proof, from a handful of tiles. Nothing is
 * believed: who wants to know that the tiles are right compares the root with a signed or anchored one.
 */
export class TileTree {
  readonly size: number;
  readonly #read: TileReader;
  readonly #known = new Map<string, Promise<Uint8Array>>();

  constructor(size: number, read: TileReader) {
    assertInvariant(Number.isSafeInteger(size) && size >= 0, 'The size of a log is a whole number.');
    this.size = size;
    this.#read = read;
  }

  /** Root of the first `size` leaves; the hash of nothing for none. @throws {@link DomainError} `tile_missing` */
  async root(size = this.size): Promise<Uint8Array> {
    return size === 0 ? keccak256(new Uint8Array()) : this.#range(0, size);
  }

  /** Leaf hash at `index`. */
  async leaf(index: number): Promise<Uint8Array> {
    return (await this.#hashes(0, index, 1)).slice();
  }

  /** Siblings from the leaf at `index` up to the root of the first `size` leaves (RFC 9162, section 2.1.3.1). */
  async inclusionPath(index: number, size = this.size): Promise<Uint8Array[]> {
    assertInvariant(index >= 0 && index < size && size <= this.size, 'A leaf index lies within the tree.');
    const path: Uint8Array[] = [];
    let [from, to] = [0, size];
    while (to - from > 1) {
      const middle = from + splitOf(to - from);
      path.unshift(index < middle ? await this.#range(middle, to) : await this.#range(from, middle));
      if (index < middle) to = middle;
      else from = middle;
    }
    return path;
  }

  /** Hashes that show that the first `from` leaves are a prefix of the first `to` (RFC 9162, section 2.1.4.1). */
  async consistencyPath(from: number, to = this.size): Promise<Uint8Array[]> {
    assertInvariant(from >= 1 && from <= to && to <= this.size, 'A consistency proof starts from a size within the log.');
    const path: Uint8Array[] = [];
    let [low, high, isWhole] = [0, to, true];
    while (from !== high) {
      const middle = low + splitOf(high - low);
      if (from <= middle) {
        path.unshift(await this.#range(middle, high));
        high = middle;
      } else {
        path.unshift(await this.#range(low, middle));
        low = middle;
        isWhole = false;
      }
    }
    return isWhole ? path : [await this.#range(low, high), ...path];
  }

  /** Root of the leaves `from` to `to`, a node of the tree. */
  async #range(from: number, to: number): Promise<Uint8Array> {
    const count = to - from;
    const split = splitOf(count);
    if (split * 2 === count || count === 1) {
      const level = Math.floor(Math.log2(count) / TILE_HEIGHT);
      const unit = TILE_WIDTH ** level;
      return rangeRoot(await this.#hashes(level, from / unit, count / unit));
    }
    // A node starts at a multiple of a power of two that is not smaller than it, so a small one lies in one tile.
    if (count < TILE_WIDTH) return rangeRoot(await this.#hashes(0, from, count));
    return hashPair(await this.#range(from, from + split), await this.#range(from + split, to));
  }

  /** `count` hashes of a level from number `first` on, all in one tile. */
  async #hashes(level: number, first: number, count: number): Promise<Uint8Array> {
    const index = Math.floor(first / TILE_WIDTH);
    const tile = await this.#tile(level, index);
    const at = (first - index * TILE_WIDTH) * 32;
    return tile.subarray(at, at + count * 32);
  }

  async #tile(level: number, index: number): Promise<Uint8Array> {
    const width = Math.min(TILE_WIDTH, levelCount(this.size, level) - index * TILE_WIDTH);
    const path = tilePath({ level, index, width });
    const known = this.#known.get(path) ?? this.#load({ level, index, width }, path);
    this.#known.set(path, known);
    return known;
  }

  async #load(place: TilePlace, path: string): Promise<Uint8Array> {
    // A log that has grown may have put a fuller tile in the place of a partial one; it starts with the same hashes.
    const bytes = (await this.#read(place)) ?? (place.width < TILE_WIDTH ? await this.#read({ ...place, width: TILE_WIDTH }) : null);
    if (bytes === null || bytes.length < place.width * 32) {
      throw new DomainError('tile_missing', 'not_found', `The log has no tile ${path}, or not all of it.`, { params: { tile: path } });
    }
    return bytes.subarray(0, place.width * 32);
  }
}

/** The largest power of two below `count`. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}
