import { assertInvariant } from '../../kernel/errors.ts';
import { fromHex, type Hash32, toHex } from '../../kernel/hex.ts';
import { keccak256, keccakRecords } from '../../kernel/keccak.ts';
import { hashOrder } from './hash-order.ts';
import { MerkleTree, PREFIX, rootOfPath } from './merkle-tree.ts';
import { concatBytes, sameBytes, splitHashes, uintBytes } from './words.ts';

/** The newest credential of one subject: running number of its issuer and number in the subject's own row. */
export interface StateEntry {
  readonly tag: Hash32;
  readonly index: bigint;
  readonly seq: bigint;
}

/** One entry of the map with its way to the root. */
export interface StateOpening extends StateEntry {
  readonly position: bigint;
  readonly path: readonly Hash32[];
}

/**
 * What the map holds for a tag: one opening when it holds the tag; else the two neighbours between which the tag would
 * stand, or the first or the last entry alone when it would stand before or behind all.
 */
export interface StateProof {
  readonly count: bigint;
  readonly openings: readonly StateOpening[];
}

const ENTRY_SIZE = 48;

function entryBytes({ tag, index, seq }: StateEntry): Uint8Array {
  return concatBytes(fromHex(tag), uintBytes(index, 8), uintBytes(seq, 8));
}

function stateRootOf(count: bigint, treeRoot: Uint8Array): Hash32 {
  return toHex(keccak256(concatBytes(Uint8Array.of(PREFIX.stateRoot), uintBytes(count, 8), treeRoot))) as Hash32;
}

/** Entries of a map in columns, in any order: a million take 48 MB and no object each. */
export interface StateColumns {
  /** 32 bytes each. */
  readonly tags: Uint8Array;
  readonly indexes: BigUint64Array;
  readonly seqs: BigUint64Array;
}

/** Sorted map from subject tag to newest credential, with proofs of what it holds and of what it does not. */
export class StateMap {
  /** Sorted entries as they are hashed. */
  readonly #flat: Uint8Array;
  readonly #tree: MerkleTree;

  /** @throws {@link InvariantError} when there is no entry or a tag is given twice */
  constructor({ tags, indexes, seqs }: StateColumns) {
    const count = indexes.length;
    assertInvariant(count > 0 && tags.length === count * 32 && seqs.length === count, 'A state map has columns of one length.');
    this.#flat = new Uint8Array(count * ENTRY_SIZE);
    const view = new DataView(this.#flat.buffer);
    hashOrder(tags).forEach((from, to) => {
      this.#flat.set(tags.subarray(from * 32, from * 32 + 32), to * ENTRY_SIZE);
      view.setBigUint64(to * ENTRY_SIZE + 32, indexes[from] ?? 0n);
      view.setBigUint64(to * ENTRY_SIZE + 40, seqs[from] ?? 0n);
      assertInvariant(to === 0 || !sameBytes(this.#tagAt(to - 1), this.#tagAt(to)), 'A state map holds each tag once.');
    });
    const leaves = new Uint8Array(count * 32);
    keccakRecords(this.#flat, ENTRY_SIZE, PREFIX.stateEntry, leaves);
    this.#tree = new MerkleTree(leaves);
  }

  /** The map of `entries`, in any order. */
  static of(entries: readonly StateEntry[]): StateMap {
    const tags = new Uint8Array(entries.length * 32);
    entries.forEach(({ tag }, i) => {
      tags.set(fromHex(tag), i * 32);
    });
    return new StateMap({
      tags,
      indexes: BigUint64Array.from(entries, ({ index }) => index),
      seqs: BigUint64Array.from(entries, ({ seq }) => seq),
    });
  }

  get count(): number {
    return this.#tree.size;
  }

  /** What a batch commits to as its state root. */
  get root(): Hash32 {
    return stateRootOf(BigInt(this.count), this.#tree.root);
  }

  /** Proof of what the map holds for `tag`, or that it holds nothing. */
  prove(tag: Hash32): StateProof {
    const wanted = fromHex(tag);
    const at = this.#firstNotBelow(wanted);
    const isHeld = at < this.count && sameBytes(this.#tagAt(at), wanted);
    const places = isHeld ? [at] : [at - 1, at].filter((i) => i >= 0 && i < this.count);
    return { count: BigInt(this.count), openings: places.map((i) => this.#open(i)) };
  }

  #tagAt(position: number): Uint8Array {
    return this.#flat.subarray(position * ENTRY_SIZE, position * ENTRY_SIZE + 32);
  }

  #open(position: number): StateOpening {
    const view = new DataView(this.#flat.buffer, position * ENTRY_SIZE, ENTRY_SIZE);
    return {
      tag: toHex(this.#tagAt(position)) as Hash32,
      index: view.getBigUint64(32),
      seq: view.getBigUint64(40),
      position: BigInt(position),
      path: splitHashes(this.#tree.path(position)),
    };
  }

  #firstNotBelow(tag: Uint8Array): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBelow(this.#tagAt(middle), tag)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isBelow(left: Uint8Array, right: Uint8Array): boolean {
  const at = left.findIndex((byte, i) => byte !== right[i]);
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
}

export type StateAnswer =
  /** The newest credential of the tag. */
  | { readonly held: true; readonly entry: StateEntry }
  /** The map holds no such tag. */
  | { readonly held: false }
  /** The proof shows neither. */
  | { readonly held: null };

const NOTHING_SHOWN: StateAnswer = { held: null };

/** What `proof` shows about `tag` in the map with the root `stateRoot`. */
export function readStateProof(stateRoot: Hash32, tag: Hash32, proof: StateProof): StateAnswer {
  const { count, openings } = proof;
  if (count < 1n || openings.some((opening) => !leadsToRoot(stateRoot, count, opening))) return NOTHING_SHOWN;
  const [first, second, ...more] = openings;
  if (first === undefined || more.length > 0) return NOTHING_SHOWN;
  if (second === undefined) {
    if (first.tag === tag) return { held: true, entry: first };
    const isEdge = (first.position === 0n && tag < first.tag) || (first.position === count - 1n && first.tag < tag);
    return isEdge ? { held: false } : NOTHING_SHOWN;
  }
  const areNeighbours = second.position === first.position + 1n && first.tag < tag && tag < second.tag;
  return areNeighbours ? { held: false } : NOTHING_SHOWN;
}

function leadsToRoot(stateRoot: Hash32, count: bigint, opening: StateOpening): boolean {
  const leaf = keccak256(concatBytes(Uint8Array.of(PREFIX.stateEntry), entryBytes(opening)));
  const path = opening.path.map((hash) => fromHex(hash));
  const root = rootOfPath(leaf, opening.position, count, path);
  return root !== null && stateRootOf(count, root) === stateRoot;
}
