import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHex } from '../../kernel/hex.ts';
import { compareRows } from './compare-rows.ts';

function flat(rows: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(rows.length * 32);
  const view = new DataView(bytes.buffer);
  rows.forEach((row, i) => {
    view.setUint32(i * 32 + 11, row);
  });
  return bytes;
}

const named = (expected: readonly number[], actual: readonly number[]) =>
  compareRows(flat(expected), flat(actual)).map(({ kind, position }) => `${kind} ${position}`);

test.each([
  ['the same', [1, 2, 3], [1, 2, 3], []],
  ['nothing twice', [], [], []],
  ['one altered', [1, 2, 3], [1, 9, 3], ['row_altered 1']],
  ['the first two altered', [1, 2, 3], [8, 9, 3], ['row_altered 0', 'row_altered 1']],
  ['one removed', [1, 2, 3, 4], [1, 3, 4], ['row_removed 1']],
  ['one removed at the end', [1, 2, 3], [1, 2], ['row_removed 2']],
  ['one added in front', [1, 2], [9, 1, 2], ['row_added 0']],
  ['one of two equal ones removed', [1, 1, 2], [1, 2], ['row_removed 1']],
  ['two in another order', [1, 2, 3, 4], [1, 3, 2, 4], ['rows_reordered 1']],
  ['all removed', [1, 2], [], ['row_removed 0', 'row_removed 1']],
  ['one removed and one added far from it', [1, 2, 3, 4, 5], [1, 3, 4, 9, 5], ['row_removed 1', 'row_added 3']],
])('%s', (_, expected, actual, differences) => expect(named(expected, actual)).toEqual(differences));

test('says nothing of equal lists and something of all others, with rows that are there', () => {
  const rows = fc.array(fc.nat({ max: 5 }), { maxLength: 12 });
  fc.assert(
    fc.property(rows, rows, (expected, actual) => {
      const differences = compareRows(flat(expected), flat(actual));
      expect(differences.length === 0).toBe(toHex(flat(expected)) === toHex(flat(actual)));
      for (const { kind, position, expected: left, actual: right } of differences) {
        if (left !== null) expect(left).toBe(toHex(flat(expected).subarray(position * 32, position * 32 + 32)));
        if (right !== null) expect(right).toBe(toHex(flat(actual).subarray(position * 32, position * 32 + 32)));
        if (kind === 'rows_reordered') expect([...expected].sort()).toEqual([...actual].sort());
      }
      const removed = differences.filter(({ kind }) => kind === 'row_removed').length;
      const added = differences.filter(({ kind }) => kind === 'row_added').length;
      if (differences[0]?.kind !== 'rows_reordered') expect(expected.length - removed + added).toBe(actual.length);
    }),
  );
});

test('names at most as many as are wanted', () => {
  expect(compareRows(flat([1, 2, 3, 4]), flat([5, 6, 7, 8]), 2)).toHaveLength(2);
});
