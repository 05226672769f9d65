import type { EncodedRows } from './encoder.ts';

/** Squared length of each row. */
export function squaredNorms({ values, rows, width }: EncodedRows): Float64Array {
  const norms = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let total = 0;
    for (let place = row * width; place < (row + 1) * width; place++) total += (values[place] as number) ** 2;
    norms[row] = total;
  }
  return norms;
}

/** scikit-learn's gamma `scale`: one over the number of places times the variance of all numbers. */
export function scaleGamma({ values, width }: EncodedRows): number {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let variance = 0;
  for (const value of values) variance += (value - mean) ** 2 / values.length;
  return variance > 0 ? 1 / (width * variance) : 1;
}

/** Inner product of row `a` of one block and row `b` of another, in four sums so that no addition waits for the one before. */
function dot(one: Float64Array, a: number, two: Float64Array, b: number, width: number): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let place = 0;
  for (; place + 3 < width; place += 4) {
    first += (one[a + place] as number) * (two[b + place] as number);
    second += (one[a + place + 1] as number) * (two[b + place + 1] as number);
    third += (one[a + place + 2] as number) * (two[b + place + 2] as number);
    fourth += (one[a + place + 3] as number) * (two[b + place + 3] as number);
  }
  for (; place < width; place++) first += (one[a + place] as number) * (two[b + place] as number);
  return first + second + (third + fourth);
}

/** Rows of the kernel matrix exp(-gamma |x - z|^2), the last used of which stay in a buffer of bounded size. */
export class KernelCache {
  readonly #block: EncodedRows;
  readonly #norms: Float64Array;
  readonly #gamma: number;
  readonly #buffer: Float32Array;
  readonly #slotOfRow: Int32Array;
  readonly #rowOfSlot: Int32Array;
  readonly #usedAt: Float64Array;
  #clock = 0;

  /** @param bytes - most bytes of the buffer; at least two rows are kept in any case */
  constructor(block: EncodedRows, gamma: number, bytes: number) {
    const slots = Math.max(2, Math.min(block.rows, Math.floor(bytes / (4 * block.rows))));
    this.#block = block;
    this.#norms = squaredNorms(block);
    this.#gamma = gamma;
    this.#buffer = new Float32Array(slots * block.rows);
    this.#slotOfRow = new Int32Array(block.rows).fill(-1);
    this.#rowOfSlot = new Int32Array(slots).fill(-1);
    this.#usedAt = new Float64Array(slots);
  }

  /** Kernel of row `row` with every row; the view holds until two other rows have been asked for. */
  row(row: number): Float32Array {
    const { rows } = this.#block;
    let slot = this.#slotOfRow[row] as number;
    if (slot < 0) {
      slot = this.#oldestSlot();
      const before = this.#rowOfSlot[slot] as number;
      if (before >= 0) this.#slotOfRow[before] = -1;
      this.#slotOfRow[row] = slot;
      this.#rowOfSlot[slot] = row;
      this.#compute(row, slot * rows);
    }
    this.#usedAt[slot] = ++this.#clock;
    return this.#buffer.subarray(slot * rows, (slot + 1) * rows);
  }

  #oldestSlot(): number {
    let oldest = 0;
    for (let slot = 1; slot < this.#usedAt.length; slot++) {
      if ((this.#usedAt[slot] as number) < (this.#usedAt[oldest] as number)) oldest = slot;
    }
    return oldest;
  }

  #compute(row: number, start: number): void {
    const { values, rows, width } = this.#block;
    const buffer = this.#buffer;
    const norms = this.#norms;
    const slotOfRow = this.#slotOfRow;
    const gamma = this.#gamma;
    const own = norms[row] as number;
    for (let other = 0; other < rows; other++) {
      const slot = slotOfRow[other] as number;
      if (slot >= 0 && other !== row) {
        // The matrix is symmetric, to the last bit.
        buffer[start + other] = buffer[slot * rows + row] as number;
        continue;
      }
      const distance = own + (norms[other] as number) - 2 * dot(values, row * width, values, other * width, width);
      buffer[start + other] = Math.exp(-gamma * Math.max(0, distance));
    }
  }
}

/** For each row of a block, the sum over the support vectors of coefficient times kernel. */
export function kernelSum(support: EncodedRows, coefficients: ArrayLike<number>, gamma: number): (block: EncodedRows) => Float64Array {
  const { values, width } = support;
  const norms = squaredNorms(support);
  return (block) =>
    squaredNorms(block).map((own, row) => {
      let total = 0;
      for (let vector = 0; vector < support.rows; vector++) {
        const distance = own + (norms[vector] as number) - 2 * dot(block.values, row * width, values, vector * width, width);
        total += (coefficients[vector] as number) * Math.exp(-gamma * Math.max(0, distance));
      }
      return total;
    });
}
