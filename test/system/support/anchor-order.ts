import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hashTypedData } from 'viem';
import { type Address, address, fromHex, type Hash32, type Hex, toHex } from '../../../backend/kernel/hex.ts';
import { keccak256 } from '../../../backend/kernel/keccak.ts';

/** What a key signs so that anybody may anchor for its issuer. */
export interface AnchorOrder {
  readonly issuer: number;
  readonly root: Hash32;
  readonly leaves: bigint;
  readonly model: Hash32;
  readonly stateRoot: Hash32;
  readonly expectedBatch: bigint;
  readonly nonce: bigint;
  /** Seconds. */
  readonly deadline: bigint;
}

const TYPES = {
  Anchor: [
    { name: 'issuer', type: 'uint32' },
    { name: 'root', type: 'bytes32' },
    { name: 'leaves', type: 'uint64' },
    { name: 'model', type: 'bytes32' },
    { name: 'stateRoot', type: 'bytes32' },
    { name: 'expectedBatch', type: 'uint64' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint64' },
  ],
} as const;

/** The digest by a library that shares no code with the contract or the back end. */
export function anchorDigest(chainId: number, ledger: Address, order: AnchorOrder): Uint8Array {
  const domain = { name: 'Credence Credit Ledger', version: '1', chainId, verifyingContract: ledger };
  return fromHex(hashTypedData({ domain, types: TYPES, primaryType: 'Anchor', message: order }) as Hex);
}

/** A key that signs orders and never sends a transaction. */
export interface OrderKey {
  readonly address: Address;
  sign(digest: Uint8Array): Hex;
}

const addressOfPoint = (point: Uint8Array): Address => address(toHex(keccak256(point.subarray(1)).subarray(12)));

export function walletKey(secret: Uint8Array): OrderKey {
  return {
    address: addressOfPoint(secp256k1.getPublicKey(secret, false)),
    sign: (digest) => {
      const signed = secp256k1.sign(digest, secret, { prehash: false, lowS: true });
      return toHex(Uint8Array.of(...signed.toCompactRawBytes(), 27 + signed.recovery));
    },
  };
}

/** A key as secure elements have it: the signature carries the public key. */
export function deviceKey(secret: Uint8Array): OrderKey {
  const point = p256.getPublicKey(secret, false);
  return {
    address: addressOfPoint(point),
    sign: (digest) =>
      toHex(Uint8Array.of(...p256.sign(digest, secret, { prehash: false, lowS: true }).toCompactRawBytes(), ...point.subarray(1))),
  };
}
