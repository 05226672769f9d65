import { assertInvariant } from '../../kernel/errors.ts';
import { keccak256 } from '../../kernel/keccak.ts';
import { hashPair, MerkleTree } from './merkle-tree.ts';
import { sameBytes } from './words.ts';

/**
 * State of an append-only log: the roots of its complete subtrees ("peaks"), tallest first. It is
 * what the contract keeps for each issuer; folding it gives the root of the RFC 9162 tree.
 */
export interface LogState {
  readonly size: bigint;
  readonly peaks: readonly Uint8Array[];
}

export const EMPTY_LOG: LogState = { size: 0n, peaks: [] };

/** The log with `leaf` at its end; the peaks merge like the carries of a binary counter. */
export function appendLeaf(log: LogState, leaf: Uint8Array): LogState {
  const peaks = [...log.peaks];
  let carry = leaf;
  for (let rest = log.size; rest % 2n === 1n; rest >>= 1n) {
    const peak = peaks.pop();
    assertInvariant(peak !== undefined, 'A log has one peak for each bit of its size.');
    carry = hashPair(peak, carry);
  }
  peaks.push(carry);
  return { size: log.size + 1n, peaks };
}

/** Root of the log, folded from the right; the hash of nothing for the empty log. */
export function logRoot(log: LogState): Uint8Array {
  const root = log.peaks.reduceRight<Uint8Array | null>((right, peak) => (right === null ? peak : hashPair(peak, right)), null);
  return root ?? keccak256(new Uint8Array());
}

/** Tree over the first `size` of `leaves`. */
export function logTree(leaves: readonly Uint8Array[], size: number = leaves.length): MerkleTree {
  const flat = new Uint8Array(size * 32);
  leaves.slice(0, size).forEach((leaf, i) => {
    flat.set(leaf, i * 32);
  });
  return new MerkleTree(flat);
}

/**
 * Hashes that show that the log of the first `oldSize` leaves is a prefix of the log of all
 * `leaves` (RFC 9162, section 2.1.4.1). Empty when nothing was appended.
 */
export function consistencyPath(leaves: readonly Uint8Array[], oldSize: number): Uint8Array[] {
  assertInvariant(oldSize >= 1 && oldSize <= leaves.length, 'A consistency proof starts from a size within the log.');
  return subProof(leaves, 0, leaves.length, oldSize, true);
}

function subProof(leaves: readonly Uint8Array[], from: number, to: number, oldSize: number, isWhole: boolean): Uint8Array[] {
  const count = to - from;
  if (oldSize === count) return isWhole ? [] : [rangeRoot(leaves, from, to)];
  let split = 1;
  while (split * 2 < count) split *= 2;
  if (oldSize <= split) return [...subProof(leaves, from, from + split, oldSize, isWhole), rangeRoot(leaves, from + split, to)];
  return [...subProof(leaves, from + split, to, oldSize - split, false), rangeRoot(leaves, from, from + split)];
}

function rangeRoot(leaves: readonly Uint8Array[], from: number, to: number): Uint8Array {
  return logTree(leaves.slice(from, to)).root;
}

export interface LogCheckpoint {
  readonly size: bigint;
  readonly root: Uint8Array;
}

/** Whether `path` shows that the log at `next` only appends to the log at `previous` (RFC 9162, section 2.1.4.2). */
export function isConsistent(previous: LogCheckpoint, next: LogCheckpoint, path: readonly Uint8Array[]): boolean {
  if (previous.size < 1n || previous.size > next.size) return false;
  if (previous.size === next.size) return path.length === 0 && sameBytes(previous.root, next.root);
  const isPowerOfTwo = (previous.size & (previous.size - 1n)) === 0n;
  const [first, ...rest] = isPowerOfTwo ? [previous.root, ...path] : path;
  if (first === undefined || path.length === 0) return false;
  let place = previous.size - 1n;
  let last = next.size - 1n;
  while (place % 2n === 1n) {
    place >>= 1n;
    last >>= 1n;
  }
  let oldNode = first;
  let newNode = first;
  for (const step of rest) {
    if (last === 0n || step.length !== 32) return false;
    if (place % 2n === 1n || place === last) {
      oldNode = hashPair(step, oldNode);
      newNode = hashPair(step, newNode);
      while (place % 2n === 0n && place !== 0n) {
        place >>= 1n;
        last >>= 1n;
      }
    } else {
      newNode = hashPair(newNode, step);
    }
    place >>= 1n;
    last >>= 1n;
  }
  return last === 0n && sameBytes(oldNode, previous.root) && sameBytes(newNode, next.root);
}
