/** Why a row holds nothing to judge. */
export type RowFault = 'row_too_large' | 'not_text' | 'not_json' | 'csv_malformed' | 'cell_missing' | 'cell_empty';

/** One row of a file of credentials: its text, or why there is none. */
export type Row = { readonly line: number; readonly text: string } | { readonly line: number; readonly fault: RowFault };

/** Takes a file in chunks of any size and gives its rows as soon as they are whole. */
export interface RowReader {
  push(chunk: Uint8Array): Row[];
  /** What is left at the end of the file. */
  end(): Row[];
}

/** Longest row that is kept, bytes; the verifier itself reads less. */
export const ROW_LIMIT = 131_072;

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** Bytes of one row so far; beyond the limit nothing is kept but the fact. */
class RowBytes {
  #parts: Uint8Array[] = [];
  #size = 0;

  add(bytes: Uint8Array): void {
    this.#size += bytes.length;
    // A copy, because a view would keep the whole chunk alive.
    if (this.#size <= ROW_LIMIT) this.#parts.push(bytes.slice());
    else this.#parts = [];
  }

  /** The row, null when it is blank; begins anew. */
  take(line: number): Row | null {
    const [parts, size] = [this.#parts, this.#size];
    this.#parts = [];
    this.#size = 0;
    if (size > ROW_LIMIT) return { line, fault: 'row_too_large' };
    const text = decode(join(parts, size));
    if (text === null) return { line, fault: 'not_text' };
    const trimmed = text.replace(/^\uFEFF/, '').trim();
    return trimmed === '' ? null : { line, text: trimmed };
  }
}

function join(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** One row a line; blank lines are left out. Lines count from 1. */
export function lineReader(): RowReader {
  const row = new RowBytes();
  let line = 1;
  const finish = (rows: Row[]) => {
    const done = row.take(line);
    if (done !== null) rows.push(done);
    line++;
  };
  return {
    push(chunk) {
      const rows: Row[] = [];
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        row.add(chunk.subarray(start, end));
        finish(rows);
        start = end + 1;
      }
      row.add(chunk.subarray(start));
      return rows;
    },
    end() {
      const rows: Row[] = [];
      finish(rows);
      return rows;
    },
  };
}

/** One row for each item of a JSON array, `line` is its place from 1. What does not close in the end is reported. */
export function arrayReader(): RowReader {
  const row = new RowBytes();
  let place = 1;
  let depth = 0;
  let isInText = false;
  let isEscaped = false;
  let isClosed = false;
  const finish = (rows: Row[]) => {
    const done = row.take(place);
    if (done === null) return;
    rows.push(done);
    place++;
  };
  /** @returns whether the byte ends an item */
  const step = (byte: number): boolean => {
    if (isInText) {
      if (isEscaped) isEscaped = false;
      else if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTE) isInText = false;
      return false;
    }
    if (byte === QUOTE) isInText = true;
    else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) {
      depth--;
      if (depth === 0) isClosed = true;
      return depth === 0;
    }
    return byte === COMMA && depth === 1;
  };
  return {
    push(chunk) {
      const rows: Row[] = [];
      let start = 0;
      for (let at = 0; at < chunk.length && !isClosed; at++) {
        const wasOutside = depth === 0;
        const isEnd = step(chunk[at] ?? 0);
        if (wasOutside && depth === 1) start = at + 1;
        if (!isEnd) continue;
        row.add(chunk.subarray(start, at));
        finish(rows);
        start = at + 1;
      }
      if (depth > 0) row.add(chunk.subarray(start));
      return rows;
    },
    end() {
      return isClosed ? [] : [{ line: place, fault: 'not_json' }];
    },
  };
}

/** The reader for JSON that begins with `first`: an array, or one value a line. */
export function jsonReader(first: Uint8Array): RowReader {
  const start = first.find((byte) => ![0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf].includes(byte));
  return start === 0x5b ? arrayReader() : lineReader();
}
