import { decayOf } from '../portable-math.ts';
import type { EncodedRows } from './encoder.ts';

/** The places of each row that are not 0: of levels spread out most are. */
interface SparseRows {
  /** By row: its first place; one more entry ends the last. */
  readonly starts: Int32Array;
  readonly places: Int32Array;
  readonly values: Float64Array;
  /** Squared length of each row. */
  readonly norms: Float64Array;
}

function sparseRows({ values, rows, width }: EncodedRows): SparseRows {
  const count = values.reduce((total, value) => total + (value === 0 ? 0 : 1), 0);
  const sparse = {
    starts: new Int32Array(rows + 1),
    places: new Int32Array(count),
    values: new Float64Array(count),
    norms: new Float64Array(rows),
  };
  let end = 0;
  for (let row = 0; row < rows; row++) {
    let norm = 0;
    for (let place = 0; place < width; place++) {
      const value = values[row * width + place] as number;
      if (value === 0) continue;
      sparse.places[end] = place;
      sparse.values[end++] = value;
      norm += value * value;
    }
    sparse.starts[row + 1] = end;
    sparse.norms[row] = norm;
  }
  return sparse;
}

/** Inner product of `row` with a vector; in the order of the places, so that either of two rows may be the vector. */
function dot({ starts, places, values }: SparseRows, row: number, vector: Float64Array): number {
  const end = starts[row + 1] as number;
  let total = 0;
  for (let at = starts[row] as number; at < end; at++) total += (values[at] as number) * (vector[places[at] as number] as number);
  return total;
}

/** scikit-learn's gamma `scale`: one over the number of places times the variance of all numbers. */
export function scaleGamma({ values, width }: EncodedRows): number {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let variance = 0;
  for (const value of values) variance += (value - mean) ** 2 / values.length;
  return variance > 0 ? 1 / (width * variance) : 1;
}

/** Rows of the kernel matrix exp(-gamma |x - z|^2), the last used of which stay in a buffer of bounded size. */
export class KernelCache {
  readonly #block: EncodedRows;
  readonly #sparse: SparseRows;
  readonly #gamma: number;
  readonly #buffer: Float32Array;
  readonly #views: readonly Float32Array[];
  readonly #slotOfRow: Int32Array;
  readonly #rowOfSlot: Int32Array;
  readonly #usedAt: Float64Array;
  #filled = 0;
  #clock = 0;

  /** @param bytes - most bytes of the buffer; at least two rows are kept in any case */
  constructor(block: EncodedRows, gamma: number, bytes: number) {
    const slots = Math.max(2, Math.min(block.rows, Math.floor(bytes / (4 * block.rows))));
    this.#block = block;
    this.#sparse = sparseRows(block);
    this.#gamma = gamma;
    this.#buffer = new Float32Array(slots * block.rows);
    this.#views = Array.from({ length: slots }, (_, slot) => this.#buffer.subarray(slot * block.rows, (slot + 1) * block.rows));
    this.#slotOfRow = new Int32Array(block.rows).fill(-1);
    this.#rowOfSlot = new Int32Array(slots).fill(-1);
    this.#usedAt = new Float64Array(slots);
  }

  /** Kernel of row `row` with every row; the view holds until two other rows have been asked for. */
  row(row: number): Float32Array {
    let slot = this.#slotOfRow[row] as number;
    if (slot < 0) {
      slot = this.#freeSlot();
      const before = this.#rowOfSlot[slot] as number;
      if (before >= 0) this.#slotOfRow[before] = -1;
      this.#slotOfRow[row] = slot;
      this.#rowOfSlot[slot] = row;
      this.#compute(row, slot);
    }
    this.#usedAt[slot] = ++this.#clock;
    return this.#views[slot] as Float32Array;
  }

  #freeSlot(): number {
    if (this.#filled < this.#views.length) return this.#filled++;
    let oldest = 0;
    for (let slot = 1; slot < this.#usedAt.length; slot++) {
      if ((this.#usedAt[slot] as number) < (this.#usedAt[oldest] as number)) oldest = slot;
    }
    return oldest;
  }

  #compute(row: number, own: number): void {
    const { values, rows, width } = this.#block;
    const buffer = this.#buffer;
    const start = own * rows;
    const sparse = this.#sparse;
    const { norms } = sparse;
    const vector = values.subarray(row * width, (row + 1) * width);
    const slotOfRow = this.#slotOfRow;
    const gamma = this.#gamma;
    const norm = norms[row] as number;
    for (let other = 0; other < rows; other++) {
      const slot = slotOfRow[other] as number;
      if (slot >= 0 && other !== row) {
        // The matrix is symmetric, to the last bit.
        buffer[start + other] = buffer[slot * rows + row] as number;
        continue;
      }
      const distance = norm + (norms[other] as number) - 2 * dot(sparse, other, vector);
      buffer[start + other] = decayOf(gamma * Math.max(0, distance));
    }
  }
}

/** For each row of a block, the sum over the support vectors of coefficient times kernel. */
export function kernelSum(support: EncodedRows, coefficients: ArrayLike<number>, gamma: number): (block: EncodedRows) => Float64Array {
  const sparse = sparseRows(support);
  const { norms } = sparse;
  return ({ values, rows, width }) =>
    Float64Array.from({ length: rows }, (_, row) => {
      const vector = values.subarray(row * width, (row + 1) * width);
      const own = vector.reduce((total, value) => total + value * value, 0);
      let total = 0;
      for (let place = 0; place < support.rows; place++) {
        const distance = own + (norms[place] as number) - 2 * dot(sparse, place, vector);
        total += (coefficients[place] as number) * decayOf(gamma * Math.max(0, distance));
      }
      return total;
    });
}
