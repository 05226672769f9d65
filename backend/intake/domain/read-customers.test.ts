import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImportSchema } from './import-schema.ts';
import { readCustomers } from './read-customers.ts';
import type { FileRecord } from './read-rows.ts';

const SCHEMA: ImportSchema = {
  id: 'loans',
  columns: [
    { name: 'id', role: 'id', rule: { kind: 'text', maxLength: 8 } },
    { name: 'age', role: 'feature', rule: { kind: 'integer', min: 18, max: 120 } },
    { name: 'income', role: 'feature', rule: { kind: 'number', min: 0, max: 1e9 }, nullable: true },
    { name: 'housing', role: 'feature', rule: { kind: 'category', levels: ['own', 'rent'] } },
    { name: 'note', role: 'feature', rule: { kind: 'text', maxLength: 5 }, optional: true },
  ],
};
const HEADER = ['id', 'age', 'income', 'housing'];

function file(...rows: readonly (readonly string[])[]): FileRecord[] {
  return rows.map((cells, at) => ({ line: at + 1, cells }));
}

function faultsOf(records: readonly FileRecord[], known: readonly string[] = []) {
  const { fileFaults, rowFaults } = readCustomers(records, SCHEMA, new Set(known));
  return [...fileFaults, ...rowFaults].map(({ line, column, code }) => `${line} ${column} ${code}`);
}

describe('header', () => {
  it('names every unknown, doubled and missing column', () => {
    expect(faultsOf(file(['id', 'age', 'age', 'colour', '']))).toEqual([
      '1 age header_duplicate',
      '1 colour header_unknown',
      '1 5 header_unknown',
      '1 income header_missing',
      '1 housing header_missing',
    ]);
  });

  it('takes columns in any order and without the optional ones', () => {
    const { customers } = readCustomers(file(['housing', 'income', 'id', 'age'], ['own', '1.5', 'a', '40']), SCHEMA, new Set());
    expect(customers).toEqual([{ line: 2, externalId: 'a', attributes: { housing: 'own', income: 1.5, age: 40 } }]);
  });

  it('refuses an empty file', () => {
    expect(faultsOf([])).toEqual(['1 1 file_empty']);
  });
});

describe('rows', () => {
  it('names line and column of each bad cell and keeps the good rows', () => {
    const records = file(
      HEADER,
      ['a', '17', 'x', 'boat'],
      ['b', '40', '', 'rent'],
      ['c', '4.5', '1', 'own'],
      ['', '30', '1', 'own'],
      ['waytoolong', '30', '-1', 'own'],
    );
    expect(faultsOf(records)).toEqual([
      '2 age cell_out_of_range',
      '2 income cell_not_number',
      '2 housing cell_unknown_level',
      '4 age cell_not_integer',
      '5 id cell_empty',
      '6 id cell_too_long',
      '6 income cell_out_of_range',
    ]);
    expect(readCustomers(records, SCHEMA, new Set()).customers).toEqual([
      { line: 3, externalId: 'b', attributes: { age: 40, income: null, housing: 'rent' } },
    ]);
  });

  it('names the first superfluous or missing cell of a ragged row', () => {
    expect(faultsOf(file(HEADER, ['a', '30', '1'], ['b', '30', '1', 'own', 'x', 'y']))).toEqual(['2 4 row_ragged', '3 5 row_ragged']);
  });

  it('refuses an id that stands twice or is known already', () => {
    const row = (id: string) => [id, '30', '1', 'own'];
    const records = file(HEADER, row('a'), row('b'), row('a'), row('a'));
    expect(faultsOf(records, ['b'])).toEqual(['3 id id_known', '4 id id_duplicate', '5 id id_duplicate']);
  });
});

it('puts each row into customers or faults, never both, never neither', () => {
  const cell = fc.oneof(fc.constantFrom('30', 'own', 'rent', '', 'a', 'b', '1e999', '0x10'), fc.string({ maxLength: 12 }));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 20 }), (rows) => {
      const { customers, rowFaults, rows: count } = readCustomers(file(HEADER, ...rows), SCHEMA, new Set());
      const lines = new Set([...customers.map(({ line }) => line), ...rowFaults.map(({ line }) => line)]);
      expect(count).toBe(rows.length);
      expect(lines.size).toBe(rows.length);
      expect(customers.length + new Set(rowFaults.map(({ line }) => line)).size).toBe(rows.length);
      for (const { attributes } of customers) expect(attributes['age']).toBeGreaterThanOrEqual(18);
    }),
  );
});
