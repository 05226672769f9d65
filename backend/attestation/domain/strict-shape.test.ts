import { describe, expect, test } from 'vitest';
import { DomainError } from '../../kernel/errors.ts';
import { parseBoundedJson } from './bounded-json.ts';
import { readHex, readInteger, readList, readLiteral, readObject, readText, readUint } from './strict-shape.ts';

/** Code and pointer of the fault that `read` throws. */
function faultOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof DomainError) return `${error.faults[0]?.code} ${error.faults[0]?.pointer}`;
  }
  return 'none';
}

describe('readers', () => {
  test.each<[string, () => unknown]>([
    ['wrong_type /a', () => readObject(null, '/a', [])],
    ['wrong_type /a', () => readObject([], '/a', [])],
    ['wrong_type /a', () => readObject('x', '/a', [])],
    ['missing_field /a/b', () => readObject({}, '/a', ['b'])],
    ['missing_field /a/toString', () => readObject({}, '/a', ['toString'])],
    ['unknown_field /a/c', () => readObject({ b: 1, c: 2 }, '/a', ['b'])],
    ['wrong_type /a', () => readList({}, '/a', 3)],
    ['out_of_range /a', () => readList([1, 2], '/a', 1)],
    ['wrong_type /a', () => readText(1, '/a', 3)],
    ['out_of_range /a', () => readText('abcd', '/a', 3)],
    ['wrong_format /a', () => readText('\ud800', '/a', 3)],
    ['wrong_type /a', () => readLiteral('1', '/a', 1)],
    ['wrong_value /a', () => readLiteral(2, '/a', 1)],
    ['wrong_type /a', () => readHex(1, '/a', 1)],
    ['wrong_format /a', () => readHex('0xAA', '/a', 1)],
    ['wrong_format /a', () => readHex('0xaaa', '/a', 1)],
    ['wrong_type /a', () => readUint(1, '/a', 8)],
    ['wrong_format /a', () => readUint('', '/a', 8)],
    ['wrong_format /a', () => readUint('-1', '/a', 8)],
    ['wrong_format /a', () => readUint('01', '/a', 8)],
    ['wrong_format /a', () => readUint('1'.repeat(79), '/a', 256)],
    ['out_of_range /a', () => readUint('256', '/a', 8)],
    ['wrong_type /a', () => readInteger('1', '/a', 0, 1)],
    ['wrong_type /a', () => readInteger(0.5, '/a', 0, 1)],
    ['out_of_range /a', () => readInteger(2, '/a', 0, 1)],
  ])('%s', (fault, read) => {
    expect(faultOf(read)).toBe(fault);
  });

  test('take what is right', () => {
    expect(readUint('255', '/a', 8)).toBe(255n);
    expect(readInteger(1, '/a', 0, 1)).toBe(1);
    expect(readHex('0xaa', '/a', 1)).toBe('0xaa');
    expect(readText('信用', '/a', 2)).toBe('信用');
  });
});

describe('parseBoundedJson', () => {
  test.each<[string, string | Uint8Array]>([
    ['too_large ', 'x'.repeat(65_537)],
    ['not_text ', Uint8Array.of(0xc0)],
    ['not_json ', '{"a":}'],
    ['not_json ', '{"a":"\\'],
    ['not_json ', '}'],
    ['not_json ', '{"a'],
    ['too_deep /a', `{"a":${'['.repeat(8)}${']'.repeat(8)}}`],
    ['duplicate_field /a/b', '{"a":{"b":1,"b" :2}}'],
    ['duplicate_field /a', '{"a":{"b":1},\n"a"\t: 2}'],
    ['wrong_format /\\u0061', '{"\\u0061":1}'],
  ])('%s', (fault, text) => {
    expect(faultOf(() => parseBoundedJson(text))).toBe(fault);
  });

  test('the same name in different objects, and names inside texts and lists, are no repetition', () => {
    const text = '{"a":{"b":"{\\"b\\":1,\\"b\\":2}"},"b":["b","b",{"b":1},{"b":1}],"c":[[],[["x"]]]}';
    expect(parseBoundedJson(text)).toEqual(JSON.parse(text));
    expect(parseBoundedJson('{"a":{"a":1},"b":2}')).toEqual({ a: { a: 1 }, b: 2 });
  });
});
