import { openWasm, WASM_PAGE, type WasmMemory } from '../../../kernel/wasm.ts';
import { fillHistogram, histogramOffsets, type RowPulls } from './histogram.ts';
import { HISTOGRAM_WASM } from './histogram-wasm.ts';
import type { BinnedColumn } from './training-matrix.ts';

/** Sums rows of one node at a time by bin. Sums are whole multiples of a quantum, so every builder gives the same bits. */
export interface HistogramBuilder {
  /** Where each column's bins begin in a histogram, and its length as the last entry. */
  readonly offsets: Int32Array;
  /** Takes the rows `start` to `end` of `order` as those of the node, and sums them up. */
  gather(order: Int32Array, start: number, end: number, pulls: RowPulls): NodeTotal;
  /** Sums of the node by bin of each chosen column; the bins of others keep what they hold. */
  fill(sums: Float64Array, chosen: Int32Array): void;
}

export interface NodeTotal {
  readonly pull: number;
  readonly weight: number;
}

/** Below so many cells an instance with a memory of its own costs more than it gains. */
const LEAST_CELLS = 2 ** 18;
const MOST_PAGES = 2 ** 16;

/** `rows` is the most that a node may have. */
export function openHistogramBuilder(columns: readonly BinnedColumn[], rows: number): HistogramBuilder {
  const wasm = columns.length * rows < LEAST_CELLS ? null : openWasmBuilder(columns, rows);
  return wasm ?? portableBuilder(columns, rows);
}

export function portableBuilder(columns: readonly BinnedColumn[], rows: number): HistogramBuilder {
  const offsets = histogramOffsets(columns);
  const gathered = { pull: new Float64Array(rows), weight: new Float64Array(rows) };
  let node: Int32Array = new Int32Array();
  return {
    offsets,
    gather(order, start, end, { pull, weight }) {
      node = order.subarray(start, end);
      let pulled = 0;
      let weighed = 0;
      for (let place = start; place < end; place++) {
        const row = order[place] as number;
        const p = pull[row] as number;
        const w = weight[row] as number;
        gathered.pull[place - start] = p;
        gathered.weight[place - start] = w;
        pulled += p;
        weighed += w;
      }
      return { pull: pulled, weight: weighed };
    },
    fill: (sums, chosen) => fillHistogram(sums, node, gathered, { columns, offsets, chosen }),
  };
}

interface HistogramExports {
  readonly memory: WasmMemory;
  addOne(rows: number, count: number, pulls: number, bins: number, sums: number): void;
  addTwo(rows: number, count: number, pulls: number, bins: number, sums: number, otherBins: number, otherSums: number): void;
}

/** Bytes of the rows of a node, of their pulls and weights, of the bins of all columns, and of one histogram, one after the other. */
function layOut(columns: number, rows: number, length: number) {
  const pullsAt = Math.ceil((rows * 4) / 16) * 16;
  const binsAt = pullsAt + rows * 16;
  const sumsAt = Math.ceil((binsAt + columns * rows) / 16) * 16;
  return { pullsAt, binsAt, sumsAt, bytes: sumsAt + length * 8 };
}

/** Null where there is no WebAssembly, or not enough of its memory. */
export function openWasmBuilder(columns: readonly BinnedColumn[], rows: number): HistogramBuilder | null {
  const offsets = histogramOffsets(columns);
  const length = offsets[columns.length] as number;
  const { pullsAt, binsAt, sumsAt, bytes } = layOut(columns.length, rows, length);
  const pages = Math.ceil(bytes / WASM_PAGE);
  const exports = pages > MOST_PAGES ? null : openWasm<HistogramExports>(HISTOGRAM_WASM);
  if (exports === null) return null;
  const { memory, addOne, addTwo } = exports;
  try {
    memory.grow(pages - memory.buffer.byteLength / WASM_PAGE);
  } catch {
    return null;
  }
  const { buffer } = memory;
  const node = new Int32Array(buffer, 0, rows);
  const pairs = new Float64Array(buffer, pullsAt, rows * 2);
  const scratch = new Float64Array(buffer, sumsAt, length);
  columns.forEach(({ bins }, place) => {
    new Uint8Array(buffer, binsAt + place * rows, rows).set(bins);
  });
  let count = 0;
  const binsOf = (column: number) => binsAt + column * rows;
  const sumsOf = (column: number) => sumsAt + (offsets[column] as number) * 8;
  return {
    offsets,
    gather(order, start, end, { pull, weight }) {
      count = end - start;
      let pulled = 0;
      let weighed = 0;
      for (let place = 0; place < count; place++) {
        const row = order[start + place] as number;
        const p = pull[row] as number;
        const w = weight[row] as number;
        node[place] = row;
        pairs[2 * place] = p;
        pairs[2 * place + 1] = w;
        pulled += p;
        weighed += w;
      }
      return { pull: pulled, weight: weighed };
    },
    fill(sums, chosen) {
      for (const column of chosen) scratch.fill(0, offsets[column] as number, offsets[column + 1] as number);
      let place = 0;
      for (; place + 1 < chosen.length; place += 2) {
        const [one, other] = [chosen[place] as number, chosen[place + 1] as number];
        addTwo(0, count, pullsAt, binsOf(one), sumsOf(one), binsOf(other), sumsOf(other));
      }
      const last = chosen[place];
      if (last !== undefined) addOne(0, count, pullsAt, binsOf(last), sumsOf(last));
      for (const column of chosen) {
        const [from, to] = [offsets[column] as number, offsets[column + 1] as number];
        sums.set(scratch.subarray(from, to), from);
      }
    },
  };
}
