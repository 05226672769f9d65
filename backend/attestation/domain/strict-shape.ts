import { type Address, type Hash32, isHex } from '../../kernel/hex.ts';
import { malformed } from './malformed.ts';

type Members<Name extends string> = { readonly [K in Name]: unknown };

/**
 * The members of an object that has exactly the members `names`.
 * @throws {@link DomainError} `credential_malformed`, as every reader here
 */
export function readObject<Name extends string>(value: unknown, pointer: string, names: readonly Name[]): Members<Name> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(pointer, 'wrong_type', 'an object is expected');
  for (const name of Object.keys(value)) {
    if (!(names as readonly string[]).includes(name)) {
      throw malformed(`${pointer}/${name.slice(0, 60)}`, 'unknown_field', 'no member of this name is expected');
    }
  }
  for (const name of names) {
    if (!Object.hasOwn(value, name)) throw malformed(`${pointer}/${name}`, 'missing_field', 'the member is missing');
  }
  return value as Members<Name>;
}

export function readList(value: unknown, pointer: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed(pointer, 'wrong_type', 'a list is expected');
  if (value.length > most) throw malformed(pointer, 'out_of_range', `at most ${most} entries are expected`);
  return value;
}

export function readText(value: unknown, pointer: string, longest: number): string {
  if (typeof value !== 'string') throw malformed(pointer, 'wrong_type', 'text is expected');
  if (value.length > longest) throw malformed(pointer, 'out_of_range', `at most ${longest} characters are expected`);
  if (!value.isWellFormed()) throw malformed(pointer, 'wrong_format', 'well-formed Unicode is expected');
  return value;
}

/** Exactly the text or number `expected`. */
export function readLiteral(value: unknown, pointer: string, expected: string | number): void {
  if (typeof value !== typeof expected) throw malformed(pointer, 'wrong_type', `${JSON.stringify(expected)} is expected`);
  if (value !== expected) throw malformed(pointer, 'wrong_value', `${JSON.stringify(expected)} is expected`);
}

export function readHex(value: unknown, pointer: string, bytes: number): string {
  if (typeof value !== 'string') throw malformed(pointer, 'wrong_type', 'text is expected');
  if (!isHex(value, bytes)) throw malformed(pointer, 'wrong_format', `0x and ${bytes * 2} lower-case hexadecimal digits are expected`);
  return value;
}

/** From one to `most` bytes. */
export function readBytes(value: unknown, pointer: string, most: number): string {
  if (typeof value !== 'string') throw malformed(pointer, 'wrong_type', 'text is expected');
  if (!isHex(value) || value.length < 4 || value.length > 2 + most * 2)
    throw malformed(pointer, 'wrong_format', `0x and 1 to ${most} bytes of lower-case hexadecimal are expected`);
  return value;
}

export function readHash(value: unknown, pointer: string): Hash32 {
  return readHex(value, pointer, 32) as Hash32;
}

export function readAddress(value: unknown, pointer: string): Address {
  return readHex(value, pointer, 20) as Address;
}

/** Unsigned integer of at most `bits` bits, written in decimal as text. */
export function readUint(value: unknown, pointer: string, bits: number): bigint {
  if (typeof value !== 'string') throw malformed(pointer, 'wrong_type', 'a whole number written as text is expected');
  // 78 digits hold 256 bits; longer text is refused before it is converted.
  if (value.length > 78 || !/^(0|[1-9][0-9]*)$/.test(value))
    throw malformed(pointer, 'wrong_format', 'a whole number in decimal is expected');
  const integer = BigInt(value);
  if (integer >> BigInt(bits) !== 0n) throw malformed(pointer, 'out_of_range', `a number of at most ${bits} bits is expected`);
  return integer;
}

export function readInteger(value: unknown, pointer: string, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw malformed(pointer, 'wrong_type', 'a whole number is expected');
  if (value < least || value > most) throw malformed(pointer, 'out_of_range', `a number from ${least} to ${most} is expected`);
  return value;
}
