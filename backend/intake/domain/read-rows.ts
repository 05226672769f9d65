import type { CellValue } from './columns.ts';
import type { ColumnSpec, ImportSchema } from './import-schema.ts';
import { readCell } from './read-cell.ts';

/** One fault of a file. `line` counts from 1, the header being line 1; `column` is the column's name or its number. */
export interface ImportFault {
  readonly line: number;
  readonly column: string;
  readonly code: string;
  readonly detail: string;
}

/** One record of a delimited file, with the line on which it ends. */
export interface FileRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** One good row: the id that it is about, and its other cells by column. */
export interface RowRecord {
  readonly line: number;
  readonly externalId: string;
  readonly attributes: Readonly<Record<string, CellValue>>;
}

export interface RowReading {
  /** Faults of the file as a whole: when there is one, no row has been read. */
  readonly fileFaults: readonly ImportFault[];
  readonly rowFaults: readonly ImportFault[];
  readonly records: readonly RowRecord[];
  /** Data rows in the file, good and bad. */
  readonly rows: number;
}

/**
 * Sorts the rows of a file into records and faults. A row with any fault yields no record; an id may stand in one row only.
 *
 * @param refuse - what is wrong with a row whose cells are well-formed, or null
 */
export function readRows(
  records: readonly FileRecord[],
  schema: ImportSchema,
  refuse: (row: RowRecord) => Omit<ImportFault, 'line'> | null,
): RowReading {
  const header = records[0];
  if (header === undefined) return rejected([{ line: 1, column: '1', code: 'file_empty', detail: 'the file holds no header and no rows' }]);
  const layout = readHeader(header, schema);
  if (layout.faults.length > 0) return rejected(layout.faults);
  const rowFaults: ImportFault[] = [];
  const good: RowRecord[] = [];
  const lineOfId = new Map<string, number>();
  for (const record of records.slice(1)) {
    const row = readRow(record, layout.columns);
    if ('faults' in row) {
      rowFaults.push(...row.faults);
      continue;
    }
    const earlier = lineOfId.get(row.externalId);
    lineOfId.set(row.externalId, earlier ?? record.line);
    const fault = earlier === undefined ? refuse(row) : repeated(earlier);
    if (fault === null) good.push(row);
    else rowFaults.push({ line: record.line, ...fault });
  }
  return { fileFaults: [], rowFaults, records: good, rows: records.length - 1 };
}

function rejected(fileFaults: readonly ImportFault[]): RowReading {
  return { fileFaults, rowFaults: [], records: [], rows: 0 };
}

/** Like every fault of an id it does not repeat it: faults outlive an erasure. */
function repeated(line: number): Omit<ImportFault, 'line'> {
  return { column: 'id', code: 'id_duplicate', detail: `this id stands on line ${line} already` };
}

function readHeader(header: FileRecord, schema: ImportSchema): { columns: readonly ColumnSpec[]; faults: readonly ImportFault[] } {
  const byName = new Map(schema.columns.map((column) => [column.name, column]));
  const columns: ColumnSpec[] = [];
  const faults: ImportFault[] = [];
  const seen = new Set<string>();
  for (const [at, cell] of header.cells.entries()) {
    const name = cell.trim();
    const column = byName.get(name);
    const place = { line: header.line, column: name === '' ? String(at + 1) : name };
    if (column === undefined) faults.push({ ...place, code: 'header_unknown', detail: `column ${at + 1} is not part of ${schema.id}` });
    else if (seen.has(name)) faults.push({ ...place, code: 'header_duplicate', detail: `column ${name} stands twice in the header` });
    else columns.push(column);
    seen.add(name);
  }
  for (const column of schema.columns) {
    if (!column.optional && !seen.has(column.name)) {
      faults.push({
        line: header.line,
        column: column.name,
        code: 'header_missing',
        detail: `column ${column.name} is missing from the header`,
      });
    }
  }
  return { columns, faults };
}

function readRow(record: FileRecord, columns: readonly ColumnSpec[]): RowRecord | { readonly faults: readonly ImportFault[] } {
  const { line, cells } = record;
  if (cells.length !== columns.length) {
    const column = String(Math.min(cells.length, columns.length) + 1);
    return { faults: [{ line, column, code: 'row_ragged', detail: `the row has ${cells.length} cells, the header ${columns.length}` }] };
  }
  const faults: ImportFault[] = [];
  const attributes: Record<string, CellValue> = {};
  let externalId = '';
  for (const [at, column] of columns.entries()) {
    const reading = readCell(cells[at] ?? '', column);
    if (!reading.ok) faults.push({ line, column: column.name, code: reading.code, detail: reading.detail });
    else if (column.role === 'id') externalId = String(reading.value);
    else attributes[column.name] = reading.value;
  }
  return faults.length > 0 ? { faults } : { line, externalId, attributes };
}
