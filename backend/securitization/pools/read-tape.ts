import type { Hash32 } from '../../kernel/hex.ts';
import type { Loan } from '../domain/pool/loan.ts';
import { likenessKey } from '../domain/pool/loan-key.ts';
import { readLoan } from '../domain/pool/read-loan.ts';
import type { TapeRecord } from '../domain/pool/row-reader.ts';
import type { TapeFault } from '../domain/pool/tape-fault.ts';
import { layOut, type TapeLayout } from '../domain/pool/tape-layout.ts';
import type { TapeProfile } from '../domain/pool/tape-profile.ts';
import { FAULTS_MAX, FileFault, readCsv } from '../read-csv.ts';

export const TAPE_ROWS_MAX = 1_000_000;

export interface TapeLoanRow {
  readonly loan: Loan;
  readonly likeness: Hash32;
}

/** A file as it was read. When one of its faults is one of the whole file there are no loans. */
export interface TapeReading {
  readonly loans: readonly TapeLoanRow[];
  readonly faults: readonly TapeFault[];
  readonly faultCount: number;
  /** Data rows, good and bad. */
  readonly rows: number;
  readonly flagged: number;
  readonly isRejected: boolean;
  /** SHA-256 of the file, hex. */
  readonly fileHash: string;
}

/**
 * Reads a tape from its bytes as they come in: each row becomes a loan or is told as faulty, with line and column; a file that is wrong as a whole gives no loan at all.
 *
 * @param secret - what loan keys are made with, 32 bytes
 */
export async function readTape(bytes: AsyncIterable<Uint8Array>, profile: TapeProfile, secret: Uint8Array): Promise<TapeReading> {
  const tape = new TapeInReading(profile, secret);
  const { fileHash, fault } = await readCsv(bytes, (record) => tape.take(record));
  if (fault !== null) tape.reject(fault);
  return tape.finish(fileHash);
}

/** What has been read of a file. */
class TapeInReading {
  readonly #profile: TapeProfile;
  readonly #secret: Uint8Array;
  readonly #faults: TapeFault[] = [];
  readonly #lineOfKey = new Map<Hash32, number>();
  #loans: TapeLoanRow[] = [];
  #layout: TapeLayout | null = null;
  #faultCount = 0;
  #rows = 0;
  #flagged = 0;
  #isRejected = false;

  constructor(profile: TapeProfile, secret: Uint8Array) {
    this.#profile = profile;
    this.#secret = secret;
  }

  take(record: TapeRecord): void {
    if (this.#layout === null) {
      const { layout, faults } = layOut(record.cells, this.#profile);
      this.#layout = layout;
      for (const fault of faults) this.reject(fault);
      return;
    }
    if (this.#isRejected) return;
    this.#rows++;
    if (this.#rows > TAPE_ROWS_MAX)
      throw new FileFault({ line: record.line, code: 'file_too_long', detail: `a tape has at most ${TAPE_ROWS_MAX} rows; split it` });
    const { loan, faults } = readLoan(record, this.#layout, this.#secret);
    for (const fault of faults) this.#note(fault);
    if (loan !== null) this.#keep(record.line, loan);
  }

  #keep(line: number, loan: Loan): void {
    const earlier = this.#lineOfKey.get(loan.key);
    if (earlier !== undefined) {
      const detail = `loan ${loan.loanId} of ${loan.register} stands on line ${earlier} already`;
      this.#note({ line, column: 'loanId', code: 'loan_duplicate', detail, severity: 'row' });
      return;
    }
    this.#lineOfKey.set(loan.key, line);
    if (loan.flags.length > 0) this.#flagged++;
    this.#loans.push({ loan, likeness: likenessKey(this.#secret, loan) });
  }

  reject(fault: TapeFault): void {
    this.#isRejected = true;
    this.#note(fault);
  }

  #note(fault: TapeFault): void {
    this.#faultCount++;
    if (this.#faults.length < FAULTS_MAX) this.#faults.push(fault);
  }

  finish(fileHash: string): TapeReading {
    if (this.#layout === null && !this.#isRejected)
      this.reject({ line: 1, column: '1', code: 'file_empty', detail: 'the file holds no header and no rows', severity: 'file' });
    if (this.#isRejected) this.#loans = [];
    const isRejected = this.#isRejected;
    const flagged = isRejected ? 0 : this.#flagged;
    const faults = isRejected ? this.#faults.filter(({ severity }) => severity === 'file') : this.#faults;
    return { loans: this.#loans, faults, faultCount: this.#faultCount, rows: this.#rows, flagged, isRejected, fileHash };
  }
}
