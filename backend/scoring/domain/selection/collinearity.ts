import { choleskyFactor, inverseDiagonal } from '../regression/linear-algebra.ts';
import { submatrix } from '../regression/bounded-quadratic.ts';
import type { Drop, SelectionOptions } from './selection-options.ts';

/** Added to a correlation matrix, so that wholly dependent columns give a very high inflation and no error. */
const JITTER = 1e-10;

/** Pearson's correlations of the columns, row-major. A column without spread correlates with none. */
export function correlationMatrix(columns: readonly Float64Array[]): Float64Array {
  const size = columns.length;
  const centred = columns.map((column) => {
    const mean = column.reduce((total, value) => total + value, 0) / column.length;
    const shifted = column.map((value) => value - mean);
    const norm = Math.sqrt(shifted.reduce((total, value) => total + value * value, 0));
    return norm === 0 ? shifted : shifted.map((value) => value / norm);
  });
  const correlation = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const left = centred[i] as Float64Array;
    for (let j = 0; j <= i; j++) {
      const right = centred[j] as Float64Array;
      let total = 0;
      for (let row = 0; row < left.length; row++) total += (left[row] as number) * (right[row] as number);
      correlation[i * size + j] = total;
      correlation[j * size + i] = total;
    }
    correlation[i * size + i] = 1;
  }
  return correlation;
}

/** Variance inflation of each column: how much its standard error grows because the others tell the same. */
export function varianceInflation(correlation: Float64Array, size: number): Float64Array {
  const matrix = correlation.map((value, cell) => (cell % (size + 1) === 0 ? value + JITTER : value));
  return inverseDiagonal(choleskyFactor(matrix, size), size);
}

/**
 * Which of the columns, given by falling information value, tell what others tell: first those that correlate with a
 * better one, then, one by one, the one with the highest variance inflation.
 * @returns the drop of each column, null for one that stays
 */
export function dropCollinear(names: readonly string[], columns: readonly Float64Array[], options: SelectionOptions): (Drop | null)[] {
  const size = columns.length;
  const correlation = correlationMatrix(columns);
  const drops: (Drop | null)[] = names.map(() => null);
  let kept: number[] = [];
  for (let i = 0; i < size; i++) {
    const twin = kept.find((j) => Math.abs(correlation[i * size + j] as number) > options.maxCorrelation);
    if (twin === undefined) kept.push(i);
    else drops[i] = { reason: 'correlated', value: correlation[i * size + twin] as number, other: names[twin] as string };
  }
  while (kept.length > 1 && options.maxVif < Number.POSITIVE_INFINITY) {
    const inflation = varianceInflation(submatrix(correlation, size, kept), kept.length);
    const highest = inflation.reduce((most, value) => Math.max(most, value), 0);
    if (highest <= options.maxVif) break;
    const worst = kept[inflation.lastIndexOf(highest)] as number;
    drops[worst] = { reason: 'collinear', value: highest, other: null };
    kept = kept.filter((index) => index !== worst);
  }
  return drops;
}
