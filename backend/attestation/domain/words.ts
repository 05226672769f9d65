import { InvariantError } from '../../kernel/errors.ts';
import { type Hash32, toHex } from '../../kernel/hex.ts';

const LETTERS = new TextEncoder();

/** UTF-8 bytes of `text`. */
export function utf8(text: string): Uint8Array {
  return LETTERS.encode(text);
}

/**
 * Big-endian bytes of `value` in `size` bytes, as Solidity packs unsigned integers.
 * @throws {@link InvariantError} when `value` is negative or does not fit
 */
export function uintBytes(value: bigint | number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let rest = BigInt(value);
  for (let i = size - 1; i >= 0 && rest > 0n; i--) {
    bytes[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  if (rest !== 0n) throw new InvariantError(`Integer does not fit into ${size} bytes.`);
  return bytes;
}

/** All `parts` one after the other. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, i) => byte === right[i]);
}

/** The 32-byte hashes that stand one after the other in `flat`. */
export function splitHashes(flat: Uint8Array): Hash32[] {
  return Array.from({ length: flat.length / 32 }, (_, i) => toHex(flat.subarray(i * 32, i * 32 + 32)) as Hash32);
}
