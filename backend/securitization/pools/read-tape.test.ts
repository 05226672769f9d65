import { createReadStream } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inChunks, LOAN_SECRET, tapeText } from '../../../test/system/support/sample-loans.ts';
import { dayText } from '../domain/pool/loan-day.ts';
import { GERMAN_TAPE, OWN_TAPE, SBA_TAPE } from '../domain/pool/tape-profiles.ts';
import { readTape } from './read-tape.ts';

const read = (text: string | Uint8Array, size = 7) =>
  readTape(inChunks(typeof text === 'string' ? new TextEncoder().encode(text) : text, size), OWN_TAPE, LOAN_SECRET);
const places = (faults: readonly { line: number; column: string; code: string }[]) =>
  faults.map(({ line, column, code }) => `${line} ${column} ${code}`);

describe('reading a tape', () => {
  it('keeps good rows and tells every fault of the others with line and column', async () => {
    const rows = [
      {},
      { original_balance: 'much', rate: '8%', currency: 'euro' },
      { balance: '1000.01' },
      { maturity_date: '2025-01-31' },
      { remaining_months: '37' },
      { term_months: '', obligor: '' },
      { origination_date: '2025-02-30' },
      { payment: 'sometimes', grade: '=1+1' },
      { region: 'B\u202eY' },
      { original_balance: '0', balance: '0' },
      {},
    ];
    const reading = await read(tapeText(rows));
    expect(reading.loans.map(({ loan }) => loan.loanId)).toEqual(['A1', 'A11']);
    expect(reading).toMatchObject({ rows: 11, isRejected: false, flagged: 0 });
    expect(places(reading.faults)).toEqual([
      '3 currency cell_malformed',
      '3 original_balance cell_not_amount',
      '3 rate cell_not_number',
      '4 balance balance_above_original',
      '5 maturity_date maturity_not_after_origination',
      '6 remaining_months remaining_above_term',
      '7 obligor cell_missing',
      '7 term_months cell_missing',
      '8 origination_date cell_not_date',
      '9 grade cell_malformed',
      '9 payment cell_unknown',
      '10 region cell_unprintable',
      '11 original_balance original_zero',
    ]);
  });

  it('reads amounts, rates and days exactly and names nobody', async () => {
    const { loans } = await read(tapeText([{ obligor: 'Erika Mustermann', balance: '0.07', rate: '0.123456789012345678' }]));
    const [row] = loans;
    expect(row?.loan).toMatchObject({ originalMinor: 100_000n, balanceMinor: 7n, rateWad: 123_456_789_012_345_678n, register: 'bank' });
    expect(dayText(row?.loan.originationDay ?? 0)).toBe('2025-01-31');
    expect(JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain('Erika');
  });

  it('refuses a loan that stands twice, and says where it stood first', async () => {
    const reading = await read(tapeText([{}, { loan_id: 'A1', balance: '1' }]));
    expect(reading.loans).toHaveLength(1);
    expect(reading.faults).toMatchObject([{ line: 3, code: 'loan_duplicate', detail: 'loan A1 of bank stands on line 2 already' }]);
  });

  it('reads nothing of a file that is wrong as a whole', async () => {
    const whole = async (text: string | Uint8Array) => {
      const { loans, isRejected, faults } = await read(text);
      return [loans.length, isRejected, ...places(faults)];
    };
    expect(await whole('')).toEqual([0, true, '1 1 file_empty']);
    expect(await whole(tapeText([{}]).replace('loan_id', 'loan_id,colour'))).toEqual([0, true, '1 colour header_unknown']);
    expect(await whole(tapeText([{}]).replace('region', 'grade'))).toEqual([0, true, '1 grade header_duplicate']);
    expect((await whole(tapeText([{}]).replaceAll('rate', 'rates'))).slice(0, 2)).toEqual([0, true]);
    expect(await whole(`${tapeText([{}])}"open`)).toEqual([0, true, '3 1 file_malformed']);
    const latin = Uint8Array.from([...new TextEncoder().encode(tapeText([{}])), 0xe4, 0x0a]);
    expect((await whole(latin)).slice(0, 2)).toEqual([0, true]);
    expect(await whole(new Uint8Array(Buffer.from(tapeText([{}]), 'utf16le')))).toEqual([0, true, '1 1 file_encoding']);
    expect((await read(tapeText([{}, { region: '"a\nb"' }]))).faults).toMatchObject([{ code: 'cell_unprintable' }]);
    expect(places((await read(`${tapeText([{}])}A9,P9\n`)).faults)).toEqual(['3 3 row_ragged']);
  });

  it('reads the same whatever the chunks are', async () => {
    const text = tapeText([{ region: 'Thüringen' }, { region: '北京' }, { balance: '-1' }]);
    const readings = await Promise.all([1, 2, 3, 5, 1_000].map((size) => read(text, size)));
    for (const reading of readings) expect(reading).toEqual(readings[0]);
    expect(readings[0]?.loans.map(({ loan }) => loan.region)).toEqual(['Thüringen', '北京']);
  });
});

describe('tapes of the repository', () => {
  it('reads the SBA loans, with the eleven that are paid in full and charged off flagged', async () => {
    const reading = await readTape(createReadStream('data/loan_tape_sba/sba_california.csv'), SBA_TAPE, LOAN_SECRET);
    expect(reading).toMatchObject({ rows: 2_101, flagged: 13, isRejected: false });
    expect(reading.loans).toHaveLength(2_095);
    const count = (code: string) => reading.faults.filter((fault) => fault.code === code).length;
    expect([count('outcome_contradictory'), count('origination_substituted')]).toEqual([11, 2]);
    expect(places(reading.faults.filter(({ severity }) => severity === 'row'))).toEqual([
      '430 term_months cell_out_of_range',
      '729 term_months cell_out_of_range',
      '788 term_months cell_out_of_range',
      '1006 bank cell_missing',
      '1064 bank cell_missing',
      '1206 bank cell_missing',
    ]);
    const loans = reading.loans.map(({ loan }) => loan);
    expect(loans.filter(({ outcome }) => outcome === 'charged-off')).toHaveLength(683);
    expect(loans[0]).toMatchObject({
      loanId: '1004285007',
      balanceMinor: 3_281_200n,
      guaranteedWad: 500_000_000_000_000_000n,
      currency: 'USD',
    });
  });

  it('books the German customers from the published file', async () => {
    const reading = await readTape(createReadStream('data/german/german_uci.csv'), GERMAN_TAPE, LOAN_SECRET);
    expect([reading.rows, reading.loans.length, reading.faultCount]).toEqual([1_000, 1_000, 0]);
    expect(new Set(reading.loans.map(({ loan }) => loan.rateWad)).size).toBe(1);
  });
});
