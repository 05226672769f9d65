import { assertInvariant } from '../../kernel/errors.ts';
import { type Address, fromHex, type Hash32, toHex } from '../../kernel/hex.ts';
import { keccak256, keccakHex } from '../../kernel/keccak.ts';
import { PREFIX } from './merkle-tree.ts';
import { concatBytes } from './words.ts';

/**
 * `holder` of a credential that is bound to the key `holderKey`; the blind hides the key until the holder shows both.
 * @param blind - 32 bytes that only the holder knows
 */
export function holderCommitment(holderKey: Address, blind: Hash32): Hash32 {
  return keccakHex(concatBytes(Uint8Array.of(PREFIX.holder), fromHex(holderKey), fromHex(blind)));
}

/** Name of a P-256 key: the last 20 bytes of keccak256(x ‖ y), as an address is made of a secp256k1 key. */
export function keyAddress(publicKey: Uint8Array): Address {
  assertInvariant(publicKey.length === 64, 'A public key is given as x and y.');
  return toHex(keccak256(publicKey).subarray(12)) as Address;
}
