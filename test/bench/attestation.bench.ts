import { SimpleMerkleTree } from '@openzeppelin/merkle-tree';
import { credentialFile } from '../../backend/attestation/domain/credential.ts';
import { hashLeaves, MerkleTree, rootOfPath } from '../../backend/attestation/domain/merkle-tree.ts';
import { verifierId } from '../../backend/attestation/domain/presentation.ts';
import { encodeCbor } from '../../backend/attestation/file-forms.ts';
import { verifyCredential } from '../../backend/attestation/verify.ts';
import { keccak256, keccakIterate } from '../../backend/kernel/keccak.ts';
import { toHex } from '../../backend/kernel/hex.ts';
import { recoverNative } from '../../backend/attestation/native-recovery.ts';
import { LENDER, NOW, readerOf, sampleBatch, sampleCredential, samplePresentation } from '../vectors/credential-builder.ts';
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

/** Ready leaves a second up to the root, as a batch is built of digests that are hashed already. */
function readyRate(leaves: Uint8Array): number {
  const started = performance.now();
  const tree = new MerkleTree(leaves);
  const seconds = (performance.now() - started) / 1000;
  if (tree.root.length !== 32) throw new Error('The root is missing.');
  return tree.size / seconds;
}

/** Microseconds to follow one path of twenty siblings from a digest to the root. */
function pathMicroseconds(): number {
  const size = 1 << 20;
  const tree = new MerkleTree(hashLeaves(digests(size)));
  const index = 654_321;
  const digest = digests(size).slice(index * 32, index * 32 + 32);
  const flat = tree.path(index);
  const path = Array.from({ length: flat.length / 32 }, (_, i) => flat.slice(i * 32, i * 32 + 32));
  if (path.length !== 20) throw new Error('The path is not twenty deep.');
  const verify = () => rootOfPath(hashLeaves(digest), BigInt(index), BigInt(size), path);
  for (let i = 0; i < 20_000; i++) verify();
  const rounds = 50_000;
  const started = performance.now();
  for (let i = 0; i < rounds; i++) {
    const root = verify();
    if (root === null || root[0] !== tree.root[0]) throw new Error('The path leads elsewhere.');
  }
  return ((performance.now() - started) * 1000) / rounds;
}

/** Steps a second of hash chains as long as a batch has them. */
function chainRate(): number {
  const chains = 50_000;
  const steps = Uint8Array.from({ length: chains }, (_, i) => i % 111);
  const total = steps.reduce((sum, length) => sum + length, 0);
  const ends = new Uint8Array(chains * 32);
  keccakIterate(digests(chains), steps, ends);
  const started = performance.now();
  keccakIterate(digests(chains), steps, ends);
  return total / ((performance.now() - started) / 1000);
}

async function medianPresentation(): Promise<number> {
  const sample = sampleBatch({ count: 1000 });
  const position = sample.customers.findIndex((customer) => customer % 4 === 0);
  const file = encodeCbor(samplePresentation(sample, position));
  const audience = { verifier: verifierId(LENDER) };
  const times: number[] = [];
  for (let i = 0; i < 600; i++) {
    const started = performance.now();
    const { verdict } = await verifyCredential(file, { chain: readerOf(sample.facts), now: NOW, audience, recover: recoverNative });
    times.push(performance.now() - started);
    if (verdict !== 'valid') throw new Error(`The sample is ${verdict}.`);
  }
  return times.slice(100).sort((a, b) => a - b)[250] ?? Number.NaN;
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
    name: 'root over 1,000,000 ready leaves, one core',
    unit: 'leaves/s',
    better: 'higher',
    target: 1_000_000,
    async run() {
      const flat = digests(LEAVES);
      readyRate(flat);
      return { value: Math.max(readyRate(flat), readyRate(flat)) };
    },
  },
  {
    room: 'attestation',
    name: 'verify a proof of depth 20',
    unit: 'µs',
    better: 'lower',
    target: 30,
    run: async () => ({ value: pathMicroseconds() }),
  },
  {
    room: 'attestation',
    name: 'steps of hash chains for thresholds',
    unit: 'hashes/s',
    better: 'higher',
    run: async () => ({ value: chainRate() }),
  },
  {
    room: 'attestation',
    name: 'verify one presentation in CBOR offline, with signature recovery in WebAssembly',
    unit: 'ms',
    better: 'lower',
    target: 6,
    run: async () => ({ value: await medianPresentation() }),
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
