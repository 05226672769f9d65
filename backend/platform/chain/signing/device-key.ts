import { secp256k1 } from '@noble/curves/secp256k1';
import { DomainError } from '../../../kernel/errors.ts';
import { type Address, address } from '../../../kernel/hex.ts';
import { keccakHex } from '../../../kernel/keccak.ts';
import type { DigestKey } from '../signer.ts';

/** A private key that never leaves its device or service: it gives its public key once and signs 32-byte digests. */
export interface Device {
  /** Words for messages: which device, which key. */
  readonly name: string;
  /** The public key as 65 uncompressed bytes: 0x04, x, y. */
  readonly publicKey: Uint8Array;
  /** 64 bytes r, s of an ECDSA signature over exactly `digest`; s may be high. */
  sign(digest: Uint8Array): Promise<Uint8Array>;
}

/**
 * The key of `device` in the form that a signer takes. Devices give any of the two values of s and no recovery
 * id, so s is made low and the id is found by recovering the key. An answer of another key is refused: it
 * would be a valid signature of somebody else.
 * @throws {DomainError} `device_key_invalid` when the public key is not a point of secp256k1
 */
export function keyOfDevice(device: Device): DigestKey {
  const own = addressOfPoint(device);
  return {
    address: own,
    async sign(digest) {
      const signature = await device.sign(digest);
      const recoveryId = signature.length === 64 ? findRecoveryId(signature, digest, device.publicKey) : null;
      if (recoveryId === null) {
        throw new DomainError(
          'device_answer_wrong',
          'unavailable',
          `${device.name} answered with a signature that is not of its key ${own}.`,
          {
            params: { device: device.name, key: own },
          },
        );
      }
      return recoveryId;
    },
  };
}

function addressOfPoint({ name, publicKey }: Device): Address {
  try {
    secp256k1.ProjectivePoint.fromHex(publicKey).assertValidity();
    if (publicKey.length !== 65) throw new RangeError('The public key is compressed.');
  } catch (cause) {
    throw new DomainError('device_key_invalid', 'invalid', `${name} does not hold a key of the curve secp256k1.`, {
      cause,
      params: { device: name },
    });
  }
  return address(`0x${keccakHex(publicKey.subarray(1)).slice(-40)}`);
}

function findRecoveryId(
  compact: Uint8Array,
  digest: Uint8Array,
  publicKey: Uint8Array,
): { readonly signature: Uint8Array; readonly recoveryId: number } | null {
  try {
    const signature = secp256k1.Signature.fromCompact(compact).normalizeS();
    for (const recoveryId of [0, 1]) {
      const found = signature.addRecoveryBit(recoveryId).recoverPublicKey(digest).toRawBytes(false);
      if (Buffer.from(found).equals(publicKey)) return { signature: signature.toCompactRawBytes(), recoveryId };
    }
  } catch {
    // Numbers out of range, or no point of the curve: not a signature of this key either.
  }
  return null;
}
