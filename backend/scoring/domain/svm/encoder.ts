import { type Column, rowCount } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { binColumn } from '../binning/bin-column.ts';
import type { Binning } from '../binning/bins.ts';
import type { TrainingRows } from '../classifier.ts';
import { woeColumn } from '../binning/woe-column.ts';
import { missingColumn } from '../scorecard/fit-model.ts';

/** `plain`: numbers standardised, levels one place each, missing a place of its own. `woe`: weight of evidence of optimal bins. */
export type EncodingStyle = 'plain' | 'woe';

/** How one column becomes places of a vector. */
export type EncodedColumn =
  | {
      readonly kind: 'standard';
      readonly name: string;
      /** Values are divided by `unit` first, so that enormous ones stay finite. */
      readonly unit: number;
      readonly mean: number;
      readonly sd: number;
      readonly hasMissing: boolean;
    }
  | { readonly kind: 'one_hot'; readonly name: string; readonly levels: readonly string[]; readonly hasMissing: boolean }
  | { readonly kind: 'woe'; readonly name: string; readonly binning: Binning };

export interface Encoding {
  readonly columns: readonly EncodedColumn[];
  readonly width: number;
  /** Columns that say nothing, since they never change in the rows learnt from. */
  readonly constant: readonly string[];
}

/** Rows of `width` numbers each, one after the other. */
export interface EncodedRows {
  readonly values: Float64Array;
  readonly rows: number;
  readonly width: number;
}

function encodeNumeric(name: string, values: Float64Array): EncodedColumn | null {
  let unit = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    unit = Math.max(unit, Math.abs(value));
    count++;
  }
  if (unit === 0) unit = 1;
  let sum = 0;
  for (const value of values) if (!Number.isNaN(value)) sum += value / unit;
  const mean = count === 0 ? 0 : sum / count;
  let squares = 0;
  for (const value of values) if (!Number.isNaN(value)) squares += (value / unit - mean) ** 2;
  const sd = count === 0 ? 0 : Math.sqrt(squares / count);
  const hasMissing = count < values.length;
  // A spread of rounding is none; a column that is wholly missing says nothing either.
  const varies = sd > 1e-14;
  if (!varies && (!hasMissing || count === 0)) return null;
  return { kind: 'standard', name, unit, mean, sd: varies ? sd : 1, hasMissing };
}

function encodePlain(column: Column): EncodedColumn | null {
  if (column.kind === 'numeric') return encodeNumeric(column.name, column.values);
  const present = new Set(column.codes);
  const levels = column.levels.filter((_, code) => present.has(code));
  return present.size < 2 ? null : { kind: 'one_hot', name: column.name, levels, hasMissing: present.has(-1) };
}

function encodeWoe(column: Column, target: Uint8Array): EncodedColumn | null {
  const binning = binColumn(column, target);
  return binning.iv > 0 ? { kind: 'woe', name: column.name, binning } : null;
}

/** Places of a vector that the column takes. */
export function widthOf(column: EncodedColumn): number {
  if (column.kind === 'woe') return 1;
  return (column.kind === 'standard' ? 1 : column.levels.length) + (column.hasMissing ? 1 : 0);
}

/**
 * Learns how to turn columns into vectors.
 * @throws {@link DomainError} `columns_unusable` when no column changes
 */
export function fitEncoding({ columns, target }: TrainingRows, style: EncodingStyle): Encoding {
  const encoded = columns.map((column) => (style === 'plain' ? encodePlain(column) : encodeWoe(column, target)));
  const kept = encoded.filter((column) => column !== null);
  const constant = columns.filter((_, place) => encoded[place] === null).map((column) => column.name);
  if (kept.length === 0) {
    throw new DomainError('columns_unusable', 'unprocessable', 'No column changes, so there is nothing to learn from.', {
      params: { columns: constant.join(', ') },
    });
  }
  return { columns: kept, width: kept.reduce((total, column) => total + widthOf(column), 0), constant };
}

/** Standard deviations from the mean beyond which a number counts as so far: squares of more would not stay finite together. */
const FARTHEST = 1e6;

type Write = (row: number, offset: number, value: number) => void;

function writeColumn(encoded: EncodedColumn, column: Column, write: Write): void {
  if (encoded.kind === 'woe') return woeColumn(encoded.binning, column).forEach((value, row) => write(row, 0, value));
  if ((encoded.kind === 'standard') !== (column.kind === 'numeric')) {
    throw new DomainError('column_kind_mismatch', 'unprocessable', `Column ${column.name} is of another kind than the model takes.`, {
      params: { column: column.name },
    });
  }
  if (encoded.kind === 'standard' && column.kind === 'numeric') {
    column.values.forEach((value, row) => {
      if (!Number.isNaN(value)) write(row, 0, Math.max(-FARTHEST, Math.min(FARTHEST, (value / encoded.unit - encoded.mean) / encoded.sd)));
      else if (encoded.hasMissing) write(row, 1, 1);
    });
  } else if (encoded.kind === 'one_hot' && column.kind === 'categorical') {
    const places = column.levels.map((level) => encoded.levels.indexOf(level));
    column.codes.forEach((code, row) => {
      const place = places[code] ?? -1;
      if (place >= 0) write(row, place, 1);
      else if (encoded.hasMissing) write(row, encoded.levels.length, 1);
    });
  }
}

/**
 * The rows of `columns` as vectors. A level that was never learnt counts as missing; missing where nothing was
 * missing before stands at the mean of a number and at no level.
 * @throws {@link DomainError} `scorecard_column_missing`, `column_kind_mismatch`, `target_length`
 */
export function encodeRows(encoding: Encoding, columns: readonly Column[], rows: number): EncodedRows {
  const { width } = encoding;
  const values = new Float64Array(rows * width);
  let start = 0;
  for (const encoded of encoding.columns) {
    const column = columns.find((candidate) => candidate.name === encoded.name);
    if (column === undefined) throw missingColumn(encoded.name);
    if (rowCount(column) !== rows) {
      throw new DomainError('target_length', 'invalid', `Column ${column.name} has another number of rows.`, {
        params: { column: column.name },
      });
    }
    const first = start;
    writeColumn(encoded, column, (row, offset, value) => {
      values[row * width + first + offset] = value;
    });
    start += widthOf(encoded);
  }
  return { values, rows, width };
}
