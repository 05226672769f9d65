import { Readable } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';
import { DomainError } from '../kernel/errors.ts';
import { ROW_LIMIT, type Row } from './domain/read-rows.ts';

/** Headers under which a credential is looked for when none is named. */
const USUAL = ['credential', 'presentation', 'file', 'digest', 'id'];

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: Info;
}

/**
 * Rows of a CSV file as they come in. The first record is the header, unless it holds a credential itself.
 * @param column - header of the column that holds the credential
 * @throws {@link DomainError} `bulk_column_unknown` when it is not clear which column that is
 */
export async function* readCsvRows(body: AsyncIterable<Uint8Array>, column: string | undefined): AsyncGenerator<Row> {
  const skipped: Row[] = [];
  const parser = parse({
    bom: true,
    info: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    // A quote inside of a cell spoils that cell, not those after it.
    relax_quotes: true,
    skip_records_with_error: true,
    max_record_size: 2 * ROW_LIMIT,
    on_skip: (error) => {
      if (error !== undefined) skipped.push({ line: lineOf(error), fault: 'csv_malformed' });
    },
  });
  const source = Readable.from(body);
  source.once('error', (error) => parser.destroy(error));
  let place: number | undefined;
  try {
    for await (const item of source.pipe(parser)) {
      const { record, info } = item as CsvRecord;
      yield* skipped.splice(0);
      if (place === undefined) {
        const found = columnOf(record, column);
        place = found.place;
        if (found.isHeader) continue;
      }
      yield rowOf(record[place], firstLine(record, info));
    }
  } catch (error) {
    // What cannot be skipped, a quote that never closes, ends the reading; the rows before it count.
    if (!(error instanceof CsvError)) throw error;
    skipped.push({ line: lineOf(error), fault: 'csv_malformed' });
  } finally {
    source.destroy();
  }
  yield* skipped;
}

function rowOf(cell: string | undefined, line: number): Row {
  if (cell === undefined) return { line, fault: 'cell_missing' };
  const text = cell.trim();
  return text === '' ? { line, fault: 'cell_empty' } : { line, text };
}

/** The parser tells the line where a record ends; newlines inside of quotes lie before it. */
function firstLine(record: readonly string[], info: Info): number {
  return info.lines - record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
}

function lineOf(error: CsvError): number {
  return typeof error['lines'] === 'number' ? error['lines'] : 1;
}

function columnOf(record: readonly string[], wanted: string | undefined): { place: number; isHeader: boolean } {
  const names = record.map((name) => name.trim());
  if (wanted !== undefined) {
    const place = names.indexOf(wanted);
    if (place < 0) throw columnUnknown(`The file has no column ${wanted}; its columns are ${listOf(names)}.`);
    return { place, isHeader: true };
  }
  const held = names.findIndex((cell) => cell.startsWith('{') || /^0x[0-9a-f]{64}$/.test(cell));
  if (held >= 0) return { place: held, isHeader: false };
  const usual = USUAL.map((name) => names.findIndex((own) => own.toLowerCase() === name)).find((place) => place >= 0);
  if (usual !== undefined) return { place: usual, isHeader: true };
  if (names.length === 1) return { place: 0, isHeader: true };
  throw columnUnknown(`Name the column that holds the credential; the columns are ${listOf(names)}.`);
}

function listOf(names: readonly string[]): string {
  return names
    .slice(0, 20)
    .map((name) => name.slice(0, 60))
    .join(', ');
}

function columnUnknown(message: string): DomainError {
  return new DomainError('bulk_column_unknown', 'invalid', message, {
    faults: [{ pointer: '/column', code: 'bulk_column_unknown', detail: message }],
  });
}
