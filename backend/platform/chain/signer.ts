import { serializeTransaction } from 'viem';
import { DomainError } from '../../kernel/errors.ts';
import { type Address, address, fromHex, type Hash32, type Hex, toHex } from '../../kernel/hex.ts';
import { keccak256, keccakHex } from '../../kernel/keccak.ts';
import { pointFromScalar, signRecoverable } from 'tiny-secp256k1';

/** An EIP-1559 transaction with nothing left open, so that signing it twice gives the same bytes. */
export interface TransactionRequest {
  readonly chainId: number;
  readonly nonce: number;
  /** Null creates a contract. */
  readonly to: Address | null;
  readonly data: Hex;
  readonly value: bigint;
  readonly gas: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/**
 * Holds one key of the secp256k1 curve, or speaks to the device or the service that holds it.
 * Signatures are deterministic where the key is ours (RFC 6979) and always of low s.
 */
export interface Signer {
  readonly address: Address;
  /** The raw bytes to broadcast. */
  signTransaction(transaction: TransactionRequest): Promise<Hex>;
  /** 65 bytes r, s, v with v 27 or 28. */
  signDigest(digest: Hash32): Promise<Hex>;
}

/** What a KMS or an HSM adapter has to bring: 64 bytes r, s of low s, and 0 or 1 for the parity of the point. */
export interface DigestKey {
  readonly address: Address;
  sign(digest: Uint8Array): Promise<{ readonly signature: Uint8Array; readonly recoveryId: number }>;
}

export function createSigner(key: DigestKey): Signer {
  return {
    address: key.address,
    async signTransaction(transaction) {
      const fields = {
        type: 'eip1559',
        chainId: transaction.chainId,
        nonce: transaction.nonce,
        to: transaction.to,
        data: transaction.data,
        value: transaction.value,
        gas: transaction.gas,
        maxFeePerGas: transaction.maxFeePerGas,
        maxPriorityFeePerGas: transaction.maxPriorityFeePerGas,
      } as const;
      const digest = keccak256(fromHex(serializeTransaction(fields)));
      const { signature, recoveryId } = await key.sign(digest);
      return serializeTransaction(fields, {
        r: toHex(signature.subarray(0, 32)),
        s: toHex(signature.subarray(32, 64)),
        yParity: recoveryId & 1,
      });
    },
    async signDigest(digest) {
      const { signature, recoveryId } = await key.sign(fromHex(digest));
      const bytes = new Uint8Array(65);
      bytes.set(signature);
      bytes[64] = 27 + (recoveryId & 1);
      return toHex(bytes);
    },
  };
}

/**
 * A signer over a private key in memory.
 * @throws {DomainError} `key_invalid` when the bytes are not a key of the curve
 */
export function signerOfKey(privateKey: Uint8Array): Signer {
  const key = Uint8Array.from(privateKey);
  return createSigner({
    address: addressOfKey(key),
    sign: async (digest) => signRecoverable(digest, key),
  });
}

/** @throws {DomainError} `key_invalid` */
export function addressOfKey(privateKey: Uint8Array): Address {
  const point = isScalar(privateKey) ? pointFromScalar(privateKey, false) : null;
  if (point === null) throw new DomainError('key_invalid', 'invalid', 'The private key is not a number of the secp256k1 curve.');
  return address(`0x${keccakHex(point.subarray(1)).slice(-40)}`);
}

const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

function isScalar(bytes: Uint8Array): boolean {
  if (bytes.length !== 32) return false;
  const value = BigInt(toHex(bytes));
  return value > 0n && value < CURVE_ORDER;
}
