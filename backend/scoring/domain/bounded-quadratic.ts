import { choleskyFactor, choleskySolve } from './linear-algebra.ts';

/** Minimise `x' hessian x / 2 - linear' x`; `bounded` entries may not go below 0. */
export interface QuadraticProblem {
  readonly hessian: Float64Array;
  readonly linear: Float64Array;
  readonly bounded: readonly boolean[];
}

/** Rows and columns `kept` of a square matrix of `size`. */
export function submatrix(matrix: Float64Array, size: number, kept: readonly number[]): Float64Array {
  const part = new Float64Array(kept.length * kept.length);
  kept.forEach((row, i) => {
    kept.forEach((column, j) => {
      part[i * kept.length + j] = matrix[row * size + column] as number;
    });
  });
  return part;
}

function solveOn(problem: QuadraticProblem, free: readonly number[]): Float64Array | null {
  const size = problem.linear.length;
  const factor = choleskyFactor(submatrix(problem.hessian, size, free), free.length);
  if (factor === null) return null;
  const part = choleskySolve(
    factor,
    Float64Array.from(free, (index) => problem.linear[index] as number),
  );
  const solution = new Float64Array(size);
  free.forEach((index, place) => {
    solution[index] = part[place] as number;
  });
  return solution;
}

/** The held entry whose release lowers the objective most steeply, -1 when none does. */
function mostWanted(problem: QuadraticProblem, point: Float64Array, free: ReadonlySet<number>): number {
  const size = point.length;
  let wanted = -1;
  let steepest = 0;
  for (let index = 0; index < size; index++) {
    if (free.has(index)) continue;
    let slope = problem.linear[index] as number;
    for (let k = 0; k < size; k++) slope -= (problem.hessian[index * size + k] as number) * (point[k] as number);
    // A slope within rounding of zero would let an entry enter and leave for ever.
    if (slope > 1e-9 * Math.abs(problem.linear[index] as number) && slope > steepest) {
      steepest = slope;
      wanted = index;
    }
  }
  return wanted;
}

/**
 * The exact minimum by the active-set method of Lawson and Hanson, from the feasible point `start`.
 * @returns null when the free part of the matrix is singular
 */
export function minimizeBounded(problem: QuadraticProblem, start: Float64Array): Float64Array | null {
  const free = new Set(Array.from(start.keys()).filter((index) => problem.bounded[index] !== true || (start[index] as number) > 0));
  let point = start;
  for (;;) {
    const ideal = solveOn(
      problem,
      [...free].sort((left, right) => left - right),
    );
    if (ideal === null) return null;
    const crossing = [...free].filter((index) => problem.bounded[index] === true && (ideal[index] as number) <= 0);
    if (crossing.length === 0) {
      const wanted = mostWanted(problem, ideal, free);
      if (wanted < 0) return ideal;
      point = ideal;
      free.add(wanted);
      continue;
    }
    const reach = (index: number) => {
      const here = point[index] as number;
      return here / (here - (ideal[index] as number));
    };
    const from = point;
    const length = Math.min(...crossing.map((index) => ((from[index] as number) > 0 ? reach(index) : 0)));
    point = from.map((value, index) => value + length * ((ideal[index] as number) - value));
    for (const index of crossing) {
      if ((from[index] as number) > 0 && reach(index) > length) continue;
      free.delete(index);
      point[index] = 0;
    }
  }
}
