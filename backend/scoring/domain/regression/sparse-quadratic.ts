/** Minimise `x' hessian x / 2 - linear' x + lasso |x|`; the first entry of x bears no penalty. */
export interface SparseProblem {
  readonly hessian: Float64Array;
  readonly linear: Float64Array;
  readonly lasso: number;
}

/** Largest move of an entry, relative to the largest entry, at which the sweeps end. */
const TOLERANCE = 1e-13;
const MAX_SWEEPS = 10_000;

/** Towards 0 by `threshold`, and no farther. */
function shrink(value: number, threshold: number): number {
  return Math.sign(value) * Math.max(0, Math.abs(value) - threshold);
}

/** The minimum by coordinate descent from `start` (Friedman, Hastie, Tibshirani 2010, with the products kept up to date). */
export function minimizeSparse({ hessian, linear, lasso }: SparseProblem, start: Float64Array): Float64Array {
  const size = start.length;
  const point = Float64Array.from(start);
  const products = Float64Array.from(point, (_, row) => {
    let total = 0;
    for (let column = 0; column < size; column++) total += (hessian[row * size + column] as number) * (point[column] as number);
    return total;
  });
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let largest = 0;
    for (let index = 0; index < size; index++) {
      const own = hessian[index * size + index] as number;
      if (own <= 0) continue;
      const before = point[index] as number;
      const wanted = (linear[index] as number) - (products[index] as number) + own * before;
      const next = (index === 0 ? wanted : shrink(wanted, lasso)) / own;
      const move = next - before;
      if (move === 0) continue;
      point[index] = next;
      largest = Math.max(largest, Math.abs(move));
      for (let row = 0; row < size; row++) products[row] = (products[row] as number) + move * (hessian[row * size + index] as number);
    }
    const widest = point.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    if (largest <= TOLERANCE * widest) break;
  }
  return point;
}
