import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrayReader, jsonReader, lineReader, ROW_LIMIT, type Row, type RowReader } from './read-rows.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** Feeds a file in chunks that end where `cuts` say. */
function read(reader: RowReader, file: Uint8Array, cuts: readonly number[] = []): Row[] {
  const ends = [...cuts.map((cut) => cut % (file.length + 1)).toSorted((a, b) => a - b), file.length];
  const rows: Row[] = [];
  let start = 0;
  for (const end of ends) {
    rows.push(...reader.push(file.subarray(start, end)));
    start = end;
  }
  return [...rows, ...reader.end()];
}

const cutsOf = fc.array(fc.nat(10_000), { maxLength: 20 });
/** An empty text or a text of spaces alone is a blank row. */
const items = fc.array(fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: 'grapheme' })), { maxLength: 12 });

describe('lineReader', () => {
  test('gives the lines of a file however it is cut', () => {
    fc.assert(
      fc.property(items, cutsOf, fc.constantFrom('\n', '\r\n', '\n\n'), (values, cuts, newline) => {
        const file = bytes(values.map((value) => JSON.stringify(value)).join(newline));
        const rows = read(lineReader(), file, cuts);
        expect(rows.map((row) => ('text' in row ? JSON.parse(row.text) : row.fault))).toEqual(
          values.map((value) => JSON.parse(JSON.stringify(value))),
        );
      }),
    );
  });

  test('counts blank lines, and reports what is no text or too long without keeping it', () => {
    const file = Uint8Array.from([...bytes('{}\n\n'), 0xff, 0x0a, ...new Uint8Array(ROW_LIMIT + 1).fill(0x61), ...bytes('\n[]')]);
    expect(read(lineReader(), file, [5, 70_000, 100_000])).toEqual([
      { line: 1, text: '{}' },
      { line: 3, fault: 'not_text' },
      { line: 4, fault: 'row_too_large' },
      { line: 5, text: '[]' },
    ]);
  });
});

describe('arrayReader', () => {
  test('gives the items of an array however it is cut and written', () => {
    fc.assert(
      fc.property(items, cutsOf, fc.constantFrom(undefined, 1, 3), (values, cuts, indent) => {
        const rows = read(arrayReader(), bytes(`\n ${JSON.stringify(values, null, indent)}\n`), cuts);
        expect(rows.map((row) => ('text' in row ? JSON.parse(row.text) : row.fault))).toEqual(
          values.map((value) => JSON.parse(JSON.stringify(value))),
        );
        expect(rows.map((row) => row.line)).toEqual(values.map((_, i) => i + 1));
      }),
    );
  });

  test('keeps the items before the place where the array breaks off', () => {
    expect(read(arrayReader(), bytes('[{"a":1},{"b":'))).toEqual([
      { line: 1, text: '{"a":1}' },
      { line: 2, fault: 'not_json' },
    ]);
  });
});

test('jsonReader tells an array from lines by its first character', () => {
  expect(read(jsonReader(bytes('\uFEFF [1')), bytes('[1,2]'))).toHaveLength(2);
  expect(read(jsonReader(bytes('{"a":[]}')), bytes('{"a":[]}\n{}'))).toHaveLength(2);
});
