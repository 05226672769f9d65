/** A dual support vector problem: outcomes +1 or -1 and the bound of each row's multiplier. */
export interface DualProblem {
  readonly signs: Int8Array;
  readonly bounds: Float64Array;
  /** Row of the kernel matrix; views may be reused after two other rows. The diagonal is 1. */
  readonly kernelRow: (row: number) => Float32Array;
}

export interface DualSolution {
  /** Multipliers between 0 and the bounds. */
  readonly multipliers: Float64Array;
  /** The decision value is the sum of sign x multiplier x kernel, less this. */
  readonly rho: number;
  readonly iterations: number;
  /** False when the limit of iterations came first; the solution is feasible all the same. */
  readonly hasConverged: boolean;
}

export interface SmoOptions {
  /** Most violation of the optimality conditions that is left. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** Curvature that stands in for one that rounding makes zero or negative. */
const LEAST_CURVATURE = 1e-12;

interface State {
  readonly problem: DualProblem;
  readonly multipliers: Float64Array;
  /** Sign times gradient of the dual, one per row. */
  readonly slopes: Float64Array;
}

/** Whether moving along `sign` keeps the multiplier of `row` inside its bounds. */
function canMove({ problem, multipliers }: State, row: number, sign: number): boolean {
  return problem.signs[row] === sign ? (multipliers[row] as number) < (problem.bounds[row] as number) : (multipliers[row] as number) > 0;
}

/** The row that violates most, among those that can rise; there is one, since the multipliers of both signs balance. */
function steepest(state: State): number {
  let chosen = 0;
  let best = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < state.slopes.length; row++) {
    const rise = -(state.slopes[row] as number);
    if (rise > best && canMove(state, row, 1)) {
      chosen = row;
      best = rise;
    }
  }
  return chosen;
}

/** Second-order choice of Fan, Chen and Lin (2005): the partner that lowers the dual most, and the widest violation. */
function partnerOf(state: State, first: number, kernel: Float32Array): { readonly row: number; readonly violation: number } {
  const top = -(state.slopes[first] as number);
  let chosen = -1;
  let mostGain = 0;
  let violation = 0;
  for (let row = 0; row < state.slopes.length; row++) {
    const gap = top + (state.slopes[row] as number);
    if (gap <= 0 || !canMove(state, row, -1)) continue;
    if (gap > violation) violation = gap;
    const gain = (gap * gap) / Math.max(LEAST_CURVATURE, 2 - 2 * (kernel[row] as number));
    if (gain > mostGain) {
      mostGain = gain;
      chosen = row;
    }
  }
  return { row: chosen, violation };
}

/** Room of `row` in the direction `sign`. */
function roomOf({ problem, multipliers }: State, row: number, sign: number): number {
  const value = multipliers[row] as number;
  return problem.signs[row] === sign ? (problem.bounds[row] as number) - value : value;
}

function move({ problem, multipliers }: State, row: number, sign: number, step: number, room: number): void {
  const isUp = problem.signs[row] === sign;
  if (step >= room) multipliers[row] = isUp ? (problem.bounds[row] as number) : 0;
  else multipliers[row] = (multipliers[row] as number) + (isUp ? step : -step);
}

/** Mean slope of the free multipliers, or the middle between the bounds on it when none is free. */
function thresholdOf(state: State): number {
  let free = 0;
  let total = 0;
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  for (let row = 0; row < state.slopes.length; row++) {
    const slope = state.slopes[row] as number;
    const canRise = canMove(state, row, 1);
    const canFall = canMove(state, row, -1);
    if (canRise && canFall) {
      free++;
      total += slope;
    } else if (canRise) high = Math.min(high, slope);
    else if (canFall) low = Math.max(low, slope);
  }
  return free > 0 ? total / free : (low + high) / 2;
}

/**
 * Sequential minimal optimization with second-order working sets, as in LIBSVM, without shrinking: two multipliers at
 * a time until no pair violates the optimality conditions by more than the tolerance. A bound of 0 leaves a row out;
 * both signs need a row with room.
 */
export function solveDual(problem: DualProblem, { tolerance, maxIterations }: SmoOptions): DualSolution {
  const { signs, kernelRow } = problem;
  const state: State = {
    problem,
    multipliers: new Float64Array(signs.length),
    slopes: Float64Array.from(signs, (sign) => -sign),
  };
  const { slopes } = state;
  let iterations = 0;
  let hasConverged = false;
  for (; iterations < maxIterations; iterations++) {
    const first = steepest(state);
    const own = kernelRow(first);
    const { row: second, violation } = partnerOf(state, first, own);
    if (second < 0 || violation < tolerance) {
      hasConverged = true;
      break;
    }
    const other = kernelRow(second);
    const curvature = Math.max(LEAST_CURVATURE, 2 - 2 * (own[second] as number));
    const rooms = [roomOf(state, first, 1), roomOf(state, second, -1)] as const;
    const step = Math.min(((slopes[second] as number) - (slopes[first] as number)) / curvature, ...rooms);
    move(state, first, 1, step, rooms[0]);
    move(state, second, -1, step, rooms[1]);
    for (let row = 0; row < slopes.length; row++) {
      slopes[row] = (slopes[row] as number) + step * ((own[row] as number) - (other[row] as number));
    }
  }
  return { multipliers: state.multipliers, rho: thresholdOf(state), iterations, hasConverged };
}
