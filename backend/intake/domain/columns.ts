import { DomainError } from '../../kernel/errors.ts';

/** Numbers of one attribute, one per row; NaN is a missing value, infinities never occur. */
export interface NumericColumn {
  readonly kind: 'numeric';
  readonly name: string;
  readonly values: Float64Array;
}

/** Categories of one attribute: `levels[codes[row]]`; code -1 is a missing value. */
export interface CategoricalColumn {
  readonly kind: 'categorical';
  readonly name: string;
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

export type Column = NumericColumn | CategoricalColumn;

/** Rows of one source as columns; `target` is 1 for a bad outcome, `folds` names each row's validation fold. */
export interface Dataset {
  readonly ids: readonly string[];
  readonly columns: readonly Column[];
  readonly target: Uint8Array;
  readonly datasetHash: string;
  readonly folds: Uint8Array | null;
}

export type CellValue = string | number | null;

/**
 * A numeric column; null becomes a missing value.
 * @throws {@link DomainError} `column_invalid` for an infinite number
 */
export function numericColumn(name: string, cells: ArrayLike<number | null>): NumericColumn {
  const values = Float64Array.from(cells, (cell) => cell ?? Number.NaN);
  const infinite = values.findIndex((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY);
  if (infinite >= 0) {
    throw new DomainError('column_invalid', 'invalid', `Column ${name} holds an infinite number.`, {
      params: { column: name, row: infinite },
    });
  }
  return { kind: 'numeric', name, values };
}

/** A categorical column; null becomes a missing value, levels are sorted by code unit so that row order leaves no trace. */
export function categoricalColumn(name: string, cells: readonly (string | null)[]): CategoricalColumn {
  const levels = [...new Set(cells.filter((cell) => cell !== null))].sort();
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  return { kind: 'categorical', name, codes: Int32Array.from(cells, (cell) => (cell === null ? -1 : (codeOf.get(cell) ?? -1))), levels };
}

/** Number of rows of `column`. */
export function rowCount(column: Column): number {
  return column.kind === 'numeric' ? column.values.length : column.codes.length;
}

/** The cell of `row` as a plain value, null when missing. */
export function cellAt(column: Column, row: number): CellValue {
  if (column.kind === 'numeric') {
    const value = column.values[row] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  }
  return column.levels[column.codes[row] ?? -1] ?? null;
}

/** The given rows of `column`, in the given order; levels stay as they are. */
export function takeRows(column: Column, rows: Int32Array): Column {
  if (column.kind === 'numeric') {
    const source = column.values;
    return { ...column, values: Float64Array.from(rows, (row) => source[row] ?? Number.NaN) };
  }
  const source = column.codes;
  return { ...column, codes: Int32Array.from(rows, (row) => source[row] ?? -1) };
}
