import { hash32 } from '../../../kernel/hex.ts';
import { type Loan, OUTCOMES, PAYMENT_KINDS } from './loan.ts';
import { loanKey, obligorKey } from './loan-key.ts';
import { RowReader, type TapeRecord } from './row-reader.ts';
import type { TapeFault } from './tape-fault.ts';
import type { TapeLayout } from './tape-layout.ts';
import type { TapeField } from './tape-profile.ts';

/** A loan with the flags of its row, or the faults for which there is none. */
export type LoanReading =
  | { readonly loan: Loan; readonly faults: readonly TapeFault[] }
  | { readonly loan: null; readonly faults: readonly TapeFault[] };

/** Reads one row of a tape; every fault of it is told, with its column. */
export function readLoan(record: TapeRecord, layout: TapeLayout, secret: Uint8Array): LoanReading {
  const { line, cells } = record;
  if (cells.length !== layout.columns) {
    const column = String(Math.min(cells.length, layout.columns) + 1);
    const detail = `the row has ${cells.length} cells, the header ${layout.columns}`;
    return { loan: null, faults: [{ line, column, code: 'row_ragged', detail, severity: 'row' }] };
  }
  const row = new RowReader(record, layout);
  for (const { field, source } of layout.sources) row.read(field, source);
  if (row.isBad) return { loan: null, faults: row.faults };
  row.judge();
  if (row.isBad) return { loan: null, faults: row.faults };
  return { loan: loanOf(row, secret), faults: row.faults };
}

function loanOf(row: RowReader, secret: Uint8Array): Loan {
  const need = (field: TapeField) => row.text(field) ?? '';
  const count = (field: TapeField) => row.number(field) ?? 0;
  const register = row.text('register') ?? need('originator');
  const credential = row.text('credential');
  return {
    loanId: need('loanId'),
    register,
    key: loanKey(secret, register, need('loanId')),
    obligor: obligorKey(secret, register, need('obligor')),
    originator: need('originator'),
    product: need('product'),
    currency: need('currency'),
    originalMinor: row.amount('original') ?? 0n,
    balanceMinor: row.amount('balance') ?? 0n,
    rateWad: row.amount('rate') ?? 0n,
    termMonths: count('termMonths'),
    remainingMonths: count('remainingMonths'),
    originationDay: count('origination'),
    maturityDay: count('maturity'),
    payment: PAYMENT_KINDS.find((kind) => kind === need('payment')) ?? 'level',
    daysPastDue: count('daysPastDue'),
    score: row.number('score'),
    grade: row.text('grade'),
    pdWad: row.amount('pd'),
    lgdWad: row.amount('lgd'),
    region: row.text('region'),
    industry: row.text('industry'),
    guaranteedWad: row.amount('guaranteed') ?? 0n,
    credential: credential === null ? null : hash32(credential),
    outcome: OUTCOMES.find((kind) => kind === row.text('outcome')) ?? 'unknown',
    outcomeDay: row.number('outcomeDay'),
    chargedOffMinor: row.amount('chargedOff') ?? 0n,
    flags: row.faults.map(({ code }) => code),
  };
}
