import { keccak_256 } from '@noble/hashes/sha3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../kernel/hex.ts';
import { hashLeaves, hashPair, MerkleTree, rootOfPath } from './merkle-tree.ts';
import { concatBytes } from './words.ts';

/** RFC 9162, section 2.1.1, by its recursive definition and another hash implementation. */
function recursiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return keccak_256(concatBytes(Uint8Array.of(1), recursiveRoot(leaves.slice(0, split)), recursiveRoot(leaves.slice(split))));
}

function leavesOf(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => keccak_256(Uint8Array.of(i >> 8, i & 255)));
}

function splitPath(flat: Uint8Array): Uint8Array[] {
  return Array.from({ length: flat.length / 32 }, (_, i) => flat.subarray(i * 32, i * 32 + 32));
}

const anyTree = fc.integer({ min: 1, max: 200 }).chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size - 1 })));

describe('MerkleTree', () => {
  test('has the root of the recursive definition for every size from 1 to 70', () => {
    for (let count = 1; count <= 70; count++) {
      const leaves = leavesOf(count);
      expect(toHex(new MerkleTree(concatBytes(...leaves)).root), `size ${count}`).toBe(toHex(recursiveRoot(leaves)));
    }
  });

  test('gives each leaf back and refuses places outside', () => {
    const leaves = leavesOf(5);
    const tree = new MerkleTree(concatBytes(...leaves));
    leaves.forEach((leaf, i) => {
      expect(toHex(tree.leaf(i))).toBe(toHex(leaf));
    });
    for (const index of [-1, 5, 0.5]) {
      expect(() => tree.leaf(index)).toThrow('within the tree');
      expect(() => tree.path(index)).toThrow('within the tree');
    }
    expect(() => new MerkleTree(new Uint8Array(0))).toThrow('at least one leaf');
    expect(() => new MerkleTree(new Uint8Array(33))).toThrow('at least one leaf');
  });

  test('hashes leaves and pairs behind different prefixes', () => {
    const pair = concatBytes(...leavesOf(2));
    expect(toHex(hashPair(pair.subarray(0, 32), pair.subarray(32)))).toBe(toHex(keccak_256(concatBytes(Uint8Array.of(1), pair))));
    expect(toHex(hashLeaves(pair))).toBe(toHex(concatBytes(...leavesOf(2).map((leaf) => keccak_256(concatBytes(Uint8Array.of(0), leaf))))));
  });
});

describe('rootOfPath', () => {
  test('leads from every leaf to the root, and from no other place', () => {
    fc.assert(
      fc.property(anyTree, fc.nat(), ([size, index], seed) => {
        const leaves = leavesOf(size);
        const tree = new MerkleTree(concatBytes(...leaves));
        const path = splitPath(tree.path(index));
        const leaf = tree.leaf(index);
        expect(toHex(rootOfPath(leaf, BigInt(index), BigInt(size), path) ?? new Uint8Array())).toBe(toHex(tree.root));
        const elsewhere = seed % size;
        if (elsewhere !== index) {
          const other = rootOfPath(leaf, BigInt(elsewhere), BigInt(size), path);
          expect(other === null || toHex(other) !== toHex(tree.root)).toBe(true);
        }
      }),
    );
  });

  test('refuses a path that is cut short, extended or of wrong width, and an index outside', () => {
    fc.assert(
      fc.property(anyTree, ([size, index]) => {
        const tree = new MerkleTree(concatBytes(...leavesOf(size)));
        const path = splitPath(tree.path(index));
        const leaf = tree.leaf(index);
        expect(rootOfPath(leaf, BigInt(index), BigInt(size), [...path, leaf])).toBeNull();
        if (path.length > 0) {
          expect(rootOfPath(leaf, BigInt(index), BigInt(size), path.slice(0, -1))).toBeNull();
          expect(rootOfPath(leaf, BigInt(index), BigInt(size), [...path.slice(0, -1), new Uint8Array(31)])).toBeNull();
        }
        expect(rootOfPath(leaf, BigInt(size), BigInt(size), path)).toBeNull();
        expect(rootOfPath(leaf, -1n, BigInt(size), path)).toBeNull();
      }),
    );
  });

  test('takes no inner node for a leaf: the digest of a leaf is hashed behind its own prefix', () => {
    const digests = concatBytes(...leavesOf(4));
    const tree = new MerkleTree(hashLeaves(digests));
    const inner = hashPair(tree.leaf(0), tree.leaf(1));
    const right = hashPair(tree.leaf(2), tree.leaf(3));
    // The shortened path is right for the raw node, and wrong once the node is treated as a digest.
    expect(toHex(rootOfPath(inner, 0n, 2n, [right]) ?? new Uint8Array())).toBe(toHex(tree.root));
    expect(toHex(rootOfPath(hashLeaves(inner), 0n, 2n, [right]) ?? new Uint8Array())).not.toBe(toHex(tree.root));
  });
});
