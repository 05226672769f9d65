import { concatBytes, utf8 } from '../../../attestation/domain/words.ts';
import { fromHex, type Hash32 } from '../../../kernel/hex.ts';
import { keccak256, keccakHex } from '../../../kernel/keccak.ts';

const LOAN = utf8('credence.loan.key.1');
const OBLIGOR = utf8('credence.loan.obligor.1');
const LIKENESS = utf8('credence.loan.likeness.1');
const SALT = utf8('credence.loan.salt.1');
/** Stands in no identifier, so that two texts cannot run into one another. */
const BREAK = '\u0000';

/**
 * Name of an economic loan: keccak256 of the originators' common 32-byte `secret` and the loan's number in its register. The sponge is keyed from the front, so account
 * numbers, of which there are few, cannot be tried out without the secret; originators that share it give the same loan the same key.
 */
export function loanKey(secret: Uint8Array, register: string, loanId: string): Hash32 {
  return keccakHex(concatBytes(secret, LOAN, utf8(`${register}${BREAK}${loanId}`)));
}

/** Pseudonym of an obligor within the register that knows him. */
export function obligorKey(secret: Uint8Array, register: string, obligor: string): Hash32 {
  return keccakHex(concatBytes(secret, OBLIGOR, utf8(`${register}${BREAK}${obligor}`)));
}

/** What two rows have in common that are likely the same loan under two numbers. */
export interface Likeness {
  readonly obligor: Hash32;
  readonly currency: string;
  readonly originalMinor: bigint;
  readonly originationDay: number;
  readonly maturityDay: number;
}

/** Equal for rows of the same obligor, amount and dates. */
export function likenessKey(secret: Uint8Array, row: Likeness): Hash32 {
  const text = [row.obligor, row.currency, row.originalMinor, row.originationDay, row.maturityDay].join(BREAK);
  return keccakHex(concatBytes(secret, LIKENESS, utf8(text)));
}

/** Salt of a loan's data hash; who is shown a row is given it with the row. */
export function loanSalt(secret: Uint8Array, key: Hash32): Uint8Array {
  return keccak256(concatBytes(secret, SALT, fromHex(key)));
}

/** Salted hash of a row, as its leaf holds it. */
export function loanDataHash(salt: Uint8Array, text: string): Uint8Array {
  return keccak256(concatBytes(salt, utf8(text)));
}
