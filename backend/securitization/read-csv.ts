import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import type { TapeRecord } from './domain/pool/row-reader.ts';
import type { TapeFault } from './domain/pool/tape-fault.ts';

/** Faults kept of one file; their number is told beyond that. */
export const FAULTS_MAX = 10_000;

export interface CsvReading {
  /** SHA-256 of the file, hex. */
  readonly fileHash: string;
  /** What is wrong with the file as a whole; its records up to there were taken. */
  readonly fault: TapeFault | null;
}

/** Hands over the records of a CSV file as its bytes come in, the header first. */
export async function readCsv(bytes: AsyncIterable<Uint8Array>, take: (record: TapeRecord) => void): Promise<CsvReading> {
  const hash = createHash('sha256');
  let fault: TapeFault | null = null;
  try {
    await pipeline(decode(bytes, hash), parser(), async (records: AsyncIterable<string[]>) => {
      for await (const [line, ...cells] of records) take({ line: Number(line), cells });
    });
  } catch (error) {
    fault = faultOf(error);
    for await (const chunk of bytes) hash.update(chunk);
  }
  return { fileHash: hash.digest('hex'), fault };
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

/** A fault for which a file is wrong as a whole; whoever takes its records throws one to end the reading. */
export class FileFault extends Error {
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
