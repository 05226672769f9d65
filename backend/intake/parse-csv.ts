import { CsvError, parse } from 'csv-parse/sync';
import type { FileRecord, ImportFault } from './domain/read-rows.ts';

export type CsvReading =
  | { readonly ok: true; readonly records: readonly FileRecord[]; readonly encoding: string }
  | { readonly ok: false; readonly fault: ImportFault; readonly encoding: string };

/**
 * Records of a comma-separated file in UTF-8 (a byte order mark is allowed). Rows of any length are
 * given back, blank lines are left out; a broken quote or another encoding is a fault of the whole file.
 */
export function parseCsv(bytes: Uint8Array): CsvReading {
  const encoding = guessEncoding(bytes);
  const text = decodeUtf8(bytes);
  if (encoding !== 'utf-8' || text === null) {
    const line = text === null ? lineOfFirstBadByte(bytes) : 1;
    const named = encoding === 'utf-8' ? 'unknown' : encoding;
    return {
      ok: false,
      encoding: named,
      fault: { line, column: '1', code: 'file_encoding', detail: `the file is not UTF-8 text (it looks like ${named}); save it as UTF-8` },
    };
  }
  try {
    const records: FileRecord[] = [];
    parse(text, {
      bom: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 1_000_000,
      on_record: (cells: string[], context) => {
        records.push({ line: context.lines, cells });
        return null;
      },
    });
    return { ok: true, encoding, records };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
    return {
      ok: false,
      encoding,
      fault: {
        line,
        column: '1',
        code: 'file_malformed',
        detail: `the file is not well-formed CSV near line ${line}: a quote is opened and not closed, or stands inside a cell`,
      },
    };
  }
}

function guessEncoding(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const zeros = bytes.subarray(0, 1000).filter((byte) => byte === 0).length;
  return zeros > 0 ? 'binary or utf-16' : 'utf-8';
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Decodes line by line to find the place; lines of UTF-8 end with byte 10 and with nothing else. */
function lineOfFirstBadByte(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    const stop = end < 0 ? bytes.length : end + 1;
    if (decodeUtf8(bytes.subarray(start, stop)) === null) return line;
    start = stop;
  }
  return line;
}
