import { InvariantError } from '../../../kernel/errors.ts';

/** Credentials in one status list: the least that the W3C Bitstring Status List asks for, so that a place says little. */
export const STATUS_LIST_LENGTH = 131_072;
const WORDS = STATUS_LIST_LENGTH / 256;

/** List and place in it of the credential with revocation index `index`. */
export function statusPlace(index: bigint): { readonly list: bigint; readonly place: number } {
  return { list: index / BigInt(STATUS_LIST_LENGTH), place: Number(index % BigInt(STATUS_LIST_LENGTH)) };
}

/** First word of the revocation bitmap in list `list`, and the first one after it. */
export function wordsOfList(list: bigint): { readonly from: bigint; readonly to: bigint } {
  return { from: list * BigInt(WORDS), to: (list + 1n) * BigInt(WORDS) };
}

/**
 * The bitstring of one list: place 0 is the highest bit of the first byte, as the W3C recommendation counts, while
 * bit 0 of a word of the ledger is its lowest.
 * @param words - 256 bits each, by number of the word
 */
export function statusBits(list: bigint, words: ReadonlyMap<bigint, bigint>): Uint8Array {
  const bits = new Uint8Array(STATUS_LIST_LENGTH / 8);
  const { from, to } = wordsOfList(list);
  for (const [word, value] of words) {
    if (word < from || word >= to) throw new InvariantError('A word lies outside of the status list.');
    const first = Number(word - from) * 256;
    for (let bit = 0; bit < 256; bit++) {
      if ((value >> BigInt(bit)) & 1n) {
        const place = first + bit;
        bits[place >> 3] = (bits[place >> 3] ?? 0) | (0x80 >> (place & 7));
      }
    }
  }
  return bits;
}

/** Whether the credential at `place` is set. */
export function hasStatus(bits: Uint8Array, place: number): boolean {
  return ((bits[place >> 3] ?? 0) & (0x80 >> (place & 7))) !== 0;
}
