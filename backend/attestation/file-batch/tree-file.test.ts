import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toHex } from '../../kernel/hex.ts';
import { keccakRecords } from '../../kernel/keccak.ts';
import { arrangeHashes, hashOrder } from '../domain/hash-order.ts';
import { MerkleTree } from '../domain/merkle-tree.ts';
import { splitHashes } from '../domain/words.ts';
import { TreeFile, writeTree } from './tree-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-tree-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function leavesOf(count: number): Uint8Array {
  const seeds = new Uint8Array(count * 4);
  const view = new DataView(seeds.buffer);
  for (let i = 0; i < count; i++) view.setUint32(i * 4, i);
  const leaves = new Uint8Array(count * 32);
  keccakRecords(seeds, 4, -1, leaves);
  return leaves;
}

test('a tree on disk is the tree in memory: root, places and paths', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 300 }), async (count) => {
      const leaves = leavesOf(count);
      const sorted = arrangeHashes(leaves, hashOrder(leaves));
      const tree = new MerkleTree(sorted);
      const path = join(folder, 'tree');
      expect(await writeTree(path, leaves)).toBe(toHex(tree.root));
      const file = await open(path, 'r');
      const nodes = new TreeFile(file, count);
      for (const position of [0, count >> 1, count - 1]) {
        expect(await nodes.find(sorted.subarray(position * 32, position * 32 + 32))).toBe(position);
        expect((await nodes.path(position)).map(toHex)).toEqual(splitHashes(tree.path(position)));
      }
      expect(await nodes.find(new Uint8Array(32).fill(0xff))).toBeNull();
      expect(await nodes.find(new Uint8Array(32))).toBeNull();
      expect((await file.stat()).size).toBe(sumOfLevels(count) * 32);
      await file.close();
    }),
    { numRuns: 30 },
  );
});

function sumOfLevels(count: number): number {
  return count === 1 ? 1 : count + sumOfLevels(Math.ceil(count / 2));
}

test('more leaves than are put in order at a time', async () => {
  const leaves = leavesOf(300_001);
  const tree = new MerkleTree(arrangeHashes(leaves, hashOrder(leaves)));
  expect(await writeTree(join(folder, 'large'), leaves)).toBe(toHex(tree.root));
});
