import { open, stat } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { DomainError } from '../kernel/errors.ts';
import { sqlName, sqlText } from '../kernel/sql-quote.ts';
import type { SqlRow, Warehouse } from '../platform/warehouse/warehouse.ts';
import { isMissingWordSql, numberSql, parsedNumberSql, type StoredKind, storedKind, textSql } from './read-rules.ts';

export interface DataColumn {
  readonly name: string;
  /** `mixed`: numbers but for a few cells; `unusable`: a type that no model takes, such as a list. */
  readonly kind: 'number' | 'text' | 'date' | 'mixed' | 'unusable';
  /** Name of the column in the table `data`. */
  readonly sql: string;
  /** Of a mixed column, the first cell that is no number; rows count from 1 without the header. */
  readonly stray: { readonly row: number; readonly text: string; readonly isDate: boolean; readonly count: number } | null;
}

/** A file in the table `data` of a warehouse: DOUBLE for numbers, VARCHAR for the rest; `rowid` counts the rows from 0. */
export interface DataFile {
  readonly path: string;
  readonly format: DataFormat;
  readonly rows: number;
  readonly columns: readonly DataColumn[];
}

export type DataFormat = 'csv' | 'parquet';

/** A header is not longer. */
const HEADER_BYTES = 1024 * 1024;
/** From this share of numbers on, other cells of a column are taken for faults and not for a text column. */
const MIXED_FROM = 0.9;

/** The path of a file to read as DuckDB wants it: a literal, in which nothing is a pattern. */
export function fileSql(path: string): string {
  return sqlText(path.replace(/[*?[]/g, '[$&]'));
}

/** @throws {@link DomainError} `data_file_unreadable`, `data_file_empty` */
export async function formatOf(path: string): Promise<DataFormat> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new DomainError('data_file_unreadable', 'invalid', `${path} is a folder; name a CSV or Parquet file.`);
    if (found.size === 0) throw new DomainError('data_file_empty', 'invalid', `${path} is empty.`);
    const file = await open(path, 'r');
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0).finally(() => file.close());
    return buffer.toString('latin1') === 'PAR1' ? 'parquet' : 'csv';
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    throw new DomainError('data_file_unreadable', 'invalid', `${path} cannot be read; check the path and its permissions.`, { cause });
  }
}

/**
 * Reads a CSV or Parquet file into the table `data`. What a cell says counts and not how the file stores it, so both
 * formats of the same data give the same table.
 *
 * @param asText - columns to read as text though they hold numbers, such as postal codes
 * @throws {@link DomainError} `data_file_unreadable`, `data_file_empty`, `data_file_malformed`, `data_column_duplicate`, `data_column_unknown`
 */
export async function openDataFile(warehouse: Warehouse, path: string, asText: readonly string[] = []): Promise<DataFile> {
  const format = await formatOf(path);
  const stored = format === 'csv' ? await readCsv(warehouse, path) : await readParquet(warehouse, path, asText);
  refuseUnknown(
    path,
    stored.map(({ name }) => name),
    asText,
  );
  const [counted] = await warehouse.rows(`SELECT count(*) AS rows FROM raw`);
  const rows = Number(counted?.['rows']);
  if (rows === 0) throw new DomainError('data_file_empty', 'invalid', `${path} has a header and no rows.`);
  const columns = await findKinds(warehouse, stored, new Set(asText));
  const cells = columns.map((column, place) => `${settle(column, stored[place]?.kind)} AS ${column.sql}`);
  await warehouse.run(`CREATE TABLE data AS SELECT ${cells.join(', ')} FROM raw`);
  await warehouse.run('DROP TABLE raw');
  return { path, format, rows, columns };
}

/** @throws {@link DomainError} `data_column_unknown` naming the first of `wanted` that is not there */
export function refuseUnknown(path: string, names: readonly string[], wanted: readonly string[]): void {
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const known = names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');
  throw new DomainError('data_column_unknown', 'invalid', `${path} has no column ${unknown}; it has ${known}.`);
}

