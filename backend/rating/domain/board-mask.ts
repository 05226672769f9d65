import { concatBytes, uintBytes, utf8 } from '../../attestation/domain/words.ts';
import { assertInvariant } from '../../kernel/errors.ts';
import { keccak256 } from '../../kernel/keccak.ts';

/** Places in a word, and words in a page, of the board. */
export const WORD_PLACES = 32;
export const PAGE_WORDS = 512;
const VIEW_LABEL = utf8('rating-view');

/**
 * Key that reads a customer's grade on the board of `issuer` in every epoch. It goes with the customer's key.
 * @param customerKey - 32 bytes
 */
export function viewKey(customerKey: Uint8Array, issuer: number): Uint8Array {
  assertInvariant(customerKey.length === 32, 'A customer key has 32 bytes.');
  return keccak256(concatBytes(customerKey, VIEW_LABEL, uintBytes(issuer, 4)));
}

/** Key that reads it in one epoch only: what a holder hands out. */
export function epochKey(view: Uint8Array, epoch: bigint): Uint8Array {
  return keccak256(concatBytes(view, uintBytes(epoch, 8)));
}

/** What the grade at `place` is hidden with in the epoch of the key. */
function maskOf(key: Uint8Array, place: number): number {
  return keccak256(concatBytes(key, uintBytes(place, 8)))[0] ?? 0;
}

/** @param grade - 0 is the best; null for a customer without a grade */
export function maskGrade(grade: number | null, key: Uint8Array, place: number): number {
  return (grade === null ? 0 : grade + 1) ^ maskOf(key, place);
}

/**
 * The grade under a masked byte, 0 is the best; null when the customer has none, or the key does not fit. A key that
 * does not fit can hit a grade by chance: what counts is the credential, which the byte only announces.
 */
export function unmaskGrade(masked: number, key: Uint8Array, place: number, grades: number): number | null {
  const value = masked ^ maskOf(key, place);
  return value >= 1 && value <= grades ? value - 1 : null;
}

/** Words of the board out of the masked bytes of its places, the first place in the highest byte. */
export function boardWords(masked: Uint8Array): Uint8Array[] {
  const words: Uint8Array[] = [];
  for (let at = 0; at < masked.length; at += WORD_PLACES) {
    const word = new Uint8Array(WORD_PLACES);
    word.set(masked.subarray(at, at + WORD_PLACES));
    words.push(word);
  }
  return words;
}
