import { CsvError, parse } from 'csv-parse/sync';
import { DomainError, type FieldFault } from '../kernel/errors.ts';
import { readRate } from './domain/deal/decimal-text.ts';
import type { DealFile } from './domain/deal/deal-file.ts';
import { AMORTISATIONS } from './domain/projection/loan-columns.ts';
import type { Obligors } from './domain/analytics/loss-distribution.ts';
import type { RepLine } from './domain/projection/rep-line.ts';
import { WAD } from './domain/integer-division.ts';
import { unitsOf } from './projection-file.ts';

const COLUMNS = ['balance', 'rate', 'remaining', 'age', 'kind', 'pd', 'count'] as const;
type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], string>>>;
const FAULTS_MAX = 100;

/**
 * Lines or loans of a CSV file with the columns `balance` (major units), `rate` (a year, `0.12` or `12%`), `remaining` (months), and, where they
 * are not 0 and `level`, `age` and `kind`. Other columns are left alone.
 *
 * @throws {@link DomainError} `pool_file_invalid` with the line and column of every fault, at most 100
 */
export function readLines(text: string, deal: DealFile): RepLine[] {
  const faults: FieldFault[] = [];
  const lines = rowsOf(text).map((row, at) => readLine(row, at + 2, deal, faults));
  if (lines.length === 0) faults.push({ pointer: '1:1', code: 'no_loans', detail: 'the file has no line below its header' });
  if (faults.length > 0) {
    throw new DomainError('pool_file_invalid', 'invalid', 'The pool file has faults.', { faults: faults.slice(0, FAULTS_MAX) });
  }
  return lines;
}

function rowsOf(text: string): Row[] {
  try {
    return parse(text, {
      bom: true,
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      skip_empty_lines: true,
      trim: true,
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const fault = { pointer: `${String(cause['lines'] ?? 1)}:1`, code: 'csv_malformed', detail: cause.message };
    throw new DomainError('pool_file_invalid', 'invalid', 'The pool file is not well-formed CSV.', { faults: [fault], cause });
  }
}

function readLine(row: Row, line: number, deal: DealFile, faults: FieldFault[]): RepLine {
  const say = (column: string, detail: string) => faults.push({ pointer: `${line}:${column}`, code: 'cell_invalid', detail });
  const balance = unitsOf(row.balance ?? '', deal);
  if (balance === null) say('balance', `is an amount with at most ${deal.token.decimals} decimals`);
  const annualRate = readRate(row.rate ?? '');
  if (annualRate === null || annualRate < 0n) say('rate', 'is a rate such as 0.12 or 12%');
  const whole = (column: 'remaining' | 'age', text: string, least: number, most: number) => {
    const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) say(column, `is a whole number from ${least} to ${most}`);
    return value;
  };
  const remaining = whole('remaining', row.remaining ?? '', 1, 480);
  const age = whole('age', row.age === undefined || row.age === '' ? '0' : row.age, 0, 1200);
  const kind = AMORTISATIONS.find((name) => name === (row.kind || 'level'));
  if (kind === undefined) say('kind', `is one of ${AMORTISATIONS.join(', ')}`);
  return { balance: balance ?? 0n, annualRate: annualRate ?? 0n, remaining, age, amortisation: kind ?? 'level' };
}

/**
 * Who owes the loans of the same file: each row one obligor, or `count` alike. The column `pd` says how likely each defaults, relative
 * to the others; without it all are alike.
 *
 * @throws {@link DomainError} `pool_file_invalid` with the line and column of every fault, at most 100
 */
export function readObligors(text: string, deal: DealFile): Obligors[] {
  const faults: FieldFault[] = [];
  const obligors = rowsOf(text).flatMap((row, at) => {
    const say = (column: string, detail: string) => faults.push({ pointer: `${at + 2}:${column}`, code: 'cell_invalid', detail });
    const balance = Number(unitsOf(row.balance ?? '', deal) ?? 0n);
    const count = /^[1-9]\d{0,6}$/.test(row.count || '1') ? Number(row.count || '1') : 0;
    if (count === 0) say('count', 'is a whole number from 1 to 9999999');
    const pd = readRate(row.pd || '1%');
    if (pd === null || pd < 0n || pd > WAD) say('pd', 'is a probability such as 0.02 or 2%');
    return balance === 0 || count === 0 ? [] : [{ count, exposure: balance / count, pd: Number(pd ?? 0n) / Number(WAD), lgd: 1 }];
  });
  if (faults.length > 0) {
    throw new DomainError('pool_file_invalid', 'invalid', 'The pool file has faults.', { faults: faults.slice(0, FAULTS_MAX) });
  }
  return obligors;
}
