import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashLeaves, MerkleTree } from '../../backend/attestation/domain/merkle-tree.ts';
import { toHex } from '../../backend/kernel/hex.ts';
import { checkTree } from '../../backend/transparency/domain/check-tree.ts';
import { compareRows } from '../../backend/transparency/domain/compare-rows.ts';
import { TileTree } from '../../backend/transparency/domain/tile-tree.ts';
import { buildTiles } from '../../backend/transparency/domain/tiles.ts';
import { folderReader, writeTree } from '../../backend/transparency/tile-files.ts';
import type { Bench } from './bench.ts';

const LEAVES = 1_000_000;
const PROOFS = 300;

function digests(count: number): Uint8Array {
  const flat = new Uint8Array(count * 32);
  const view = new DataView(flat.buffer);
  for (let i = 0; i < count; i++) {
    view.setUint32(i * 32, Math.imul(i, 2_654_435_761) >>> 0);
    view.setUint32(i * 32 + 4, i);
  }
  return flat;
}

async function seconds(work: () => Promise<unknown> | unknown): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** The files of a batch of a million, made once for all that read them. */
let made: Promise<{ readonly folder: string; readonly seconds: number }> | null = null;

function files() {
  made ??= (async () => {
    const root = await mkdtemp(join(tmpdir(), 'credence-bench-log-'));
    process.once('exit', () => void rm(root, { recursive: true, force: true }));
    const flat = digests(LEAVES);
    const leaves = hashLeaves(flat);
    const folder = join(root, 'batch');
    return { folder, seconds: await seconds(() => writeTree(folder, { leaves, entry: (i) => flat.subarray(i * 32, i * 32 + 32) })) };
  })();
  return made;
}

async function drop(): Promise<void> {
  const { folder } = await files();
  await rm(folder, { recursive: true, force: true });
}

export const benches: Bench[] = [
  {
    room: 'transparency',
    name: 'tiles of 1,000,000 leaves in memory, leaf hashes ready (reference: the tree alone)',
    unit: 'leaves/s',
    better: 'higher',
    referenceName: 'MerkleTree of attestation',
    async run() {
      const leaves = hashLeaves(digests(LEAVES));
      const build = () => {
        let bytes = 0;
        for (const tile of buildTiles(leaves)) bytes += tile.bytes.length;
        if (bytes < leaves.length) throw new Error('Tiles are missing.');
      };
      build();
      return { value: LEAVES / (await seconds(build)), reference: LEAVES / (await seconds(() => new MerkleTree(leaves))) };
    },
  },
  {
    room: 'transparency',
    name: 'publish a batch of 1,000,000: 7,832 files written, each synced',
    unit: 's',
    better: 'lower',
    target: 60,
    async run() {
      return { value: (await files()).seconds };
    },
  },
  {
    room: 'transparency',
    name: 'verify a mirrored batch of 1,000,000 from its files, every hash',
    unit: 'leaves/s',
    better: 'higher',
    target: 200_000,
    async run() {
      const { folder } = await files();
      const expected = toHex(new MerkleTree(hashLeaves(digests(LEAVES))).root);
      const taken = await seconds(async () => {
        const found = await checkTree({ size: LEAVES, read: folderReader(folder) });
        if (found.root !== expected || found.faults.length > 0) throw new Error('The mirror is wrong.');
      });
      return { value: LEAVES / taken };
    },
  },
  {
    room: 'transparency',
    name: 'inclusion proof in 1,000,000 from the files on disk, cold tree each time',
    unit: 'ms',
    better: 'lower',
    target: 10,
    async run() {
      const { folder } = await files();
      const read = folderReader(folder);
      const total = await seconds(async () => {
        for (let i = 0; i < PROOFS; i++) {
          const path = await new TileTree(LEAVES, read).inclusionPath((i * 3_331) % LEAVES);
          if (path.length < 19) throw new Error('The path is too short.');
        }
      });
      await drop();
      return { value: (total * 1000) / PROOFS };
    },
  },
  {
    room: 'transparency',
    name: 'name the one altered row of 1,000,000',
    unit: 's',
    better: 'lower',
    target: 5,
    async run() {
      const right = digests(LEAVES);
      const wrong = right.slice();
      wrong[32 * 765_432 + 5] = 0xff;
      let found = 0;
      const value = await seconds(() => {
        found = compareRows(right, wrong).length;
      });
      if (found !== 1) throw new Error('The row was not found.');
      return { value };
    },
  },
];
