import { SimpleMerkleTree } from '@openzeppelin/merkle-tree';
import { credentialFile } from '../../backend/attestation/domain/credential.ts';
import { hashLeaves, MerkleTree } from '../../backend/attestation/domain/merkle-tree.ts';
import { verifyCredential } from '../../backend/attestation/verify.ts';
import { keccak256 } from '../../backend/kernel/keccak.ts';
import { toHex } from '../../backend/kernel/hex.ts';
import { recoverNative } from '../../backend/attestation/native-recovery.ts';
import { NOW, readerOf, sampleBatch, sampleCredential } from '../vectors/credential-builder.ts';
import type { Bench } from './bench.ts';

const LEAVES = 1_000_000;
/** The reference would take minutes and gigabytes for a million; its rate falls as the tree grows, so this favours it. */
const REFERENCE_LEAVES = 100_000;

function digests(count: number): Uint8Array {
  const flat = new Uint8Array(count * 32);
  const view = new DataView(flat.buffer);
  for (let i = 0; i < count; i++) {
    view.setUint32(i * 32, Math.imul(i, 2_654_435_761) >>> 0);
    view.setUint32(i * 32 + 4, i);
  }
  return flat;
}

/** Leaves a second for the tree and the path of every leaf. */
function ourRate(flat: Uint8Array): number {
  const started = performance.now();
  const tree = new MerkleTree(hashLeaves(flat));
  let bytes = 0;
  for (let i = 0; i < tree.size; i++) bytes += tree.path(i).length;
  const seconds = (performance.now() - started) / 1000;
  if (bytes < tree.size * 32) throw new Error('Paths are missing.');
  return tree.size / seconds;
}

function referenceRate(flat: Uint8Array): number {
  const leaves = Array.from({ length: flat.length / 32 }, (_, i) => toHex(flat.subarray(i * 32, i * 32 + 32)));
  const started = performance.now();
  const tree = SimpleMerkleTree.of(leaves, { sortLeaves: false });
  let hashes = 0;
  for (let i = 0; i < leaves.length; i++) hashes += tree.getProof(i).length;
  const seconds = (performance.now() - started) / 1000;
  if (hashes < leaves.length) throw new Error('Proofs are missing.');
  return leaves.length / seconds;
}

async function medianVerification(signature: 'always' | 'when-unanchored', isNative: boolean): Promise<number> {
  const sample = sampleBatch({ count: 1000 });
  const file = JSON.stringify(credentialFile(sampleCredential(sample, 500)));
  const options = { chain: readerOf(sample.facts), now: NOW, signature, ...(isNative ? { recover: recoverNative } : {}) };
  const times: number[] = [];
  for (let i = 0; i < 600; i++) {
    const started = performance.now();
    const { verdict } = await verifyCredential(file, options);
    times.push(performance.now() - started);
    if (verdict !== 'valid') throw new Error(`The sample is ${verdict}.`);
  }
  return times.slice(100).sort((a, b) => a - b)[250] ?? Number.NaN;
}

export const benches: Bench[] = [
  {
    room: 'attestation',
    name: `batch tree of 1,000,000 with all proofs (reference: ${REFERENCE_LEAVES.toLocaleString('en')} of the same leaves)`,
    unit: 'leaves/s',
    better: 'higher',
    referenceName: '@openzeppelin/merkle-tree SimpleMerkleTree',
    async run() {
      ourRate(digests(20_000));
      const flat = digests(LEAVES);
      const value = Math.max(ourRate(flat), ourRate(flat));
      const reference = referenceRate(flat.subarray(0, REFERENCE_LEAVES * 32));
      return { value, reference };
    },
  },
  {
    room: 'attestation',
    name: 'keccak-256 of single 65-byte messages',
    unit: 'hashes/s',
    better: 'higher',
    async run() {
      const message = new Uint8Array(65).fill(7);
      for (let i = 0; i < 100_000; i++) keccak256(message);
      const started = performance.now();
      for (let i = 0; i < 500_000; i++) keccak256(message);
      return { value: 500_000 / ((performance.now() - started) / 1000) };
    },
  },
  {
    room: 'attestation',
    name: 'verify one credential offline, without signature',
    unit: 'ms',
    better: 'lower',
    target: 1,
    run: async () => ({ value: await medianVerification('when-unanchored', false) }),
  },
  {
    room: 'attestation',
    name: 'verify one credential offline, with signature recovery in plain JavaScript',
    unit: 'ms',
    better: 'lower',
    target: 6,
    run: async () => ({ value: await medianVerification('always', false) }),
  },
  {
    room: 'attestation',
    name: 'verify one credential offline, with signature recovery in WebAssembly',
    unit: 'ms',
    better: 'lower',
    target: 6,
    run: async () => ({ value: await medianVerification('always', true) }),
  },
];
