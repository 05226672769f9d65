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

export interface CustomerRecord {
  readonly line: number;
  readonly externalId: string;
  readonly attributes: Readonly<Record<string, CellValue>>;
}

/** One record of a delimited file, with the line on which it ends. */
export interface FileRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CustomerReading {
  /** Faults of the file as a whole: when there is one, no row has been read. */
  readonly fileFaults: readonly ImportFault[];
  readonly rowFaults: readonly ImportFault[];
  readonly customers: readonly CustomerRecord[];
  /** Data rows in the file, good and bad. */
  readonly rows: number;
}

/**
 * Sorts the rows of a file into customers and faults. A row with any fault yields no customer.
 *
 * @param knownIds - ids that the source has given before; a row that repeats one is a fault
 */
export function readCustomers(records: readonly FileRecord[], schema: ImportSchema, knownIds: ReadonlySet<string>): CustomerReading {
  const header = records[0];
  if (header === undefined) return rejected([{ line: 1, column: '1', code: 'file_empty', detail: 'the file holds no header and no rows' }]);
  const layout = readHeader(header, schema);
  if (layout.faults.length > 0) return rejected(layout.faults);
  const rowFaults: ImportFault[] = [];
  const customers: CustomerRecord[] = [];
  const lineOfId = new Map<string, number>();
  for (const record of records.slice(1)) {
    const row = readRow(record, layout.columns);
    if ('faults' in row) {
      rowFaults.push(...row.faults);
      continue;
    }
    const earlier = lineOfId.get(row.externalId);
    lineOfId.set(row.externalId, earlier ?? record.line);
    if (earlier !== undefined) {
      rowFaults.push({
        line: record.line,
        column: 'id',
        code: 'id_duplicate',
        detail: `id ${row.externalId} stands on line ${earlier} already`,
      });
    } else if (knownIds.has(row.externalId)) {
      rowFaults.push({
        line: record.line,
        column: 'id',
        code: 'id_known',
        detail: `id ${row.externalId} has been imported from this source before`,
      });
    } else {
      customers.push(row);
    }
  }
  return { fileFaults: [], rowFaults, customers, rows: records.length - 1 };
}

function rejected(fileFaults: readonly ImportFault[]): CustomerReading {
  return { fileFaults, rowFaults: [], customers: [], rows: 0 };
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

function readRow(record: FileRecord, columns: readonly ColumnSpec[]): CustomerRecord | { readonly faults: readonly ImportFault[] } {
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
