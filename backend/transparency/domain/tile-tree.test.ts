import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { consistencyPath, isConsistent } from '../../attestation/domain/merkle-log.ts';
import { MerkleTree, rootOfPath } from '../../attestation/domain/merkle-tree.ts';
import { uintBytes } from '../../attestation/domain/words.ts';
import { toHex } from '../../kernel/hex.ts';
import { keccak256 } from '../../kernel/keccak.ts';
import { bundlesOf, parseTilePath, TILE_WIDTH, tilePath, tilesOf } from './tile-path.ts';
import { type TileReader, TileTree } from './tile-tree.ts';
import { buildTiles } from './tiles.ts';

interface Vectors {
  readonly roots: readonly { readonly size: string; readonly root: string }[];
  readonly inclusion: readonly { readonly index: string; readonly size: string; readonly root: string; readonly path: readonly string[] }[];
  readonly consistency: readonly { readonly oldSize: string; readonly newSize: string; readonly path: readonly string[] }[];
}

const vectors = JSON.parse(await readFile(new URL('../../../test/vectors/merkle-log.json', import.meta.url), 'utf8')) as Vectors;

function leavesTo(size: number): Uint8Array {
  const flat = new Uint8Array(size * 32);
  for (let i = 0; i < size; i++) flat.set(keccak256(uintBytes(i, 32)), i * 32);
  return flat;
}

function listOf(leaves: Uint8Array): Uint8Array[] {
  return Array.from({ length: leaves.length / 32 }, (_, i) => leaves.subarray(i * 32, i * 32 + 32));
}

function readerOf(leaves: Uint8Array): TileReader & { readonly asked: string[] } {
  const tiles = new Map([...buildTiles(leaves)].map((tile) => [tilePath(tile), tile.bytes]));
  const asked: string[] = [];
  return Object.assign(
    async (place: Parameters<TileReader>[0]) => {
      asked.push(tilePath(place));
      return tiles.get(tilePath(place)) ?? null;
    },
    { asked },
  );
}

describe('paths of tiles', () => {
  test.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 1_234_067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 1, index: 1_000, width: 17 }, 'tile/1/x001/000.p/17'],
    [{ level: 'entries', index: 999, width: 1 }, 'tile/entries/999.p/1'],
  ] as const)('%o', (place, path) => {
    expect(tilePath(place)).toBe(path);
    expect(parseTilePath(path)).toEqual(place);
  });

  test.each([
    'tile/0/0',
    'tile/0/0000',
    'tile/0/x000/001',
    'tile/00/001',
    'tile/6/001',
    'tile/0/001.p/0',
    'tile/0/001.p/256',
    'tile/0/001.p/007',
    'tile/0/../001',
    'tile/entries/x1/001',
    '/tile/0/001',
    'tile/0/001/',
    `tile/0/${'x001/'.repeat(30)}001`,
  ])('%s is none', (path) => expect(parseTilePath(path)).toBeNull());

  test('a log of 70,000 has the tiles that the specification counts', () => {
    const tiles = [...tilesOf(70_000)];
    const count = (level: number, isFull: boolean) =>
      tiles.filter((tile) => tile.level === level && (tile.width === 256) === isFull).length;
    expect([count(0, true), count(0, false), count(1, true), count(1, false), count(2, false), tiles.length]).toEqual([
      273, 1, 1, 1, 1, 277,
    ]);
    expect(tiles.filter((tile) => tile.width !== 256).map((tile) => tile.width)).toEqual([112, 17, 1]);
    expect([...tilesOf(256)].map(tilePath)).toEqual(['tile/0/000', 'tile/1/000.p/1']);
    expect([...bundlesOf(257)].map(tilePath)).toEqual(['tile/entries/000', 'tile/entries/001.p/1']);
    expect([...tilesOf(0)]).toEqual([]);
  });
});

