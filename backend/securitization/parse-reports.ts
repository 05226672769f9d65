import { parseCsv } from '../intake/parse-csv.ts';
import { DomainError, type FieldFault } from '../kernel/errors.ts';
import type { ReportTexts } from './domain/read-report.ts';

/** One report of a file with its place there, for faults. */
export interface PlacedReport {
  readonly pointer: string;
  readonly texts: ReportTexts;
}

/**
 * Reports of a file: a JSON list of objects, or CSV whose first row has the names.
 * @throws {@link DomainError} `deal_reports_malformed`
 */
export function parseReports(bytes: Uint8Array): PlacedReport[] {
  const isJson = /^\s*[[{]/.test(new TextDecoder().decode(bytes.subarray(0, 200)).replace('\ufeff', ''));
  return isJson ? parseJsonReports(new TextDecoder().decode(bytes)) : parseCsvReports(bytes);
}

function malformed(faults: readonly FieldFault[], cause?: unknown): DomainError {
  return new DomainError('deal_reports_malformed', 'invalid', 'The file of reports is neither a JSON list nor CSV with a row of names.', {
    faults,
    cause,
  });
}

function parseJsonReports(text: string): PlacedReport[] {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : 'the text is not JSON';
    throw malformed([{ pointer: '', code: 'json_malformed', detail }], cause);
  }
  if (!Array.isArray(value))
    throw malformed([{ pointer: '', code: 'list_missing', detail: 'the file is a list of reports, one for each period' }]);
  return value.map((entry: unknown, at) => {
    if (typeof entry !== 'object' || entry === null) {
      throw malformed([{ pointer: `/${at}`, code: 'object_missing', detail: 'a report is an object with amounts as text' }]);
    }
    return { pointer: `/${at}`, texts: textsOf(entry, at) };
  });
}

/** Numbers would have lost digits before anybody could see it, so amounts are text; only `period` may be a number. */
function textsOf(entry: object, at: number): ReportTexts {
  const faults: FieldFault[] = [];
  const texts = Object.entries(entry).map(([member, value]: [string, unknown]): [string, string] => {
    const isPlain = typeof value === 'string' || typeof value === 'boolean' || (member === 'period' && typeof value === 'number');
    if (!isPlain)
      faults.push({ pointer: `/${at}/${member}`, code: 'text_missing', detail: 'write amounts and rates as text, such as "1250.50"' });
    return [member, String(value)];
  });
  if (faults.length > 0) throw malformed(faults);
  return Object.fromEntries(texts);
}

function parseCsvReports(bytes: Uint8Array): PlacedReport[] {
  const reading = parseCsv(bytes);
  if (!reading.ok) {
    const { line, column, code, detail } = reading.fault;
    throw malformed([{ pointer: `${line}:${column}`, code, detail }]);
  }
  const [head, ...rows] = reading.records;
  if (head === undefined) throw malformed([{ pointer: '1:1', code: 'file_empty', detail: 'the file is empty' }]);
  const names = head.cells.map((cell) => cell.trim());
  return rows.map(({ line, cells }) => {
    if (cells.length !== names.length) {
      const detail = `the row has ${cells.length} cells, the first row ${names.length}`;
      throw malformed([{ pointer: `${line}:1`, code: 'cells_differ', detail }]);
    }
    return { pointer: `line ${line}`, texts: Object.fromEntries(names.map((name, at) => [name, (cells[at] ?? '').trim()])) };
  });
}
