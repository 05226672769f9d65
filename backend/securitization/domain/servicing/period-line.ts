import { decimalText } from '../deal/decimal-text.ts';
import type { Loan } from '../pool/loan.ts';
import { type Reading, readMoney, readText, readWhole } from '../pool/read-value.ts';
import type { TapeRecord } from '../pool/row-reader.ts';
import { placeColumns } from '../pool/tape-layout.ts';
import type { TapeFault } from '../pool/tape-fault.ts';
import { PERIOD_COLUMNS, type PeriodColumnName } from './period-columns.ts';
import type { RemittanceRow } from './remittance.ts';

const TEXT_MAX = 64;
const DAYS_MAX = 100_000;
const MINOR_PLACES = 2;

/** What a servicer says of one loan and period. Amounts are minor units. */
export interface PeriodLine {
  readonly loanId: string;
  readonly register: string | null;
  readonly begin: bigint;
  readonly scheduled: bigint;
  readonly prepaid: bigint;
  readonly interest: bigint;
  readonly fees: bigint;
  readonly recovery: bigint;
  readonly defaulted: bigint;
  readonly end: bigint;
  readonly daysPastDue: number;
}

/** A row as far as it is read: who it is about, and the line when it has no fault. */
export interface PeriodLineReading {
  readonly loanId: string;
  readonly register: string | null;
  readonly line: PeriodLine | null;
  readonly faults: readonly TapeFault[];
}

export interface PeriodLayout {
  readonly columns: number;
  readonly placeOf: ReadonlyMap<string, number>;
}

/** Holds the header of a file to {@link PERIOD_COLUMNS}; any order will do. */
export function layOutPeriod(header: readonly string[]): { readonly layout: PeriodLayout; readonly faults: readonly TapeFault[] } {
  const wanted = new Set<string>(PERIOD_COLUMNS.map(({ name }) => name));
  const optional = new Set<string>(PERIOD_COLUMNS.flatMap(({ name, isOptional }) => (isOptional ? [name] : [])));
  const { placeOf, faults } = placeColumns(header, { title: 'a period file', wanted, optional, ignoreOthers: false });
  return { layout: { columns: header.length, placeOf }, faults };
}

/** Reads one row; every fault of it is told, with its column. */
export function readPeriodLine({ line: number, cells }: TapeRecord, layout: PeriodLayout): PeriodLineReading {
  const faults: TapeFault[] = [];
  const say = (column: string, code: string, detail: string) => faults.push({ line: number, column, code, detail, severity: 'row' });
  if (cells.length !== layout.columns) {
    const column = String(Math.min(cells.length, layout.columns) + 1);
    say(column, 'row_ragged', `the row has ${cells.length} cells, the header ${layout.columns}`);
    return { loanId: '', register: null, line: null, faults };
  }
  const cell = (column: PeriodColumnName) => (cells[layout.placeOf.get(column) ?? -1] ?? '').trim();
  const read = <T>(column: PeriodColumnName, reader: (text: string) => Reading<T>, none: T): T => {
    const text = cell(column);
    const reading = text === '' ? { ok: false as const, code: 'cell_missing', detail: `${column} is missing` } : reader(text);
    if (reading.ok) return reading.value;
    say(column, reading.code, reading.detail);
    return none;
  };
  const text = (value: string) => readText(value, TEXT_MAX);
  const amount = (column: PeriodColumnName) => read(column, readMoney, 0n);
  const line = {
    loanId: read('loan_id', text, ''),
    register: cell('register') === '' ? null : read('register', text, null),
    begin: amount('begin_balance'),
    scheduled: amount('scheduled_principal'),
    prepaid: amount('prepaid_principal'),
    interest: amount('interest'),
    fees: amount('fees'),
    recovery: amount('recovery'),
    defaulted: amount('defaulted'),
    end: amount('end_balance'),
    daysPastDue: read('days_past_due', (value) => readWhole(value, 0, DAYS_MAX), 0),
  };
  const { loanId, register } = line;
  return { loanId, register, line: faults.length > 0 ? null : line, faults };
}

/** Contradictions of a line with itself and with the loan as it stood at the end of the period before. */
export function judgePeriodLine(line: PeriodLine, loan: Loan, number: number): TapeFault[] {
  const faults: TapeFault[] = [];
  const say = (column: PeriodColumnName, code: string, detail: string) =>
    faults.push({ line: number, column, code, detail, severity: 'row' });
  const { begin, scheduled, prepaid, defaulted, end } = line;
  if (begin !== loan.balanceMinor)
    say('begin_balance', 'begin_differs', `is ${major(begin)}, but the loan stood at ${major(loan.balanceMinor)}`);
  if (end > begin) say('end_balance', 'balance_grew', `is ${major(end)}, more than the ${major(begin)} of the period before`);
  else if (begin - scheduled - prepaid - defaulted !== end) {
    const left = major(begin - scheduled - prepaid - defaulted);
    say('end_balance', 'balance_differs', `is ${major(end)}, but ${major(begin)} less principal and default leaves ${left}`);
  }
  return faults;
}

/** The line as the sums of a period take it: all principal together, and fees with the interest. */
export function remittanceRow({ key }: Loan, line: PeriodLine): RemittanceRow {
  const { interest, fees, scheduled, prepaid, recovery, defaulted, end, daysPastDue } = line;
  return { key, interest: interest + fees, principal: scheduled + prepaid, recovery, defaulted, end, daysPastDue };
}

/** The line of a loan on which nothing moves. */
export function idleLine({ loanId, register, balanceMinor, daysPastDue }: Loan): PeriodLine {
  const none = { scheduled: 0n, prepaid: 0n, interest: 0n, fees: 0n, recovery: 0n, defaulted: 0n };
  return { loanId, register, begin: balanceMinor, ...none, end: balanceMinor, daysPastDue };
}

/** A period file of these lines. */
export function periodFileText(lines: readonly PeriodLine[]): string {
  const rows = lines.map((line) =>
    [
      csvCell(line.loanId),
      csvCell(line.register ?? ''),
      ...AMOUNTS.map((name) => decimalText(line[name], MINOR_PLACES, true)),
      line.daysPastDue,
    ].join(','),
  );
  return `${[PERIOD_COLUMNS.map(({ name }) => name).join(','), ...rows].join('\n')}\n`;
}

/** In the order of the columns. */
const AMOUNTS = ['begin', 'scheduled', 'prepaid', 'interest', 'fees', 'recovery', 'defaulted', 'end'] as const;

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const major = (minor: bigint): string => decimalText(minor, MINOR_PLACES, true);