describe('a tree of tiles', () => {
  test('gives roots and paths of the vectors that the contract is held to', async () => {
    for (const { size, root } of vectors.roots) {
      expect(toHex(await new TileTree(Number(size), readerOf(leavesTo(Number(size)))).root())).toBe(root);
    }
    for (const { index, size, path } of vectors.inclusion) {
      const tree = new TileTree(Number(size), readerOf(leavesTo(Number(size))));
      expect((await tree.inclusionPath(Number(index))).map(toHex), `${index} of ${size}`).toEqual(path);
    }
    for (const { oldSize, newSize, path } of vectors.consistency.filter((row) => row.oldSize !== '0')) {
      const tree = new TileTree(Number(newSize), readerOf(leavesTo(Number(newSize))));
      expect((await tree.consistencyPath(Number(oldSize))).map(toHex), `${oldSize} to ${newSize}`).toEqual(path);
    }
  });

  test('has the shape of RFC 9162 for sizes 1 to 8', async () => {
    const pathLengths = [
      [0],
      [1, 1],
      [2, 2, 1],
      [2, 2, 2, 2],
      [3, 3, 3, 3, 1],
      [3, 3, 3, 3, 2, 2],
      [3, 3, 3, 3, 3, 3, 2],
      Array(8).fill(3),
    ];
    for (let size = 1; size <= 8; size++) {
      const leaves = leavesTo(size);
      const tree = new TileTree(size, readerOf(leaves));
      const root = await tree.root();
      for (let index = 0; index < size; index++) {
        const path = await tree.inclusionPath(index);
        expect(path.length).toBe(pathLengths[size - 1]?.[index]);
        expect(rootOfPath(await tree.leaf(index), BigInt(index), BigInt(size), path)).toEqual(root);
      }
      for (let from = 1; from <= size; from++) {
        const proof = await tree.consistencyPath(from);
        expect(proof).toEqual(consistencyPath(listOf(leaves), from));
        expect(isConsistent({ size: BigInt(from), root: await tree.root(from) }, { size: BigInt(size), root }, proof)).toBe(true);
      }
    }
  });

  test('agrees with the tree of all leaves at any size and place', async () => {
    const sizes = fc.oneof(
      fc.integer({ min: 1, max: 1200 }),
      fc.constantFrom(255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 66_049, 70_000),
    );
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, someIndex, someSize) => {
        const leaves = leavesTo(size);
        const [index, at] = [someIndex % size, 1 + (someSize % size)];
        const tree = new TileTree(size, readerOf(leaves));
        const whole = new MerkleTree(leaves);
        const part = new MerkleTree(leaves.slice(0, at * 32));
        expect(await tree.root()).toEqual(whole.root.slice());
        expect(await tree.root(at)).toEqual(part.root.slice());
        expect(toHex(Buffer.concat(await tree.inclusionPath(index)))).toBe(toHex(whole.path(index)));
        if (index < at) expect(toHex(Buffer.concat(await tree.inclusionPath(index, at)))).toBe(toHex(part.path(index)));
        const [previous, next] = [
          { size: BigInt(at), root: part.root },
          { size: BigInt(size), root: whole.root },
        ];
        expect(isConsistent(previous, next, await tree.consistencyPath(at))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('reads a handful of tiles for a proof, and a full tile where a partial one is gone', async () => {
    const reader = readerOf(leavesTo(70_000));
    const path = await new TileTree(70_000, reader).inclusionPath(12_345);
    expect(path).toHaveLength(17);
    expect(reader.asked.length).toBeLessThanOrEqual(5);
    const [before, grown] = [readerOf(leavesTo(300)), readerOf(leavesTo(TILE_WIDTH * 2))];
    const small = new TileTree(300, async (place) => (place.level === 0 ? grown(place) : before(place)));
    expect(await small.root()).toEqual(new MerkleTree(leavesTo(300)).root.slice());
    await expect(new TileTree(600, grown).root()).rejects.toMatchObject({ code: 'tile_missing', params: { tile: 'tile/0/002.p/88' } });
  });

  test('only the tiles that new leaves change are built anew', () => {
    const all = [...buildTiles(leavesTo(1030))].map(tilePath);
    expect(all).toEqual(['tile/0/000', 'tile/0/001', 'tile/0/002', 'tile/0/003', 'tile/0/004.p/6', 'tile/1/000.p/4']);
    expect([...buildTiles(leavesTo(1030), 700)].map(tilePath)).toEqual(['tile/0/002', 'tile/0/003', 'tile/0/004.p/6', 'tile/1/000.p/4']);
  });
});
