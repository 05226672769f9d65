import { assertInvariant } from '../../kernel/errors.ts';
import { type Hash32, toHex } from '../../kernel/hex.ts';
import { keccak256 } from '../../kernel/keccak.ts';
import { concatBytes, uintBytes, utf8 } from './words.ts';

/** Bytes of a customer key. */
export const CUSTOMER_KEY_SIZE = 32;
export const SALT_LABEL = utf8('salt');
export const SEED_LABEL = utf8('chain-seed');
export const TAG_LABEL = utf8('tag');
export const BLIND_LABEL = utf8('holder-blind');

/**
 * A secret of a customer: keccak256(key ‖ label ‖ parts). The sponge has no length extension, every label has parts of
 * one length, and so nothing is learnt about one secret from the others. All are gone for ever with the key.
 */
function secretOf(customerKey: Uint8Array, label: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  assertInvariant(customerKey.length === CUSTOMER_KEY_SIZE, 'A customer key has 32 bytes.');
  return keccak256(concatBytes(customerKey, label, ...parts));
}

/** Pseudonym of a customer towards those who read the ledger; another `epoch` breaks the link. */
export function subjectTag(customerKey: Uint8Array, issuer: number, epoch: number): Hash32 {
  return toHex(secretOf(customerKey, TAG_LABEL, uintBytes(issuer, 4), uintBytes(epoch, 4))) as Hash32;
}

/** 32 bytes that stand for a credential in its secrets. */
export function credentialNonce(credentialId: string): Uint8Array {
  return keccak256(utf8(credentialId));
}

/** Number that hides which key a credential is bound to; the holder shows it with the key. */
export function holderBlind(customerKey: Uint8Array, credentialId: string): Hash32 {
  return toHex(secretOf(customerKey, BLIND_LABEL, credentialNonce(credentialId))) as Hash32;
}

/** What of one credential only the customer key can tell. */
export interface CredentialSecrets {
  /** Sixteen salts of 16 bytes, one after the other. */
  readonly salts: Uint8Array;
  /** Beginnings of the two hash chains, 32 bytes each. */
  readonly scoreSeed: Uint8Array;
  readonly pdSeed: Uint8Array;
}

/** Salts and chain seeds of the credential `credentialId`: ten hashes, two salts to a hash. */
export function credentialSecrets(customerKey: Uint8Array, credentialId: string): CredentialSecrets {
  const nonce = credentialNonce(credentialId);
  const salts = new Uint8Array(256);
  for (let pair = 0; pair < 8; pair++) salts.set(secretOf(customerKey, SALT_LABEL, nonce, Uint8Array.of(pair)), pair * 32);
  const seed = (slot: number) => secretOf(customerKey, SEED_LABEL, nonce, Uint8Array.of(slot));
  return { salts, scoreSeed: seed(14), pdSeed: seed(15) };
}
