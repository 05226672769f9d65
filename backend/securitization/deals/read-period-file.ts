import type { Hash32 } from '../../kernel/hex.ts';
import type { TapeRecord } from '../domain/pool/row-reader.ts';
import type { TapeFault } from '../domain/pool/tape-fault.ts';
import type { NumberedLoan } from '../domain/servicing/period-book.ts';
import {
  judgePeriodLine,
  layOutPeriod,
  type PeriodLayout,
  type PeriodLine,
  type PeriodLineReading,
  readPeriodLine,
  remittanceRow,
} from '../domain/servicing/period-line.ts';
import { foldRemittance, type Remittance, type RemittanceRow } from '../domain/servicing/remittance.ts';
import { FAULTS_MAX, FileFault, readCsv } from '../read-csv.ts';

/** A period file that was compared with its pool. With any fault nothing is reported of it. */
export interface PeriodReading {
  /** SHA-256 of the file, hex. */
  readonly fileHash: string;
  readonly rows: number;
  readonly faults: readonly TapeFault[];
  readonly faultCount: number;
  /** Null when the file has a fault. */
  readonly outcome: { readonly remittance: Remittance; readonly lineOf: ReadonlyMap<Hash32, PeriodLine> } | null;
}

/** Column in which a fault of the sums stands. */
const COLUMN_OF: Readonly<Record<keyof RemittanceRow, string>> = {
  key: 'loan_id',
  interest: 'interest',
  principal: 'scheduled_principal',
  recovery: 'recovery',
  defaulted: 'defaulted',
  end: 'end_balance',
  daysPastDue: 'days_past_due',
};

/** Reads a servicer's file of a period as its bytes come in and compares it with the loans as they stood before. */
export async function readPeriodFile(bytes: AsyncIterable<Uint8Array>, before: readonly NumberedLoan[]): Promise<PeriodReading> {
  const period = new PeriodInReading(before);
  const { fileHash, fault } = await readCsv(bytes, (record) => period.take(record));
  return period.finish(fileHash, fault);
}

class PeriodInReading {
  readonly #before: readonly NumberedLoan[];
  readonly #known = new Map<string, NumberedLoan[]>();
  readonly #faults: TapeFault[] = [];
  readonly #lines: { readonly at: number; readonly row: RemittanceRow; readonly line: PeriodLine }[] = [];
  /** Loans whose rows have faults. */
  readonly #told = new Set<Hash32>();
  #layout: PeriodLayout | null = null;
  #isRejected = false;
  #faultCount = 0;
  #rows = 0;

  constructor(before: readonly NumberedLoan[]) {
    this.#before = before;
    for (const numbered of before) {
      const { loanId } = numbered.loan;
      const others = this.#known.get(loanId);
      if (others === undefined) this.#known.set(loanId, [numbered]);
      else others.push(numbered);
    }
  }

  take(record: TapeRecord): void {
    if (this.#layout === null) {
      const { layout, faults } = layOutPeriod(record.cells);
      this.#layout = layout;
      for (const fault of faults) this.#reject(fault);
      return;
    }
    if (this.#isRejected) return;
    this.#rows++;
    if (this.#rows > 2 * this.#before.length + FAULTS_MAX)
      throw new FileFault({ line: record.line, code: 'file_too_long', detail: `the pool has only ${this.#before.length} loans` });
    const reading = readPeriodLine(record, this.#layout);
    for (const fault of reading.faults) this.#note(fault);
    const loan = this.#loanOf(reading, record.line);
    if (loan !== null) this.#judge(loan, reading.line, record.line);
  }

  #loanOf({ loanId, register }: PeriodLineReading, line: number): NumberedLoan | null {
    if (loanId === '') return null;
    const found = (this.#known.get(loanId) ?? []).filter(({ loan }) => register === null || loan.register === register);
    const [only, ...others] = found;
    if (only === undefined) {
      const name = register === null ? loanId : `${loanId} of ${register}`;
      this.#note({ line, column: 'loan_id', code: 'loan_unknown', detail: `${name} is no loan of this pool`, severity: 'row' });
      return null;
    }
    if (others.length === 0) return only;
    const registers = found.map(({ loan }) => loan.register).join(', ');
    const detail = `${found.length} loans of the pool have the number ${loanId}; say which: ${registers}`;
    this.#note({ line, column: 'register', code: 'loan_ambiguous', detail, severity: 'row' });
    for (const { loan } of found) this.#told.add(loan.key);
    return null;
  }

  #judge({ loan }: NumberedLoan, line: PeriodLine | null, at: number): void {
    const faults = line === null ? [] : judgePeriodLine(line, loan, at);
    for (const fault of faults) this.#note(fault);
    if (line === null || faults.length > 0) this.#told.add(loan.key);
    else this.#lines.push({ at, row: remittanceRow(loan, line), line });
  }

  #reject(fault: TapeFault): void {
    this.#isRejected = true;
    this.#note(fault);
  }

  #note(fault: TapeFault): void {
    this.#faultCount++;
    if (this.#faults.length < FAULTS_MAX) this.#faults.push(fault);
  }

  finish(fileHash: string, fault: TapeFault | null): PeriodReading {
    if (fault !== null) this.#reject(fault);
    if (this.#layout === null && !this.#isRejected)
      this.#reject({ line: 1, column: '1', code: 'file_empty', detail: 'the file holds no header and no rows', severity: 'file' });
    const outcome = this.#isRejected ? null : this.#fold();
    const faults = this.#faults.toSorted((one, other) => one.line - other.line);
    return { fileHash, rows: this.#rows, faults, faultCount: this.#faultCount, outcome };
  }

  #fold(): PeriodReading['outcome'] {
    const rows = this.#lines.map(({ row }) => row);
    const remittance = foldRemittance(
      this.#before.map(({ loan }) => loan),
      rows,
      this.#told,
    );
    if ('faults' in remittance) {
      for (const { row, field, code, detail } of remittance.faults) {
        const at = row === null ? undefined : this.#lines[row]?.at;
        // A loan that is missing stands on no line: it is told of the file.
        this.#note({ line: at ?? 1, column: COLUMN_OF[field], code, detail, severity: at === undefined ? 'file' : 'row' });
      }
      return null;
    }
    if (this.#faultCount > 0) return null;
    return { remittance, lineOf: new Map(this.#lines.map(({ row, line }) => [row.key, line])) };
  }
}
