import { DomainError } from './errors.ts';

export type Hex = `0x${string}`;
/** 32 bytes, lower-case 0x-hex. */
export type Hash32 = Hex & { readonly __hash32: never };
/** 20 bytes, lower-case 0x-hex. */
export type Address = Hex & { readonly __address: never };

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case 0x-hex of `bytes`. */
export function toHex(bytes: Uint8Array): Hex {
  let text = '0x';
  for (const byte of bytes) text += DIGITS[byte];
  return text as Hex;
}

export function isHex(value: unknown, byteLength?: number): value is Hex {
  if (typeof value !== 'string') return false;
  if (byteLength !== undefined && value.length !== 2 + byteLength * 2) return false;
  return value.length % 2 === 0 && /^0x[0-9a-f]*$/.test(value);
}

function nibble(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  if (code >= 65 && code <= 70) return code - 55;
  return -1;
}

/**
 * Bytes of 0x-hex; both letter cases are read.
 * @throws {@link DomainError} `hex_malformed`
 */
export function fromHex(text: string): Uint8Array {
  if (!text.startsWith('0x') || text.length % 2 !== 0) throw malformed();
  const bytes = new Uint8Array((text.length - 2) / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = nibble(text.charCodeAt(2 + i * 2));
    const low = nibble(text.charCodeAt(3 + i * 2));
    if (high < 0 || low < 0) throw malformed();
    bytes[i] = high * 16 + low;
  }
  return bytes;
}

function malformed(): DomainError {
  return new DomainError('hex_malformed', 'invalid', 'Text is not 0x-prefixed hexadecimal of whole bytes.');
}

/** @throws {@link DomainError} `hash_malformed` when `text` is not 32 bytes of hex */
export function hash32(text: string): Hash32 {
  const lower = text.toLowerCase();
  if (!isHex(lower, 32)) throw new DomainError('hash_malformed', 'invalid', 'Hash is not 32 bytes of 0x-hex.');
  return lower as Hash32;
}

/** Lower-cases; checksums are a matter of display. @throws {@link DomainError} `address_malformed` */
export function address(text: string): Address {
  const lower = text.toLowerCase();
  if (!isHex(lower, 20)) throw new DomainError('address_malformed', 'invalid', 'Address is not 20 bytes of 0x-hex.');
  return lower as Address;
}

export const ZERO_HASH = hash32(`0x${'00'.repeat(32)}`);
export const ZERO_ADDRESS = address(`0x${'00'.repeat(20)}`);
