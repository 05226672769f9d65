import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { address, fromHex, hash32, toHex } from '../../kernel/hex.ts';
import { keccak256 } from '../../kernel/keccak.ts';
import { batchLeaf } from './batch-leaf.ts';
import { appendLeaf, consistencyPath, EMPTY_LOG, isConsistent, logRoot, logTree } from './merkle-log.ts';
import { hashLeaves, rootOfPath } from './merkle-tree.ts';
import { creditDigest, domainSeparator } from './typed-data.ts';
import { uintBytes } from './words.ts';

/** The vectors that the contracts are held to as well; made by the recursive definitions of RFC 9162 and by viem. */
interface Vectors {
  readonly roots: readonly { readonly size: string; readonly root: string }[];
  readonly inclusion: readonly Readonly<Record<'index' | 'size' | 'leaf' | 'root', string> & { path: readonly string[] }>[];
  readonly consistency: readonly Readonly<Record<'oldSize' | 'newSize' | 'oldRoot' | 'newRoot', string> & { path: readonly string[] }>[];
  readonly batches: readonly Readonly<Record<string, string>>[];
  readonly domains: readonly Readonly<Record<'chainId' | 'ledger' | 'separator', string>>[];
  readonly credits: readonly Readonly<Record<string, string>>[];
}

const vectors = JSON.parse(await readFile(new URL('../../../test/vectors/merkle-log.json', import.meta.url), 'utf8')) as Vectors;

const leafAt = (i: number) => keccak256(uintBytes(i, 32));
const leavesTo = (size: number) => Array.from({ length: size }, (_, i) => leafAt(i));
const bytesOf = (path: readonly string[]) => path.map((hash) => fromHex(hash));
const text = (row: Readonly<Record<string, string>>, name: string) => row[name] ?? '';

describe('vectors of the log', () => {
  test('roots', () => {
    expect(vectors.roots.length).toBeGreaterThan(30);
    for (const { size, root } of vectors.roots) {
      expect(toHex(logRoot(leavesTo(Number(size)).reduce(appendLeaf, EMPTY_LOG))), `size ${size}`).toBe(root);
    }
  });

  test('inclusion paths', () => {
    expect(vectors.inclusion.length).toBeGreaterThan(100);
    for (const { index, size, leaf, root, path } of vectors.inclusion) {
      expect(toHex(rootOfPath(fromHex(leaf), BigInt(index), BigInt(size), bytesOf(path)) ?? new Uint8Array())).toBe(root);
      expect(toHex(logTree(leavesTo(Number(size))).path(Number(index)))).toBe(`0x${path.map((hash) => hash.slice(2)).join('')}`);
    }
  });

  test('consistency paths', () => {
    expect(vectors.consistency.length).toBeGreaterThan(100);
    for (const { oldSize, newSize, oldRoot, newRoot, path } of vectors.consistency) {
      const [previous, next] = [
        { size: BigInt(oldSize), root: fromHex(oldRoot) },
        { size: BigInt(newSize), root: fromHex(newRoot) },
      ];
      expect(isConsistent(previous, next, bytesOf(path)), `${oldSize} to ${newSize}`).toBe(true);
      if (oldSize !== '0') expect(consistencyPath(leavesTo(Number(newSize)), Number(oldSize)).map(toHex)).toEqual(path);
    }
  });
});

describe('vectors of typed data', () => {
  test('batch leaves', () => {
    for (const row of vectors.batches) {
      const place = { chainId: Number(row.chainId), ledger: address(text(row, 'ledger')) };
      const batch = {
        batch: BigInt(text(row, 'number')),
        root: hash32(text(row, 'root')),
        leaves: BigInt(text(row, 'leaves')),
        firstLeaf: BigInt(text(row, 'firstLeaf')),
        model: hash32(text(row, 'model')),
        stateRoot: hash32(text(row, 'stateRoot')),
        time: BigInt(text(row, 'time')),
      };
      expect(batchLeaf(place, Number(row.issuer), batch)).toBe(row.leaf);
    }
  });

  test('domains, digests and leaves of credits', () => {
    for (const { chainId, ledger, separator } of vectors.domains) {
      expect(toHex(domainSeparator({ chainId: Number(chainId), ledger: address(ledger) }))).toBe(separator);
    }
    for (const row of vectors.credits) {
      const separator = domainSeparator({ chainId: Number(row.chainId), ledger: address(text(row, 'ledger')) });
      const digest = creditDigest(separator, {
        issuer: Number(row.issuer),
        credentialRoot: hash32(text(row, 'credentialRoot')),
        subjectTag: hash32(text(row, 'subjectTag')),
        model: hash32(text(row, 'model')),
        issuedAt: BigInt(text(row, 'issuedAt')),
        expiry: BigInt(text(row, 'expiry')),
        seq: BigInt(text(row, 'seq')),
        holder: hash32(text(row, 'holder')),
      });
      expect(digest).toBe(row.digest);
      expect(toHex(hashLeaves(fromHex(digest)))).toBe(row.leaf);
    }
  });
});
