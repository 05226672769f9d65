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

function solveOn(problem: QuadraticProblem, free: readonly number[]): Float64Array {
  const size = problem.linear.length;
  const factor = choleskyFactor(submatrix(problem.hessian, size, free), free.length);
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

/** Rounds of freeing and holding per entry; without rounding errors a few would always do. */
const ROUNDS_PER_ENTRY = 10;

/**
 * The exact minimum by the active-set method of Lawson and Hanson, from the feasible point `start`. Every
 * point on the way is feasible and none is worse than the one before, so the last is a fair answer even when
 * `maxRounds` end the search.
 * @throws {@link DomainError} `columns_dependent` when the free part of the matrix is singular
 */
export function minimizeBounded(problem: QuadraticProblem, start: Float64Array, maxRounds = ROUNDS_PER_ENTRY * start.length): Float64Array {
  const free = new Set([...start.keys()].filter((index) => problem.bounded[index] !== true || (start[index] as number) > 0));
  let point = start;
  for (let round = 0; round < maxRounds; round++) {
    const ideal = solveOn(
      problem,
      [...free].sort((left, right) => left - right),
    );
    const crossing = [...free].filter((index) => problem.bounded[index] === true && (ideal[index] as number) <= 0);
    if (crossing.length === 0) {
      point = ideal;
      const wanted = mostWanted(problem, ideal, free);
      if (wanted < 0) break;
      free.add(wanted);
      continue;
    }
    const from = point;
    // The smallest number keeps an entry that is and stays at its bound from dividing 0 by 0.
    const reaches = crossing.map(
      (index) => (from[index] as number) / ((from[index] as number) - (ideal[index] as number) + Number.MIN_VALUE),
    );
    const length = Math.min(...reaches);
    point = from.map((value, index) => value + length * ((ideal[index] as number) - value));
    crossing.forEach((index, place) => {
      if ((reaches[place] as number) > length) return;
      free.delete(index);
      point[index] = 0;
    });
  }
  return point;
}
