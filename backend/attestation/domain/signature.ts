import { secp256k1 } from '@noble/curves/secp256k1';
import { type Address, fromHex, type Hash32, toHex } from '../../kernel/hex.ts';
import { keccak256 } from '../../kernel/keccak.ts';

/**
 * Public key (64 bytes, without the leading 0x04) that signed `digest`, or null.
 * `compact` is r ‖ s, already known to be in range and low.
 */
export type KeyRecovery = (digest: Uint8Array, compact: Uint8Array, parity: 0 | 1) => Uint8Array | null;

export type SignatureReason =
  | 'signature_zero'
  | 'signature_high_s'
  | 'signature_wrong_v'
  | 'signature_out_of_range'
  | 'signature_unrecoverable';
export type Recovery = { readonly signer: Address } | { readonly reason: SignatureReason };

const ORDER = secp256k1.CURVE.n;
const HALF_ORDER = ORDER / 2n;

/** Recovery in plain JavaScript; works everywhere, about 1.5 ms. */
export const recoverPortable: KeyRecovery = (digest, compact, parity) => {
  try {
    return secp256k1.Signature.fromCompact(compact).addRecoveryBit(parity).recoverPublicKey(digest).toRawBytes(false).slice(1);
  } catch {
    // No point of the curve has this x coordinate.
    return null;
  }
};

/**
 * Address that signed `digest`. Only one encoding of a signature is taken: low s, v 27 or 28; so
 * nobody can make a second valid file out of a first.
 * @param signature - 65 bytes r ‖ s ‖ v, 0x-hex
 */
export function recoverSigner(digest: Hash32, signature: string, recover: KeyRecovery = recoverPortable): Recovery {
  const bytes = fromHex(signature);
  const compact = bytes.subarray(0, 64);
  const v = bytes[64];
  if (bytes.every((byte) => byte === 0)) return { reason: 'signature_zero' };
  if (bytes.length !== 65 || (v !== 27 && v !== 28)) return { reason: 'signature_wrong_v' };
  const r = BigInt(toHex(compact.subarray(0, 32)));
  const s = BigInt(toHex(compact.subarray(32)));
  if (r === 0n || s === 0n || r >= ORDER || s >= ORDER) return { reason: 'signature_out_of_range' };
  if (s > HALF_ORDER) return { reason: 'signature_high_s' };
  const key = recover(fromHex(digest), compact, v === 28 ? 1 : 0);
  if (key === null) return { reason: 'signature_unrecoverable' };
  return { signer: toHex(keccak256(key).subarray(12)) as Address };
}
