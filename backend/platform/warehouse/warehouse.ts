import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import { DomainError } from '../../kernel/errors.ts';

export type SqlValue = null | boolean | number | string | readonly SqlValue[];
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A DuckDB of its own for one piece of work on files; it keeps nothing after `close`. */
export interface Warehouse {
  run(sql: string): Promise<void>;
  /** All rows of a small answer; integers that a number cannot hold come as text. */
  rows(sql: string): Promise<SqlRow[]>;
  /** Columns of `count` rows in shared memory, every one of them a DOUBLE in SQL; NULL becomes NaN. */
  numbers(sql: string, count: number): Promise<Float64Array[]>;
  /** The first column of `count` rows, a VARCHAR in SQL; NULL becomes an empty text. */
  texts(sql: string, count: number): Promise<string[]>;
  close(): Promise<void>;
}

export interface WarehouseOptions {
  /** Threads of the engine; all cores without. */
  readonly threads?: number;
  /** Beyond this much the engine goes to disk. */
  readonly memoryMegabytes: number;
  /** Folder to work in, which one process at a time may have; a temporary one without. It is removed at the end. */
  readonly folder?: string;
}

/**
 * Opens an empty warehouse. The engine is loaded here and not at the start of the process: it weighs
 * 70 MB, and most processes never read a file of data.
 * @throws {@link DomainError} `warehouse_unavailable` when this platform has no DuckDB, `warehouse_busy` when another process has the folder; every call: `warehouse_failed`
 */
export async function openWarehouse(options: WarehouseOptions): Promise<Warehouse> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'credence-warehouse-')));
  await mkdir(folder, { recursive: true });
  const { instance, connection } = await start(folder, options);
  return {
    run: (sql) => told(async () => void (await connection.run(sql))),
    rows: (sql) => told(() => readRows(connection, sql)),
    numbers: (sql, count) => told(() => readNumbers(connection, sql, count)),
    texts: (sql, count) => told(() => readTexts(connection, sql, count)),
    close: async () => {
      connection.closeSync();
      instance.closeSync();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function start(folder: string, { threads, memoryMegabytes }: WarehouseOptions) {
  const { DuckDBInstance } = await import('@duckdb/node-api').catch((cause: unknown) => {
    throw new DomainError('warehouse_unavailable', 'unavailable', 'DuckDB is not installed for this platform; run npm run setup.', {
      cause,
    });
  });
  // The engine locks its file for as long as the process lives, however it ends.
  const instance = await DuckDBInstance.create(join(folder, 'warehouse.duckdb'), {
    memory_limit: `${memoryMegabytes}MB`,
    temp_directory: join(folder, 'spill'),
    autoinstall_known_extensions: 'false',
    ...(threads === undefined ? {} : { threads: String(threads) }),
  }).catch((cause: unknown) => {
    throw cause instanceof Error && cause.message.includes('lock')
      ? new DomainError('warehouse_busy', 'conflict', `Another process works in ${folder}; wait until it has ended.`, { cause })
      : cause;
  });
  return { instance, connection: await instance.connect() };
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const detail = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : 'unknown';
    throw new DomainError('warehouse_failed', 'unavailable', `The warehouse engine says: ${detail}`, { cause });
  }
}

async function readRows(connection: DuckDBConnection, sql: string): Promise<SqlRow[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowObjects().map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
}

function plain(value: DuckDBValue): SqlValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if ('items' in value && Array.isArray(value.items)) return value.items.map(plain);
  return String(value);
}

const BYTES = Float64Array.BYTES_PER_ELEMENT;

async function readNumbers(connection: DuckDBConnection, sql: string, count: number): Promise<Float64Array[]> {
  const result = await connection.stream(sql);
  const columns = Array.from({ length: result.columnCount }, () => new Float64Array(new SharedArrayBuffer(count * BYTES)));
  await readChunks(result, (chunk, first) =>
    columns.forEach((values, place) => {
      const vector = chunk.getColumnVector(place);
      for (let row = 0; row < chunk.rowCount; row++) {
        const item = vector.getItem(row);
        values[first + row] = typeof item === 'number' ? item : Number.NaN;
      }
    }),
  );
  return columns;
}

async function readTexts(connection: DuckDBConnection, sql: string, count: number): Promise<string[]> {
  const texts = new Array<string>(count).fill('');
  await readChunks(await connection.stream(sql), (chunk, first) => {
    const vector = chunk.getColumnVector(0);
    for (let row = 0; row < chunk.rowCount; row++) texts[first + row] = String(vector.getItem(row) ?? '');
  });
  return texts;
}

/** Gives every chunk of a result with the number of its first row. */
async function readChunks(result: DuckDBResult, take: (chunk: DuckDBDataChunk, first: number) => void): Promise<void> {
  for (let first = 0; ; ) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    take(chunk, first);
    first += chunk.rowCount;
  }
}
