import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import type { Hash32 } from '../../kernel/hex.ts';
import type { Loan } from '../domain/pool/loan.ts';
import { likenessKey } from '../domain/pool/loan-key.ts';
import { readLoan } from '../domain/pool/read-loan.ts';
import type { TapeRecord } from '../domain/pool/row-reader.ts';
import type { TapeFault } from '../domain/pool/tape-fault.ts';
import { layOut, type TapeLayout } from '../domain/pool/tape-layout.ts';
import type { TapeProfile } from '../domain/pool/tape-profile.ts';

/** Faults kept of one file; their number is told beyond that. */
const FAULTS_MAX = 10_000;
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
  const hash = createHash('sha256');
  const tape = new TapeInReading(profile, secret);
  try {
    await pipeline(decode(bytes, hash), parser(), async (records: AsyncIterable<string[]>) => {
      for await (const [line, ...cells] of records) tape.take({ line: Number(line), cells });
    });
  } catch (error) {
    tape.reject(faultOf(error));
    for await (const chunk of bytes) hash.update(chunk);
  }
  return tape.finish(hash.digest('hex'));
}

function parser() {
  return parse({
    bom: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: 100_000,
    // The line goes first among the cells.
    on_record: (cells: string[], { lines }) => [String(lines), ...cells],
  });
}

class FileFault extends Error {
  override readonly name = 'FileFault';
  readonly fault: TapeFault;

  constructor(fault: Omit<TapeFault, 'severity' | 'column'>) {
    super(fault.detail);
    this.fault = { ...fault, column: '1', severity: 'file' };
  }
}

/** Text of a file in UTF-8. A chunk that is not gives the line on which it begins to be wrong, as near as it can be told. */
async function* decode(bytes: AsyncIterable<Uint8Array>, hash: { update(chunk: Uint8Array): unknown }): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let line = 1;
  try {
    for await (const chunk of bytes) {
      hash.update(chunk);
      const text = decoder.decode(chunk, { stream: true });
      if (text.includes('\0')) throw new FileFault({ line, code: 'file_encoding', detail: 'the file is not UTF-8 text; save it as UTF-8' });
      if (text !== '') yield text;
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) line++;
    }
    decoder.decode();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new FileFault({ line, code: 'file_encoding', detail: `the file is not UTF-8 text from about line ${line} on; save it as UTF-8` });
  }
}

function faultOf(error: unknown): TapeFault {
  if (error instanceof FileFault) return error.fault;
  if (!(error instanceof CsvError)) throw error;
  const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
  const detail = `the file is not well-formed CSV near line ${line}: a quote is opened and not closed, or stands inside a cell`;
  return { line, column: '1', code: 'file_malformed', detail, severity: 'file' };
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
