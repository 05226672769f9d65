import fc from 'fast-check';
import { encodePacked, hashTypedData, keccak256 as viemKeccak } from 'viem';
import { expect, test } from 'vitest';
import { type Address, type Hash32, toHex } from '../../kernel/hex.ts';
import { batchLeaf } from './batch-leaf.ts';
import { checkpointDigest, creditDigest, domainSeparator } from './typed-data.ts';

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => toHex(bytes) as Hash32);
const account = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => toHex(bytes) as Address);
const uint = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n });
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const place = fc.record({ chainId: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), ledger: account });

const types = {
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
  Checkpoint: [
    { name: 'issuer', type: 'uint32' },
    { name: 'size', type: 'uint64' },
    { name: 'root', type: 'bytes32' },
    { name: 'time', type: 'uint64' },
    { name: 'contents', type: 'bytes32' },
  ],
} as const;

function domainOf({ chainId, ledger }: { chainId: number; ledger: Address }) {
  return { name: 'Credence Credit Ledger', version: '1', chainId, verifyingContract: ledger } as const;
}

test('the digest of a credit is that of viem', () => {
  const credit = fc.record({
    issuer: uint32,
    credentialRoot: hash,
    subjectTag: hash,
    model: hash,
    issuedAt: uint(64),
    expiry: uint(64),
    seq: uint(64),
    holder: hash,
  });
  fc.assert(
    fc.property(place, credit, (where, message) => {
      expect(creditDigest(domainSeparator(where), message)).toBe(
        hashTypedData({ domain: domainOf(where), types, primaryType: 'Credit', message }),
      );
    }),
  );
});

test('the digest of a checkpoint is that of viem', () => {
  const checkpoint = fc.record({ issuer: uint32, size: uint(64), root: hash, time: uint(64), contents: hash });
  fc.assert(
    fc.property(place, checkpoint, (where, message) => {
      expect(checkpointDigest(domainSeparator(where), message)).toBe(
        hashTypedData({ domain: domainOf(where), types, primaryType: 'Checkpoint', message }),
      );
    }),
  );
});

test('the leaf of a batch is packed as Solidity packs it', () => {
  const batch = fc.record({
    batch: uint(64),
    root: hash,
    leaves: uint(64),
    firstLeaf: uint(64),
    model: hash,
    stateRoot: hash,
    time: uint(40),
  });
  fc.assert(
    fc.property(place, uint32, batch, (where, issuer, value) => {
      const packed = encodePacked(
        ['uint8', 'uint256', 'address', 'uint32', 'uint64', 'bytes32', 'uint64', 'uint64', 'bytes32', 'bytes32', 'uint64'],
        [
          0,
          BigInt(where.chainId),
          where.ledger,
          issuer,
          value.batch,
          value.root,
          value.leaves,
          value.firstLeaf,
          value.model,
          value.stateRoot,
          value.time,
        ],
      );
      expect(batchLeaf(where, issuer, value)).toBe(viemKeccak(packed));
    }),
  );
});