interface StoredColumn {
  readonly name: string;
  readonly sql: string;
  readonly kind: StoredKind;
}

async function readCsv(warehouse: Warehouse, path: string): Promise<StoredColumn[]> {
  const { names, source } = await csvSource(path);
  const texts = names.map((_, place) => `${textSql(`c${place}`)} AS c${place}`).join(', ');
  await readAsCsv(path, () => warehouse.run(`CREATE TABLE raw AS SELECT ${texts} FROM ${source}`));
  return names.map((name, place) => ({ name, sql: `c${place}`, kind: 'text' }));
}

/** Names of a CSV file and what to select from, in which its columns are `c0`, `c1` and so on. */
export async function csvSource(path: string): Promise<{ readonly names: readonly string[]; readonly source: string }> {
  const { names: cells, delimiter } = await readHeader(path);
  // Tools that write row numbers leave their column without a name.
  const names = cells.map((cell, place) => cell.trim() || `column_${place + 1}`);
  refuseDuplicates(path, names);
  const types = names.map((_, place) => `'c${place}': 'VARCHAR'`).join(', ');
  const dialect = `delim = ${sqlText(delimiter)}, quote = '"', escape = '"'`;
  return {
    names,
    source: `read_csv(${fileSql(path)}, header = true, auto_detect = false, columns = {${types}}, ${dialect}, strict_mode = true)`,
  };
}

/** Names of the header, cut by whichever of the usual delimiters it holds most often outside of quotes. */
async function readHeader(path: string): Promise<{ names: string[]; delimiter: string }> {
  const file = await open(path, 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0).finally(() => file.close());
  const text = buffer.toString('utf8', 0, bytesRead);
  const line = (text.split(/\r?\n/)[0] ?? '').replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t', '|'].map((delimiter) => [delimiter, line.split(delimiter).length] as const);
  const [delimiter] = counts.reduce((best, next) => (next[1] > best[1] ? next : best));
  try {
    const [names = []]: string[][] = parse(text, { delimiter, bom: true, to: 1 });
    return { names, delimiter };
  } catch (cause) {
    throw new DomainError('data_file_malformed', 'invalid', `The header line of ${path} cannot be read; look at its quotes.`, { cause });
  }
}

/** Does what reads a CSV file; a fault of the file is told with its line. @throws {@link DomainError} `data_file_malformed` */
export async function readAsCsv<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const text = cause instanceof DomainError && cause.cause instanceof Error ? cause.cause.message : '';
    if (!/csv|unicode|utf-?8/i.test(text)) throw cause;
    const line = /Line: (\d+)/.exec(text)?.[1];
    const columns = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(text);
    const reason =
      columns === null ? 'it is not CSV in UTF-8 with one header line' : `it has ${columns[2]} cells where the header has ${columns[1]}`;
    const place = line === undefined ? path : `Line ${line} of ${path}`;
    throw new DomainError('data_file_malformed', 'invalid', `${place} cannot be read: ${reason}.`, { cause });
  }
}

async function readParquet(warehouse: Warehouse, path: string, asText: readonly string[]): Promise<StoredColumn[]> {
  const described = await parquetColumns(warehouse, path);
  const columns = described.map(({ name, type }, place) => {
    const kind = storedKind(type);
    return { name, sql: `c${place}`, kind: kind === 'number' && asText.includes(name) ? 'text' : kind, type } as const;
  });
  const cells = columns.map(({ name, sql, kind, type }) => {
    const cell = kind === 'number' ? numberSql(sqlName(name), type) : kind === 'unusable' ? 'NULL' : textSql(sqlName(name));
    return `${cell} AS ${sql}`;
  });
  await warehouse.run(`CREATE TABLE raw AS SELECT ${cells.join(', ')} FROM read_parquet(${fileSql(path)})`);
  return columns;
}

