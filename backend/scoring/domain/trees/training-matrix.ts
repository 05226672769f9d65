import { type Column, rowCount, takeRows } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { TrainingRows } from '../classifier.ts';
import { binLevels, binNumbers } from './bin-values.ts';

/** Values of one column by bin: value bins from 0 up, the last bin holds what is missing. */
export interface BinnedColumn {
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
  readonly bins: Uint8Array;
  /** Bins without the one for missing values, at most 255. */
  readonly valueBins: number;
  /** Numeric: bin b ends below `cuts[b]`, the last one is open. */
  readonly cuts: Float64Array;
  /** Categorical: the level of each value bin. Levels beyond the most frequent count as missing. */
  readonly levels: readonly string[];
}

/** Rows that count, ready for growing trees. Weights are multiples of {@link quantum}. */
export interface TrainingMatrix {
  readonly columns: readonly BinnedColumn[];
  readonly rows: number;
  readonly target: Uint8Array;
  readonly weights: Float64Array;
  readonly totalWeight: number;
  readonly badWeight: number;
  /** Every weight is 1. */
  readonly even: boolean;
  /** Sums of multiples of this power of two, each at most its weight, are exact in any order. */
  readonly quantum: number;
}

const MANTISSA = 2 ** 52;
const MOST_COLUMNS = 100_000;
const LEAST_WEIGHT = 1e-100;
const MOST_WEIGHT = 1e100;

/** Rounds to multiples of `quantum`; exact for numbers within 2^51 of them. */
export function toQuantum(value: number, quantum: number): number {
  const lift = 1.5 * MANTISSA * quantum;
  return value + lift - lift;
}

function fail(detail: string, params: Readonly<Record<string, string | number>>): never {
  throw new DomainError('training_rows_invalid', 'unprocessable', detail, { params });
}

function checkColumns(columns: readonly Column[], rows: number): void {
  if (columns.length > MOST_COLUMNS) fail(`A tree learns from at most ${MOST_COLUMNS} columns.`, { columns: columns.length });
  const names = new Set<string>();
  for (const column of columns) {
    if (names.has(column.name)) fail(`Two columns have the name ${column.name}.`, { column: column.name });
    names.add(column.name);
    if (rowCount(column) !== rows) {
      throw new DomainError('target_length', 'invalid', `Column ${column.name} and the outcome differ in length.`, {
        params: { column: column.name },
      });
    }
    if (column.kind === 'categorical') continue;
    const infinite = column.values.findIndex((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY);
    if (infinite < 0) continue;
    throw new DomainError('column_invalid', 'invalid', `Column ${column.name} holds an infinite number.`, {
      params: { column: column.name, row: infinite },
    });
  }
}

function checkRows({ columns, target, weights }: TrainingRows): void {
  const rows = target.length;
  if (rows === 0) fail('There are no rows to learn from.', {});
  const odd = target.findIndex((outcome) => outcome > 1);
  if (odd >= 0) fail('An outcome is neither 0 nor 1.', { row: odd });
  if (weights !== undefined) {
    if (weights.length !== rows) fail('Weights and outcomes differ in number.', { weights: weights.length, rows });
    const wrong = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
    if (wrong >= 0) fail('A weight is not a finite number of at least 0.', { row: wrong });
  }
  checkColumns(columns, rows);
}

function withoutWeightless({ columns, target, weights }: TrainingRows): Required<TrainingRows> {
  if (weights === undefined) return { columns, target, weights: new Float64Array(target.length).fill(1) };
  if (!weights.includes(0)) return { columns, target, weights };
  const kept = Int32Array.from(target.keys()).filter((row) => (weights[row] as number) > 0);
  return {
    columns: columns.map((column) => takeRows(column, kept)),
    target: Uint8Array.from(kept, (row) => target[row] as number),
    weights: Float64Array.from(kept, (row) => weights[row] as number),
  };
}

/** A power of two such that whole multiples of it up to `total` add up without rounding. */
function quantumFor(total: number): number {
  let power = 1;
  while (power < total) power *= 2;
  while (power / 2 >= total) power /= 2;
  return (power * 4) / MANTISSA;
}

function binColumns(columns: readonly Column[], maxBins: number): BinnedColumn[] {
  return columns.map((column) =>
    column.kind === 'numeric'
      ? { name: column.name, kind: column.kind, levels: [], ...binNumbers(column.values, maxBins) }
      : { name: column.name, kind: column.kind, cuts: new Float64Array(), ...binLevels(column, maxBins) },
  );
}

/**
 * Checks rows and sorts their values into at most `maxBins` bins and one for missing values. Rows of weight 0 are left out.
 * @throws {@link DomainError} `training_rows_invalid`, `target_one_class`, `target_length`, `column_invalid`
 */
export function binRows(training: TrainingRows, maxBins: number): TrainingMatrix {
  checkRows(training);
  const { columns, target, weights } = withoutWeightless(training);
  const given = weights.reduce((sum, weight) => sum + weight, 0);
  if (target.length === 0 || !(given >= LEAST_WEIGHT && given <= MOST_WEIGHT))
    fail(`The sum of the weights is not from ${LEAST_WEIGHT} to ${MOST_WEIGHT}.`, {});
  const quantum = quantumFor(given);
  const rounded = weights.map((weight) => toQuantum(weight, quantum));
  const totalWeight = rounded.reduce((sum, weight) => sum + weight, 0);
  const badWeight = rounded.reduce((sum, weight, row) => sum + (target[row] === 1 ? weight : 0), 0);
  if (badWeight === 0 || badWeight === totalWeight)
    throw new DomainError('target_one_class', 'unprocessable', 'A tree needs rows with a good and rows with a bad outcome.');
  return {
    columns: binColumns(columns, maxBins),
    rows: target.length,
    target,
    weights: rounded,
    totalWeight,
    badWeight,
    even: rounded.every((weight) => weight === 1),
    quantum,
  };
}
