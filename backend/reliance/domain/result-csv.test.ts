import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine, rowOfCells } from './result-csv.ts';

const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', ' ', '信', ';') });

test('a reader of CSV gives back what was written', () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 2, maxLength: 8 }), (cells) => {
      expect(parse(csvLine(['first', ...cells]), { relax_column_count: true })).toEqual([['first', ...cells]]);
    }),
  );
});

test('a row without a credential has nulls where its cells are empty', () => {
  const cells = ['7', 'unreadable', 'cell_empty', '', '', '', '', '', '', 'Empty.', '空。'];
  expect(rowOfCells(cells)).toEqual({
    line: 7,
    verdict: 'unreadable',
    reason: 'cell_empty',
    failed: [],
    digest: null,
    issuer: null,
    batch: null,
    index: null,
    expiry: null,
    words: { en: 'Empty.', zh: '空。' },
  });
});
