import { p256 } from './p256.ts';
import { secp256k1 } from '@noble/curves/secp256k1';
import { type Address, fromHex, type Hash32, toHex } from '../../kernel/hex.ts';
import { keyAddress } from './holder-key.ts';

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
  | 'signature_unrecoverable'
  | 'signature_refused_by_contract'
  | 'passkey_answer_differs';
/** Who signed; why nobody can have; or why it can't be told here. */
export type Recovery =
  | { readonly signer: Address }
  | { readonly reason: SignatureReason }
  | { readonly open: 'no_signature' | 'contract_not_asked' };

/** Recovery in plain JavaScript; works everywhere, about 1.5 ms. */
export const recoverPortable: KeyRecovery = (digest, compact, parity) => {
  try {
    return secp256k1.Signature.fromCompact(compact).addRecoveryBit(parity).recoverPublicKey(digest).toRawBytes(false).slice(1);
  } catch {
    // No point of the curve has this x coordinate.
    return null;
  }
};

/** Why r ‖ s can't be a signature of a curve of the given order, or null. */
function rangeFault(compact: Uint8Array, order: bigint, s: 'low' | 'any'): SignatureReason | null {
  const [r, value] = [BigInt(toHex(compact.subarray(0, 32))), BigInt(toHex(compact.subarray(32)))];
  if (r === 0n && value === 0n) return 'signature_zero';
  if (r === 0n || value === 0n || r >= order || value >= order) return 'signature_out_of_range';
  return s === 'low' && value > order / 2n ? 'signature_high_s' : null;
}

/**
 * Key that signed `digest`, as an address. Only one encoding of a signature is taken: low s, v 27 or 28; so
 * nobody can make a second valid file out of a first.
 * @param signature - 0x-hex: 65 bytes r ‖ s ‖ v of secp256k1, or 128 bytes r ‖ s ‖ x ‖ y of P-256
 */
export function recoverSigner(digest: Hash32, signature: string, recover: KeyRecovery = recoverPortable): Recovery {
  const bytes = fromHex(signature);
  if (bytes.every((byte) => byte === 0)) return { reason: 'signature_zero' };
  if (bytes.length === 128) return checkP256(fromHex(digest), bytes.subarray(0, 64), bytes.subarray(64), 'low');
  const v = bytes[64];
  if (bytes.length !== 65 || (v !== 27 && v !== 28)) return { reason: 'signature_wrong_v' };
  const compact = bytes.subarray(0, 64);
  const fault = rangeFault(compact, secp256k1.CURVE.n, 'low');
  if (fault !== null) return { reason: fault };
  const key = recover(fromHex(digest), compact, v === 28 ? 1 : 0);
  return key === null ? { reason: 'signature_unrecoverable' } : { signer: keyAddress(key) };
}

/**
 * Address of the P-256 key x ‖ y when it signed `hash`.
 * @param s - passkeys give either form of s; elsewhere only the low one is taken
 */
export function checkP256(hash: Uint8Array, compact: Uint8Array, publicKey: Uint8Array, s: 'low' | 'any'): Recovery {
  const fault = rangeFault(compact, p256.CURVE.n, s);
  if (fault !== null) return { reason: fault };
  const point = new Uint8Array(65);
  point[0] = 4;
  point.set(publicKey, 1);
  try {
    if (p256.verify(compact, hash, point, { prehash: false, lowS: false })) return { signer: keyAddress(publicKey) };
  } catch {
    // The library throws for a key that is no point of the curve.
    return { reason: 'signature_unrecoverable' };
  }
  return { reason: 'signature_unrecoverable' };
}
