import { concatBytes, uintBytes, utf8 } from './words.ts';

/** What our files hold in CBOR: unsigned integers below 2^64, bytes, text, lists, and maps from small numbers. */
export type CborValue = number | bigint | string | Uint8Array | readonly CborValue[] | CborMap;
export type CborMap = ReadonlyMap<number, CborValue>;

const UINT = 0;
const BYTES = 2;
const TEXT = 3;
const LIST = 4;
const MAP = 5;
const DEPTH_LIMIT = 4;

/** Deterministic CBOR (RFC 8949, section 4.2.1) of `value`. */
export function encodeValue(value: CborValue): Uint8Array {
  if (typeof value === 'number' || typeof value === 'bigint') return head(UINT, BigInt(value));
  if (typeof value === 'string') return concatBytes(head(TEXT, utf8(value).length), utf8(value));
  if (value instanceof Uint8Array) return concatBytes(head(BYTES, value.length), value);
  if (value instanceof Map) {
    const members = [...(value as CborMap)].sort(([a], [b]) => a - b);
    return concatBytes(head(MAP, members.length), ...members.flatMap(([key, member]) => [head(UINT, key), encodeValue(member)]));
  }
  const list = value as readonly CborValue[];
  return concatBytes(head(LIST, list.length), ...list.map(encodeValue));
}

/** Kind and number in the shortest form. */
function head(kind: number, value: bigint | number): Uint8Array {
  const number = BigInt(value);
  const top = kind << 5;
  if (number < 24n) return Uint8Array.of(top | Number(number));
  const size = [1, 2, 4, 8].find((bytes) => number >> BigInt(bytes * 8) === 0n) ?? 8;
  return concatBytes(Uint8Array.of(top | (24 + Math.log2(size))), uintBytes(number, size));
}

/**
 * The value that `bytes` hold; null for anything but the deterministic form: indefinite or needlessly long lengths, keys
 * twice or out of order, other kinds of values, text that is not UTF-8, and bytes behind the end.
 */
export function decodeValue(bytes: Uint8Array): CborValue | null {
  const reader = new CborReader(bytes);
  try {
    const value = reader.read(0);
    return reader.isAtEnd ? value : null;
  } catch (error) {
    if (error instanceof CborFault) return null;
    throw error;
  }
}

class CborFault extends Error {
  override readonly name = 'CborFault';
}

class CborReader {
  readonly #bytes: Uint8Array;
  readonly #letters = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  read(depth: number): CborValue {
    const { kind, value } = this.#head();
    if (kind === UINT) return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
    const count = this.#within(value);
    if (kind === BYTES) return this.#take(count);
    if (kind === TEXT) return this.#text(this.#take(count));
    if (depth >= DEPTH_LIMIT || (kind !== LIST && kind !== MAP)) throw new CborFault();
    if (kind === LIST) return Array.from({ length: count }, () => this.read(depth + 1));
    const members = new Map<number, CborValue>();
    let last = -1;
    for (let i = 0; i < count; i++) {
      const key = this.#head();
      if (key.kind !== UINT || key.value > 255n || Number(key.value) <= last) throw new CborFault();
      last = Number(key.value);
      members.set(last, this.read(depth + 1));
    }
    return members;
  }

  #head(): { readonly kind: number; readonly value: bigint } {
    const [first = 0] = this.#take(1);
    const [kind, short] = [first >> 5, first & 31];
    if (short < 24) return { kind, value: BigInt(short) };
    if (short > 27) throw new CborFault();
    const size = 1 << (short - 24);
    const value = this.#take(size).reduce<bigint>((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    const least = size === 1 ? 24n : 1n << BigInt(size * 4);
    if (value < least) throw new CborFault();
    return { kind, value };
  }

  /** No count is larger than the bytes that are left, so nothing large is made for a few bytes. */
  #within(value: bigint): number {
    if (value > BigInt(this.#bytes.length - this.#at)) throw new CborFault();
    return Number(value);
  }

  #take(count: number): Uint8Array {
    if (this.#at + count > this.#bytes.length) throw new CborFault();
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  #text(bytes: Uint8Array): string {
    try {
      return this.#letters.decode(bytes);
    } catch {
      throw new CborFault();
    }
  }
}
