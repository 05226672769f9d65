import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { inChunks, sampleLoan } from '../../../test/system/support/sample-loans.ts';
import type { Loan } from '../domain/pool/loan.ts';
import type { NumberedLoan } from '../domain/servicing/period-book.ts';
import { PERIOD_COLUMNS } from '../domain/servicing/period-columns.ts';
import { idleLine, type PeriodLine, periodFileText } from '../domain/servicing/period-line.ts';
import { readPeriodFile } from './read-period-file.ts';

const HEAD = PERIOD_COLUMNS.map(({ name }) => name).join(',');
const numbered = (loans: readonly Loan[]): NumberedLoan[] => loans.map((loan, at) => ({ number: BigInt(at), loan }));
const pool = (count: number) => numbered(Array.from({ length: count }, (_, at) => sampleLoan(at + 1)));
const read = (text: string | Uint8Array, before = pool(3), size = 7) =>
  readPeriodFile(inChunks(typeof text === 'string' ? new TextEncoder().encode(text) : text, size), before);
const places = (faults: readonly { line: number; column: string; code: string }[]) =>
  faults.map(({ line, column, code }) => `${line} ${column} ${code}`);
const lineOf = (at: number, change: Partial<PeriodLine> = {}): PeriodLine => ({ ...idleLine(sampleLoan(at)), ...change });

describe('reading a period file', () => {
  it('adds up the lines: principal of both kinds, fees with the interest', async () => {
    const text = periodFileText([
      lineOf(1, { scheduled: 1_000n, prepaid: 500n, interest: 70n, fees: 30n, end: 78_500n }),
      lineOf(3, { defaulted: 80_000n, end: 0n, daysPastDue: 200 }),
      lineOf(2, { daysPastDue: 35 }),
    ]);
    const { outcome, faultCount, rows, fileHash } = await read(text);
    expect([faultCount, rows, fileHash]).toEqual([0, 3, createHash('sha256').update(text).digest('hex')]);
    expect(outcome?.remittance.figures).toEqual({
      interest: 100n,
      principal: 1_500n,
      recoveries: 0n,
      defaults: 80_000n,
      poolEnd: 158_500n,
      late: [0n, 80_000n, 0n, 0n, 0n, 0n],
      loanCount: 2,
    });
    expect(outcome?.remittance.loans.map(({ balanceMinor, daysPastDue }) => [balanceMinor, daysPastDue])).toEqual([
      [78_500n, 0],
      [80_000n, 35],
      [0n, 0],
    ]);
  });

  it('reads the columns in any order, and the register only where it is needed', async () => {
    const names = PERIOD_COLUMNS.map(({ name }) => name).filter((name) => name !== 'register');
    const text = [names.toReversed().join(','), ...[1, 2, 3].map((at) => `0,800.00,0,0,0,0,0,0,800,A${at}`)].join('\n');
    expect((await read(text)).faults).toEqual([]);
  });

  it('tells every fault of every line, and reports nothing', async () => {
    const row = (id: string, rest: string) => `${id},,${rest}`;
    const text = [
      HEAD,
      row('A1', '800.00,10,much,5,0,0,0,790.00,-1'),
      row('A2', '700.00,0,0,0,0,0,0,700.00,0'),
      row('B9', '1.00,0,0,0,0,0,0,1.00,0'),
      row('A3', '800.00,0,0,0,0,0,0,900.00,0'),
      row('A4', '800.00,100,0,0,0,0,0,800.00,0'),
      row('A5', '800.00,0,0,0,0,0,300.00,500.00,0'),
      row('A6', '800.00,0,0,0,0,0,0,800.00,0'),
      row('A6', '800.00,0,0,0,0,0,0,800.00,0'),
      ',,800.00,,0,0,0,0,0,800.00,0',
      'A7,800.00',
    ].join('\n');
    const { outcome, faults, faultCount, rows } = await read(text, pool(8));
    expect([outcome, rows, faultCount]).toEqual([null, 10, faults.length]);
    expect(places(faults)).toEqual([
      '1 loan_id loan_missing',
      '1 loan_id loan_missing',
      '2 prepaid_principal cell_not_amount',
      '2 days_past_due cell_not_integer',
      '3 begin_balance begin_differs',
      '4 loan_id loan_unknown',
      '5 end_balance balance_grew',
      '6 end_balance balance_differs',
      '7 end_balance default_with_balance',
      '9 loan_id loan_duplicate',
      '10 loan_id cell_missing',
      '10 scheduled_principal cell_missing',
      '11 3 row_ragged',
    ]);
    expect(faults.slice(0, 2).map(({ detail }) => detail.match(/A\d/)?.[0])).toEqual(['A7', 'A8']);
    expect(faults[7]?.detail).toBe('is 800.00, but 800.00 less principal and default leaves 700.00');
  });

  it('asks for the register where two loans share a number', async () => {
    const twins = numbered([sampleLoan(1), { ...sampleLoan(2), loanId: 'A1', register: 'other' }]);
    const bare = [1, 2].map(() => ({ ...lineOf(1), register: null }));
    expect(places((await read(periodFileText(bare), twins)).faults)).toEqual(['2 register loan_ambiguous', '3 register loan_ambiguous']);
    const named = [lineOf(1), { ...lineOf(1), register: 'other' }];
    expect((await read(periodFileText(named), twins)).faults).toEqual([]);
  });

  it('reads nothing of a file that is wrong as a whole', async () => {
    const whole = async (text: string | Uint8Array) => {
      const { outcome, faults } = await read(text);
      return [outcome, ...places(faults)];
    };
    expect(await whole('')).toEqual([null, '1 1 file_empty']);
    expect(await whole(`${HEAD},colour\n`)).toEqual([null, '1 colour header_unknown']);
    expect(await whole(HEAD.replace('fees', 'interest'))).toEqual([null, '1 interest header_duplicate', '1 fees header_missing']);
    expect(await whole(`${HEAD}\n"open`)).toEqual([null, '2 1 file_malformed']);
    expect((await whole(Uint8Array.from([...new TextEncoder().encode(HEAD), 0xe4, 0x0a])))[1]).toMatch(/file_encoding$/);
  });

  it('reads a hundred thousand lines in seconds and lets others have their turn', { timeout: 60_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'credence-period-'));
    try {
      const before = pool(100_000);
      const path = join(folder, 'period.csv');
      await writeFile(path, periodFileText(before.map(({ loan }) => ({ ...idleLine(loan), interest: 1n }))));
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      const started = performance.now();
      const { outcome, rows } = await readPeriodFile(createReadStream(path), before);
      const seconds = (performance.now() - started) / 1_000;
      delay.disable();
      const turnMs = delay.max / 1e6;
      process.stdout.write(`100,000 lines in ${seconds.toFixed(1)} s, longest turn ${turnMs.toFixed(0)} ms\n`);
      expect([rows, outcome?.remittance.figures.interest]).toEqual([100_000, 100_000n]);
      expect(seconds).toBeLessThan(15);
      // Far above what a loaded machine shows, far below the whole reading.
      expect(turnMs).toBeLessThan(Math.max(500, (seconds * 1_000) / 2));
      expect(delay.count).toBeGreaterThan(10);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
