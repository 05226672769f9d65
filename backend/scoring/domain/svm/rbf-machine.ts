import type { EncodedRows } from './encoder.ts';
import { KernelCache } from './rbf-kernel.ts';
import { type DualSolution, solveDual } from './smo.ts';

export interface RbfMargin {
  readonly kind: 'rbf';
  readonly gamma: number;
  readonly rho: number;
  readonly coefficients: readonly number[];
  /** Support vectors, encoded, one after the other. */
  readonly vectors: readonly number[];
}

export interface RbfSettings {
  readonly gamma: number;
  readonly tolerance: number;
  readonly cacheBytes: number;
}

const ITERATIONS_PER_ROW = 100;
const LEAST_ITERATIONS = 100_000;

/** Machines on the same rows, each on those that its bounds let in; they share the kernel. */
export class RbfMachine {
  readonly #block: EncodedRows;
  /** +1 bad, -1 good. */
  readonly #signs: Int8Array;
  readonly #settings: RbfSettings;
  readonly #cache: KernelCache;

  constructor(block: EncodedRows, signs: Int8Array, settings: RbfSettings) {
    this.#block = block;
    this.#signs = signs;
    this.#settings = settings;
    this.#cache = new KernelCache(block, settings.gamma, settings.cacheBytes);
  }

  /** A bound of 0 leaves a row out. */
  solve(bounds: Float64Array): DualSolution {
    const maxIterations = Math.max(LEAST_ITERATIONS, ITERATIONS_PER_ROW * this.#block.rows);
    const problem = { signs: this.#signs, bounds, kernelRow: (row: number) => this.#cache.row(row) };
    return solveDual(problem, { tolerance: this.#settings.tolerance, maxIterations });
  }

  /** Margins of rows by a machine, whether it let them in or not. */
  marginsAt(rows: Int32Array, { multipliers, rho }: DualSolution): Float64Array {
    const margins = new Float64Array(rows.length).fill(-rho);
    multipliers.forEach((multiplier, vector) => {
      if (multiplier === 0) return;
      const coefficient = (this.#signs[vector] as number) * multiplier;
      const kernel = this.#cache.row(vector);
      for (let place = 0; place < rows.length; place++)
        margins[place] = (margins[place] as number) + coefficient * (kernel[rows[place] as number] as number);
    });
    return margins;
  }

  fit(bounds: Float64Array): { readonly margin: RbfMargin; readonly iterations: number; readonly hasConverged: boolean } {
    const { values, width } = this.#block;
    const { multipliers, rho, iterations, hasConverged } = this.solve(bounds);
    const support = [...multipliers.keys()].filter((row) => (multipliers[row] as number) > 0);
    const margin = {
      kind: 'rbf',
      gamma: this.#settings.gamma,
      rho,
      coefficients: support.map((row) => (this.#signs[row] as number) * (multipliers[row] as number)),
      vectors: support.flatMap((row) => Array.from(values.subarray(row * width, (row + 1) * width))),
    } as const;
    return { margin, iterations, hasConverged };
  }
}
