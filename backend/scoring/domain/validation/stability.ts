import { type Column, rowCount } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { missingColumn } from '../scorecard/fit-model.ts';
import { populationStability } from '../metrics.ts';
import { requireCount } from './scored-rows.ts';

/** How a column is cut for comparing distributions: by number at ascending cuts, or by level. Missing and unseen have bins of their own. */
export type StabilityBins =
  | { readonly kind: 'numeric'; readonly name: string; readonly cuts: readonly number[] }
  | { readonly kind: 'categorical'; readonly name: string; readonly levels: readonly string[] };

export interface StabilityRow {
  readonly name: string;
  readonly bins: StabilityBins;
  readonly expected: readonly number[];
  /** Counts and index of each period, in the order of `periods`. */
  readonly actual: readonly (readonly number[])[];
  readonly index: readonly number[];
}

/** Stability index of each column, or of the score as one more column, in each period against the expected rows. */
export interface StabilityMatrix {
  readonly periods: readonly string[];
  readonly rows: readonly StabilityRow[];
}

/** Cuts at the quantiles of `column`, or its levels. */
export function stabilityBins(column: Column, count = 10): StabilityBins {
  requireCount('bins', count, 2, 1000);
  if (column.kind === 'categorical') return { kind: 'categorical', name: column.name, levels: column.levels };
  const sorted = column.values.filter((value) => !Number.isNaN(value)).sort();
  const quantiles = Array.from({ length: count - 1 }, (_, place) => sorted[Math.floor(((place + 1) * sorted.length) / count)]);
  const cuts = quantiles.filter((cut) => cut !== undefined && cut > (sorted[0] as number)).map(Number);
  return { kind: 'numeric', name: column.name, cuts: [...new Set(cuts)] };
}

/** Bin of each row: intervals or levels first, then missing, then (for levels) unseen. */
function binRows(bins: StabilityBins, column: Column): { readonly of: Int32Array; readonly count: number } {
  if (bins.kind !== column.kind) {
    throw new DomainError('column_kind_mismatch', 'unprocessable', `Column ${bins.name} is of another kind than the expected one.`, {
      params: { column: bins.name },
    });
  }
  if (column.kind === 'numeric') {
    const cuts = bins.kind === 'numeric' ? bins.cuts : [];
    const of = Int32Array.from(column.values, (value) => {
      if (Number.isNaN(value)) return cuts.length + 1;
      let bin = 0;
      while (bin < cuts.length && value >= (cuts[bin] as number)) bin++;
      return bin;
    });
    return { of, count: cuts.length + 2 };
  }
  const levels = bins.kind === 'categorical' ? bins.levels : [];
  const places = column.levels.map((level) => levels.indexOf(level));
  const of = Int32Array.from(column.codes, (code) => {
    const place = code < 0 ? levels.length : (places[code] ?? -1);
    return place < 0 ? levels.length + 1 : place;
  });
  return { of, count: levels.length + 2 };
}

function countBins({ of, count }: ReturnType<typeof binRows>, holds: (row: number) => boolean): number[] {
  const counts = new Array<number>(count).fill(0);
  of.forEach((bin, row) => {
    if (holds(row)) counts[bin] = (counts[bin] as number) + 1;
  });
  return counts;
}

/**
 * Characteristic stability by period: PSI of each column of `expected` in each period of `actual`. Empty cells count
 * 0.9 as in `populationStability`.
 * @throws {@link DomainError} `scorecard_column_missing`, `column_kind_mismatch`, `target_length`, `rows_empty`
 */
export function stabilityMatrix(
  expected: readonly Column[],
  actual: readonly Column[],
  periodOfRow: readonly string[],
  bins = 10,
): StabilityMatrix {
  const periods = [...new Set(periodOfRow)].sort();
  const rows = expected.map((column): StabilityRow => {
    const later = actual.find((candidate) => candidate.name === column.name);
    if (later === undefined) throw missingColumn(column.name);
    if (rowCount(later) !== periodOfRow.length) {
      throw new DomainError('target_length', 'invalid', `Column ${column.name} and the periods differ in length.`, {
        params: { column: column.name },
      });
    }
    if (rowCount(column) === 0 || periods.length === 0)
      throw new DomainError('rows_empty', 'unprocessable', 'There are no rows to measure stability on.');
    const cut = stabilityBins(column, bins);
    const before = countBins(binRows(cut, column), () => true);
    const binned = binRows(cut, later);
    const counts = periods.map((period) => countBins(binned, (row) => periodOfRow[row] === period));
    return { name: column.name, bins: cut, expected: before, actual: counts, index: counts.map((now) => populationStability(now, before)) };
  });
  return { periods, rows };
}
