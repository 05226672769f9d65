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

/**
 * The rows with room, at places from 0 on in their order. `slope` is sign times gradient of the dual; 1 in `canRise` where the multiplier
 * may move along the sign of bads, in `canFall` along that of goods, without leaving its bounds.
 */
class Working {
  readonly rows: Int32Array;
  readonly #signs: Int8Array;
  readonly #bounds: Float64Array;
  readonly #multipliers: Float64Array;
  readonly #slopes: Float64Array;
  readonly #canRise: Uint8Array;
  readonly #canFall: Uint8Array;

  constructor({ signs, bounds }: DualProblem) {
    this.rows = Int32Array.from(signs.keys()).filter((row) => (bounds[row] as number) > 0);
    this.#signs = Int8Array.from(this.rows, (row) => signs[row] as number);
    this.#bounds = Float64Array.from(this.rows, (row) => bounds[row] as number);
    this.#multipliers = new Float64Array(this.rows.length);
    this.#slopes = Float64Array.from(this.#signs, (sign) => -sign);
    this.#canRise = Uint8Array.from(this.#signs, (sign) => (sign > 0 ? 1 : 0));
    this.#canFall = Uint8Array.from(this.#signs, (sign) => (sign > 0 ? 0 : 1));
  }

  /** The place that violates most, among those that can rise; there is one, since the multipliers of both signs balance. */
  steepest(): number {
    const slopes = this.#slopes;
    const canRise = this.#canRise;
    let chosen = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let place = 0; place < slopes.length; place++) {
      if ((slopes[place] as number) < least && canRise[place] === 1) {
        chosen = place;
        least = slopes[place] as number;
      }
    }
    return chosen;
  }

  /** Second-order choice of Fan, Chen and Lin (2005): the partner that lowers the dual most, and the widest violation. */
  partnerOf(first: number, kernel: Float32Array): { readonly place: number; readonly violation: number } {
    const rows = this.rows;
    const slopes = this.#slopes;
    const canFall = this.#canFall;
    const bottom = slopes[first] as number;
    let chosen = -1;
    let mostGain = 0;
    let violation = 0;
    for (let place = 0; place < rows.length; place++) {
      const gap = (slopes[place] as number) - bottom;
      if (gap <= 0 || canFall[place] === 0) continue;
      if (gap > violation) violation = gap;
      const gain = (gap * gap) / Math.max(LEAST_CURVATURE, 2 - 2 * (kernel[rows[place] as number] as number));
      if (gain > mostGain) {
        mostGain = gain;
        chosen = place;
      }
    }
    return { place: chosen, violation };
  }

  /** Moves `first` up and `second` down as far as lowers the dual, `own` and `other` being their kernel rows. */
  move(first: number, second: number, own: Float32Array, other: Float32Array): void {
    const rows = this.rows;
    const slopes = this.#slopes;
    const curvature = Math.max(LEAST_CURVATURE, 2 - 2 * (own[rows[second] as number] as number));
    const rooms = [this.#roomOf(first, 1), this.#roomOf(second, -1)] as const;
    const step = Math.min(((slopes[second] as number) - (slopes[first] as number)) / curvature, ...rooms);
    this.#shift(first, 1, step, rooms[0]);
    this.#shift(second, -1, step, rooms[1]);
    for (let place = 0; place < rows.length; place++) {
      const row = rows[place] as number;
      slopes[place] = (slopes[place] as number) + step * ((own[row] as number) - (other[row] as number));
    }
  }

  /** Room of the multiplier at `place` in the direction `sign`. */
  #roomOf(place: number, sign: number): number {
    const value = this.#multipliers[place] as number;
    return this.#signs[place] === sign ? (this.#bounds[place] as number) - value : value;
  }

  #shift(place: number, sign: number, step: number, room: number): void {
    const isUp = this.#signs[place] === sign;
    const bound = this.#bounds[place] as number;
    const held = this.#multipliers[place] as number;
    const value = step >= room ? (isUp ? bound : 0) : held + (isUp ? step : -step);
    const isBad = this.#signs[place] === 1;
    this.#multipliers[place] = value;
    this.#canRise[place] = (isBad ? value < bound : value > 0) ? 1 : 0;
    this.#canFall[place] = (isBad ? value > 0 : value < bound) ? 1 : 0;
  }

  /** Mean slope of the free multipliers, or the middle between the bounds on it when none is free. */
  threshold(): number {
    let free = 0;
    let total = 0;
    let low = Number.NEGATIVE_INFINITY;
    let high = Number.POSITIVE_INFINITY;
    this.#slopes.forEach((slope, place) => {
      const canRise = this.#canRise[place] === 1;
      const canFall = this.#canFall[place] === 1;
      if (canRise && canFall) {
        free++;
        total += slope;
      } else if (canRise) high = Math.min(high, slope);
      else if (canFall) low = Math.max(low, slope);
    });
    return free > 0 ? total / free : (low + high) / 2;
  }

  /** Multipliers of `count` rows, those without room among them. */
  multipliers(count: number): Float64Array {
    const all = new Float64Array(count);
    this.rows.forEach((row, place) => {
      all[row] = this.#multipliers[place] as number;
    });
    return all;
  }
}

/**
 * Sequential minimal optimization with second-order working sets, as in LIBSVM, without shrinking: two multipliers at
 * a time until no pair violates the optimality conditions by more than the tolerance. A bound of 0 leaves a row out;
 * both signs need a row with room.
 */
export function solveDual(problem: DualProblem, { tolerance, maxIterations }: SmoOptions): DualSolution {
  const { signs, kernelRow } = problem;
  const working = new Working(problem);
  const { rows } = working;
  let iterations = 0;
  let hasConverged = false;
  for (; iterations < maxIterations; iterations++) {
    const first = working.steepest();
    const own = kernelRow(rows[first] as number);
    const { place: second, violation } = working.partnerOf(first, own);
    if (second < 0 || violation < tolerance) {
      hasConverged = true;
      break;
    }
    working.move(first, second, own, kernelRow(rows[second] as number));
  }
  return { multipliers: working.multipliers(signs.length), rho: working.threshold(), iterations, hasConverged };
}
