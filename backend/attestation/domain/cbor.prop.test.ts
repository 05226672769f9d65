import { decode, encode } from 'cborg';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHex } from '../../kernel/hex.ts';
import { type CborValue, decodeValue, encodeValue } from './cbor.ts';

const leaf: fc.Arbitrary<CborValue> = fc.oneof(
  fc.nat(),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
  fc.string({ unit: 'grapheme' }),
  fc.uint8Array({ maxLength: 300 }),
);
const list = fc.array(fc.oneof(leaf, fc.array(leaf)));
const map = fc.array(fc.tuple(fc.nat(255), fc.oneof(leaf, list)), { maxLength: 30 }).map((members) => new Map<number, CborValue>(members));

const STRICT = { strict: true, useMaps: true, allowIndefinite: false, rejectDuplicateMapKeys: true } as const;

test('writes what cborg writes and reads it back', () => {
  fc.assert(
    fc.property(map, (value) => {
      const bytes = encodeValue(value);
      expect(toHex(bytes)).toBe(toHex(encode(value)));
      expect(encodeValue(decodeValue(bytes) ?? '')).toEqual(bytes);
      expect(decode(bytes, STRICT)).toEqual(decodeValue(bytes));
    }),
  );
});

test('reads only bytes that it would write', () => {
  fc.assert(
    fc.property(map, fc.nat(), fc.nat(255), (value, place, byte) => {
      const bytes = encodeValue(value);
      bytes[place % bytes.length] = byte;
      const read = decodeValue(bytes);
      if (read !== null) expect(encodeValue(read)).toEqual(bytes);
    }),
    { numRuns: 500 },
  );
});

test('any bytes are read or refused, never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const read = decodeValue(bytes);
      if (read !== null) expect(encodeValue(read)).toEqual(bytes);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['nothing', []],
  ['an indefinite list', [0x9f, 0xff]],
  ['an indefinite text', [0x7f, 0xff]],
  ['a tag', [0xc0, 0x00]],
  ['a negative number', [0x20]],
  ['a float', [0xf9, 0x00, 0x00]],
  ['true', [0xf5]],
  ['a number longer than need be', [0x18, 0x17]],
  ['a number of two bytes that fits one', [0x19, 0x00, 0xff]],
  ['a key twice', [0xa2, 0x00, 0x00, 0x00, 0x00]],
  ['keys out of order', [0xa2, 0x01, 0x00, 0x00, 0x00]],
  ['a key that is a text', [0xa1, 0x61, 0x61, 0x00]],
  ['bytes behind the end', [0x00, 0x00]],
  ['more bytes than there are', [0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
  ['a list longer than there are bytes', [0x9a, 0xff, 0xff, 0xff, 0xff]],
  ['text that is no UTF-8', [0x61, 0xff]],
  ['lists five deep', [0x81, 0x81, 0x81, 0x81, 0x81, 0x80]],
])('refuses %s', (_, bytes) => {
  expect(decodeValue(Uint8Array.from(bytes))).toBeNull();
});
