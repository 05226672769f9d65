/**
 * Writes `merkle-log.json`: trees by the recursive definitions of RFC 9162 (2.1.1, 2.1.3.1, 2.1.4.1), which neither the
 * contracts nor the backend use, and typed data by viem. Run `node test/vectors/make-merkle-log.ts`; `--check` compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { keccak_256 as keccak } from '@noble/hashes/sha3.js';
import { concatHex, encodePacked, hashDomain, hashStruct, hashTypedData, toHex, type Hex } from 'viem';

const FILE = new URL('./merkle-log.json', import.meta.url);
const ALL_PROOFS_TO = 13;
const ROOTS_TO = 33;
const LARGE = [64, 100, 257, 1000];

const hexToBytes = (hex: Hex): Uint8Array => Uint8Array.from(Buffer.from(hex.slice(2), 'hex'));
function keccakHex(...parts: Hex[]): Hex {
  return toHex(keccak(hexToBytes(concatHex(parts))));
}

/** Leaf `i` of every tree: the hash of `i` as 32 bytes. */
const leafAt = (i: number): Hex => keccakHex(toHex(i, { size: 32 }));
const leavesTo = (size: number): Hex[] => Array.from({ length: size }, (_, i) => leafAt(i));

/** Largest power of two below `n`. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}
function rootOf(d: Hex[]): Hex {
  const n = d.length;
  if (n === 0) return keccakHex('0x');
  if (n === 1) return d[0] as Hex;
  const k = split(n);
  return keccakHex('0x01', rootOf(d.slice(0, k)), rootOf(d.slice(k)));
}
function pathOf(m: number, d: Hex[]): Hex[] {
  const n = d.length;
  if (n === 1) return [];
  const k = split(n);
  return m < k ? [...pathOf(m, d.slice(0, k)), rootOf(d.slice(k))] : [...pathOf(m - k, d.slice(k)), rootOf(d.slice(0, k))];
}
function subproof(m: number, d: Hex[], isWhole: boolean): Hex[] {
  const n = d.length;
  if (m === n) return isWhole ? [] : [rootOf(d)];
  const k = split(n);
  return m <= k
    ? [...subproof(m, d.slice(0, k), isWhole), rootOf(d.slice(k))]
    : [...subproof(m - k, d.slice(k), false), rootOf(d.slice(0, k))];
}

const sizes = [...Array.from({ length: ROOTS_TO + 1 }, (_, i) => i), ...LARGE];
const roots = sizes.map((size) => ({ root: rootOf(leavesTo(size)), size }));

const inclusion = sizes.flatMap((size) => {
  const leaves = leavesTo(size);
  const some = size <= ALL_PROOFS_TO ? leaves.map((_, i) => i) : [0, 1, split(size) - 1, split(size), size - 2, size - 1];
  return [...new Set(some)].map((index) => ({ index, leaf: leafAt(index), path: pathOf(index, leaves), root: rootOf(leaves), size }));
});

const consistency = sizes.filter((size) => size > 0).flatMap((newSize) => {
  const leaves = leavesTo(newSize);
  const some = newSize <= ALL_PROOFS_TO ? leaves.map((_, i) => i + 1) : [1, 2, split(newSize) - 1, split(newSize), newSize - 1, newSize];
  return [...new Set(some)].map((oldSize) => ({
    newRoot: rootOf(leaves),
    newSize,
    oldRoot: rootOf(leaves.slice(0, oldSize)),
    oldSize,
    path: subproof(oldSize, leaves, true),
  }));
});

const LEDGER: Hex = '0x5fbdb2315678afecb367f032d93f642f64180aa3';
const text = (word: string): Hex => keccakHex(toHex(word));
const zero = toHex(0, { size: 32 });
const batches = [
  { chainId: 31337, ledger: LEDGER, issuer: 1, number: 0, root: text('root'), leaves: 1000, firstLeaf: 0, model: text('model'), stateRoot: zero, time: 1795000000 },
  { chainId: 1, ledger: LEDGER, issuer: 1, number: 1, root: text('root'), leaves: 1, firstLeaf: 1000, model: text('model'), stateRoot: text('state'), time: 1795000001 },
  { chainId: 31337, ledger: '0xffffffffffffffffffffffffffffffffffffffff' as Hex, issuer: 4294967295, number: 1099511627774, root: text('last'), leaves: 1, firstLeaf: 1099511627774, model: text('model 2'), stateRoot: text('state 2'), time: 1099511627775 },
].map((batch) => ({
  ...batch,
  leaf: keccakHex(
    encodePacked(
      ['bytes1', 'uint256', 'address', 'uint32', 'uint64', 'bytes32', 'uint64', 'uint64', 'bytes32', 'bytes32', 'uint64'],
      ['0x00', BigInt(batch.chainId), batch.ledger, batch.issuer, BigInt(batch.number), batch.root, BigInt(batch.leaves), BigInt(batch.firstLeaf), batch.model, batch.stateRoot, BigInt(batch.time)],
    ),
  ),
}));

const types = {
  EIP712Domain: [
    { name: 'name', type: 'string' },
    { name: 'version', type: 'string' },
    { name: 'chainId', type: 'uint256' },
    { name: 'verifyingContract', type: 'address' },
  ],
  Credit: [
    { name: 'issuer', type: 'uint32' },
    { name: 'credentialRoot', type: 'bytes32' },
    { name: 'subjectTag', type: 'bytes32' },
    { name: 'model', type: 'bytes32' },
    { name: 'issuedAt', type: 'uint64' },
    { name: 'expiry', type: 'uint64' },
    { name: 'seq', type: 'uint64' },
    { name: 'holder', type: 'bytes32' },
  ],
} as const;
const domainOf = (chainId: number) => ({ name: 'Credence Credit Ledger', version: '1', chainId: BigInt(chainId), verifyingContract: LEDGER });
const domains = [31337, 1].map((chainId) => ({ chainId, ledger: LEDGER, separator: hashDomain({ domain: domainOf(chainId), types }) }));
const credits = [
  { issuer: 1, credentialRoot: text('fields'), subjectTag: text('tag'), model: text('model'), issuedAt: 1795000000, expiry: 1802776000, seq: 0, holder: zero },
  { issuer: 4294967295, credentialRoot: text('other fields'), subjectTag: text('other tag'), model: text('model 2'), issuedAt: 0, expiry: 9007199254740991, seq: 9007199254740991, holder: text('holder') },
].map((credit) => {
  const message = { ...credit, issuedAt: BigInt(credit.issuedAt), expiry: BigInt(credit.expiry), seq: BigInt(credit.seq) };
  const digest = hashTypedData({ domain: domainOf(31337), types, primaryType: 'Credit', message });
  return {
    ...credit,
    chainId: 31337,
    ledger: LEDGER,
    structHash: hashStruct({ data: message, types, primaryType: 'Credit' }),
    digest,
    leaf: keccakHex('0x00', digest),
  };
});

const about = 'Trees over leaves keccak256(uint256 i), node keccak256(0x01, left, right), RFC 9162 shape. Made by make-merkle-log.ts; never edited.';
const json = `${JSON.stringify({ about, roots, inclusion, consistency, batches, domains, credits }, null, 1)}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== json) throw new Error('merkle-log.json is not what make-merkle-log.ts makes');
} else {
  writeFileSync(FILE, json);
}
