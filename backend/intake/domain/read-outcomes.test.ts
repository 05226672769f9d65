import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GERMAN_CREDIT, type ImportSchema } from './import-schema.ts';
import { outcomeSchema, readOutcomes } from './read-outcomes.ts';
import type { FileRecord } from './read-rows.ts';

const HEADER = ['id', 'bad', 'observed_on'];
const setting = { knownIds: new Set(['a', 'b', 'c', 'd']), today: '2026-11-30' };

function file(...rows: readonly (readonly string[])[]): FileRecord[] {
  return rows.map((cells, at) => ({ line: at + 1, cells }));
}

function faultsOf(...rows: readonly (readonly string[])[]): string[] {
  const { fileFaults, rowFaults } = readOutcomes(file(...rows), GERMAN_CREDIT, setting);
  return [...fileFaults, ...rowFaults].map(({ line, column, code }) => `${line} ${column} ${code}`);
}

describe('a file of outcomes', () => {
  it('holds id, outcome and day in any order, today included', () => {
    const records = file(['observed_on', 'id', 'bad'], [' 2026-11-30 ', 'a', '1'], ['1999-12-31', 'b', '0']);
    expect(readOutcomes(records, GERMAN_CREDIT, setting)).toEqual({
      fileFaults: [],
      rowFaults: [],
      rows: 2,
      outcomes: [
        { line: 2, externalId: 'a', value: 1, observedOn: '2026-11-30' },
        { line: 3, externalId: 'b', value: 0, observedOn: '1999-12-31' },
      ],
    });
  });

  it('is refused as a whole with another header', () => {
    expect(faultsOf(['id', 'bad', 'amount'])).toEqual(['1 amount header_unknown', '1 observed_on header_missing']);
    expect(faultsOf()).toEqual(['1 1 file_empty']);
  });

  it('has each bad row named by line, column and reason', () => {
    const rows = [
      ['a', '2', '2026-01-01'],
      ['a', '', '2026-01-01'],
      ['a', 'yes', '01.02.2026'],
      ['b', '0', '2026-02-29'],
      ['b', '0', '2026-12-01'],
      ['b', '0', '0202-05-05'],
      ['x', '1', '2026-01-01'],
      ['c', '1', '2026-01-01'],
      ['c', '0', '2026-01-02'],
      ['d', '1'],
    ];
    expect(faultsOf(HEADER, ...rows)).toEqual([
      '2 bad cell_out_of_range',
      '3 bad cell_empty',
      '4 bad cell_not_integer',
      '4 observed_on cell_not_date',
      '5 observed_on cell_not_date',
      '6 observed_on observed_in_future',
      '7 observed_on cell_out_of_range',
      '8 id id_unknown',
      '10 id id_duplicate',
      '11 3 row_ragged',
    ]);
  });

  it('cannot be of customers whose schema has no outcome', () => {
    const schema: ImportSchema = { id: 'leads', columns: GERMAN_CREDIT.columns.filter(({ role }) => role !== 'target') };
    expect(() => outcomeSchema(schema)).toThrow(expect.objectContaining({ code: 'outcome_uncoded' }));
  });
});

it('takes every day that the calendar has up to today, and no other text of digits', () => {
  const day = fc.date({ min: new Date('1970-01-01'), max: new Date('2026-11-30'), noInvalidDate: true });
  fc.assert(
    fc.property(day, (at) => {
      expect(faultsOf(HEADER, ['a', '1', at.toISOString().slice(0, 10)])).toEqual([]);
    }),
  );
  const digits = (length: number) => fc.integer({ min: 0, max: 10 ** length - 1 }).map((number) => String(number).padStart(length, '0'));
  fc.assert(
    fc.property(digits(4), digits(2), digits(2), (year, month, dayOfMonth) => {
      const text = `${year}-${month}-${dayOfMonth}`;
      const [fault] = faultsOf(HEADER, ['a', '1', text]);
      const last = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate();
      const isReal = Number(month) >= 1 && Number(month) <= 12 && Number(dayOfMonth) >= 1 && Number(dayOfMonth) <= last;
      expect(fault === '2 observed_on cell_not_date').toBe(!isReal);
    }),
  );
});