/** Names and types of a Parquet file. @throws {@link DomainError} `data_file_malformed`, `data_column_duplicate` */
export async function parquetColumns(warehouse: Warehouse, path: string): Promise<{ name: string; type: string }[]> {
  const rows = await warehouse.rows(`DESCRIBE SELECT * FROM read_parquet(${fileSql(path)})`).catch((cause: unknown) => {
    throw new DomainError('data_file_malformed', 'invalid', `${path} begins like Parquet but cannot be read; it may be cut off.`, {
      cause,
    });
  });
  const columns = rows.map((row) => ({ name: String(row['column_name']), type: String(row['column_type']) }));
  refuseDuplicates(
    path,
    columns.map(({ name }) => name),
  );
  return columns;
}

function refuseDuplicates(path: string, names: readonly string[]): void {
  const seen = new Map<string, number>();
  names.forEach((name, place) => {
    // SQL engines tell names apart without regard to case, and a card has to run in them.
    const before = seen.get(name.toLowerCase());
    if (before !== undefined)
      throw new DomainError(
        'data_column_duplicate',
        'invalid',
        `Columns ${before + 1} and ${place + 1} of ${path} are both named ${name}.`,
      );
    seen.set(name.toLowerCase(), place);
  });
}

async function findKinds(warehouse: Warehouse, stored: readonly StoredColumn[], asText: ReadonlySet<string>): Promise<DataColumn[]> {
  const texts = stored.filter(({ name, kind }) => kind === 'text' && !asText.has(name));
  const counts = texts.flatMap(({ sql }) => [
    `count(${sql}) FILTER (WHERE NOT (${isMissingWordSql(sql)})) AS ${sql}_words`,
    `count(${parsedNumberSql(sql)}) FILTER (WHERE NOT (${isMissingWordSql(sql)})) AS ${sql}_numbers`,
    // Casts that fail are slow, so only what is written like YYYY-MM-DD is tried.
    `count(CASE WHEN substr(${sql}, 5, 1) = '-' THEN TRY_CAST(${sql} AS TIMESTAMP) END) AS ${sql}_dates`,
  ]);
  const [found = {}] = counts.length === 0 ? [] : await warehouse.rows(`SELECT ${counts.join(', ')} FROM raw`);
  const columns: DataColumn[] = [];
  for (const { name, sql, kind } of stored) {
    const own = kind === 'text' && !asText.has(name) ? kindOfText(found, sql) : kind;
    columns.push({ name, sql, kind: own, stray: own === 'mixed' ? await strayOf(warehouse, sql) : null });
  }
  return columns;
}

function kindOfText(found: SqlRow, sql: string): DataColumn['kind'] {
  const [words, numbers, dates] = ['words', 'numbers', 'dates'].map((what) => Number(found[`${sql}_${what}`]));
  if (words === undefined || numbers === undefined || words === 0) return 'text';
  if (numbers === words) return 'number';
  if (numbers >= MIXED_FROM * words) return 'mixed';
  return dates === words ? 'date' : 'text';
}

async function strayOf(warehouse: Warehouse, sql: string): Promise<DataColumn['stray']> {
  const isStray = `${sql} IS NOT NULL AND NOT (${isMissingWordSql(sql)}) AND (${parsedNumberSql(sql)}) IS NULL`;
  const [first] = await warehouse.rows(
    `SELECT rowid + 1 AS row, left(${sql}, 60) AS text, TRY_CAST(${sql} AS TIMESTAMP) IS NOT NULL AS date FROM raw WHERE ${isStray} ORDER BY rowid LIMIT 1`,
  );
  const [all] = await warehouse.rows(`SELECT count(*) AS strays FROM raw WHERE ${isStray}`);
  return { row: Number(first?.['row']), text: String(first?.['text']), isDate: first?.['date'] === true, count: Number(all?.['strays']) };
}

function settle({ sql, kind }: DataColumn, stored: StoredKind | undefined): string {
  return (kind === 'number' || kind === 'mixed') && stored === 'text' ? numberSql(sql, 'VARCHAR') : sql;
}
