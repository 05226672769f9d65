import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** The rules of `test/vectors/credentials/README.md` once more, from the text alone: nothing here comes from `backend/`. */

export type HexText = string;

export const bytesOf = (hex: HexText): Uint8Array => hexToBytes(hex.slice(2));
export const hexOf = (bytes: Uint8Array): HexText => `0x${bytesToHex(bytes)}`;
export const keccak = (...parts: readonly Uint8Array[]): Uint8Array => keccak_256(concatBytes(...parts));
export const textBytes = utf8ToBytes;

/** Unsigned integer in `size` bytes, the highest first. */
export function uint(value: bigint, size: number): Uint8Array {
  return hexToBytes(value.toString(16).padStart(size * 2, '0'));
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return bytesToHex(a) === bytesToHex(b);
}

const NODE = Uint8Array.of(1);

/** Root of the tree of RFC 9162, section 2.1.1, by its recursive definition; `nodePrefix` is 1 for batches and logs, 3 for fields. */
export function treeRoot(leaves: readonly Uint8Array[], nodePrefix = 1): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return keccak();
  if (leaves.length === 1) return only;
  const split = largestPowerBelow(leaves.length);
  return keccak(Uint8Array.of(nodePrefix), treeRoot(leaves.slice(0, split), nodePrefix), treeRoot(leaves.slice(split), nodePrefix));
}

/** Root that `path` leads to from the leaf at `index` of `size` leaves; null when the path has another length than it must. */
export function rootOfPath(leaf: Uint8Array, index: bigint, size: bigint, path: readonly Uint8Array[]): Uint8Array | null {
  if (index < 0n || index >= size) return null;
  if (size === 1n) return path.length === 0 ? leaf : null;
  const sibling = path.at(-1);
  if (sibling === undefined) return null;
  const split = largestPowerBelow(size);
  const rest = path.slice(0, -1);
  if (index < split) {
    const left = rootOfPath(leaf, index, split, rest);
    return left === null ? null : keccak(NODE, left, sibling);
  }
  const right = rootOfPath(leaf, index - split, size - split, rest);
  return right === null ? null : keccak(NODE, sibling, right);
}

function largestPowerBelow<N extends number | bigint>(count: N): N {
  const total = BigInt(count);
  let power = 1n;
  while (power * 2n < total) power *= 2n;
  return (typeof count === 'bigint' ? power : Number(power)) as N;
}

/** `steps` times the hash of the bare 32 bytes. */
export function hashTimes(seed: Uint8Array, steps: number): Uint8Array {
  let value = seed;
  for (let step = 0; step < steps; step++) value = keccak(value);
  return value;
}
