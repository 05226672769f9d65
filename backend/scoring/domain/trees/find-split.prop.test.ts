import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomRows } from '../../../../test/system/support/random-rows.ts';
import { SplitFinder, type SplitRules } from './find-split.ts';
import { fillHistogram, histogramOffsets, subtractHistogram } from './histogram.ts';
import { openWasmBuilder, portableBuilder } from './histogram-builder.ts';
import { binRows, type TrainingMatrix, toQuantum } from './training-matrix.ts';

const RULES: SplitRules = { worth: 'squared', l2: 0.5, minLeafRows: 3, minLeafWeight: 1e-9, levelSmoothing: 0 };

interface Node {
  readonly matrix: TrainingMatrix;
  readonly pull: Float64Array;
  readonly weight: Float64Array;
}

function nodeOf(seed: number, numbers: number, rows = 40): Node {
  const shape = { rows, numbers, categories: 1 - numbers, distinct: 7, missingShare: 0.15 };
  const matrix = binRows(randomRows(shape, seed), 255);
  const pull = Float64Array.from(matrix.target, (outcome, row) => toQuantum(outcome - ((row * 37 + seed) % 100) / 100, matrix.quantum));
  const weight = Float64Array.from(matrix.target, (_, row) => toQuantum(0.05 + ((row * 13 + seed) % 20) / 100, matrix.quantum));
  return { matrix, pull, weight };
}

interface Sides {
  readonly left: readonly number[];
  readonly right: readonly number[];
}

function total(of: Float64Array, rows: readonly number[]): number {
  return rows.reduce((sum, row) => sum + (of[row] as number), 0);
}

function worthOf({ pull, weight }: Node, rows: readonly number[], { worth, l2 }: SplitRules): number {
  const p = total(pull, rows);
  const w = total(weight, rows);
  if (worth === 'squared') return p ** 2 / (w + l2);
  const part = (share: number) => (share <= 0 ? 0 : share * Math.log(share / w));
  return part(p) + part(w - p);
}

/** The largest gain among `partitions`, 0 when none is allowed. */
function bestGain(node: Node, partitions: readonly Sides[], rules: SplitRules): number {
  const allowed = partitions.filter(({ left, right }) => left.length >= rules.minLeafRows && right.length >= rules.minLeafRows);
  const before = worthOf(node, [...node.matrix.target.keys()], rules);
  return allowed.reduce((best, { left, right }) => Math.max(best, worthOf(node, left, rules) + worthOf(node, right, rules) - before), 0);
}

function partitionBy(node: Node, goesLeft: (bin: number) => boolean): Sides {
  const { bins } = node.matrix.columns[0] ?? { bins: new Uint8Array() };
  const rows = [...bins.keys()];
  return { left: rows.filter((row) => goesLeft(bins[row] as number)), right: rows.filter((row) => !goesLeft(bins[row] as number)) };
}

function found(node: Node, rules: SplitRules) {
  const { columns, rows } = node.matrix;
  const offsets = histogramOffsets(columns);
  const sums = new Float64Array(offsets[1] as number);
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  fillHistogram(sums, order, node, { columns, offsets, chosen: Int32Array.of(0) });
  const finder = new SplitFinder(rules);
  const all = [...order];
  finder.begin({ pull: total(node.pull, all), weight: total(node.weight, all), rows, low: -1e9, high: 1e9 });
  const column = columns[0];
  if (column?.kind === 'numeric') finder.tryNumbers(sums, { column: 0, offset: 0, valueBins: column.valueBins, direction: 0 });
  else finder.tryLevels(sums, 0, column?.valueBins ?? 0, 0);
  return finder.best(columns, sums, offsets);
}

const seeds = fc.integer({ min: 0, max: 1e6 });

describe('SplitFinder', () => {
  it('finds the best cut and the best side for missing numbers', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const node = nodeOf(seed, 1);
        const { valueBins } = node.matrix.columns[0] ?? { valueBins: 0 };
        const cuts = Array.from({ length: valueBins }, (_, last) => last);
        const partitions = cuts.flatMap((last) => [
          partitionBy(node, (bin) => bin <= last),
          partitionBy(node, (bin) => bin <= last || bin === valueBins),
        ]);
        const split = found(node, RULES);
        expect(split?.gain ?? 0).toBeCloseTo(bestGain(node, partitions, RULES), 9);
        if (split === null) return;
        const sides = partitionBy(node, (bin) => split.left[bin] === 1);
        expect(worthOf(node, sides.left, RULES) + worthOf(node, sides.right, RULES)).toBeCloseTo(
          split.gain + worthOf(node, [...node.matrix.target.keys()], RULES),
          9,
        );
        expect([split.leftRows, split.leftPull]).toEqual([sides.left.length, total(node.pull, sides.left)]);
      }),
    );
  });

  it.each(['squared', 'entropy'] as const)('finds the best of all subsets of levels by %s', (worth) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const drawn = nodeOf(seed, 0);
        // Without a ridge the order by mean is proven to hold the best subset; with it that is only so nearly always.
        const rules = { ...RULES, worth, l2: 0, minLeafRows: 1 };
        const node = worth === 'squared' ? drawn : { ...drawn, pull: Float64Array.from(drawn.matrix.target), weight: drawn.matrix.weights };
        const { valueBins } = node.matrix.columns[0] ?? { valueBins: 0 };
        const partitions = Array.from({ length: 2 ** (valueBins + 1) }, (_, subset) =>
          partitionBy(node, (bin) => ((subset >> bin) & 1) === 1),
        );
        expect(found(node, rules)?.gain ?? 0).toBeCloseTo(bestGain(node, partitions, rules), 9);
      }),
    );
  });

  it('moves rare levels to the middle when levels are smoothed', () => {
    const node = nodeOf(1, 0);
    const bins = Uint8Array.from(node.matrix.target, (_, row) => (row === 0 ? 0 : row < 20 ? 1 : 2));
    const pull = Float64Array.from(bins, (bin) => [-1, -0.5, 0.5][bin] as number);
    const column = { name: 'c', kind: 'categorical' as const, bins, valueBins: 3, cuts: new Float64Array(), levels: ['a', 'b', 'c'] };
    const made = { matrix: { ...node.matrix, columns: [column] }, pull, weight: new Float64Array(40).fill(1) };
    expect(found(made, { ...RULES, minLeafRows: 1 })?.left.subarray(0, 3)).toEqual(Uint8Array.of(1, 1, 0));
    const smoothed = found(made, { ...RULES, minLeafRows: 20, levelSmoothing: 1000 });
    expect(smoothed?.left.subarray(0, 3)).toEqual(Uint8Array.of(1, 1, 0));
  });
});

describe('histograms', () => {
  it('are the same bits by WebAssembly and without it, for any part of the rows and any columns', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 200 }), (seed, numbers, start) => {
        const matrix = binRows(randomRows({ rows: 200, numbers, categories: 2, distinct: 9, missingShare: 0.2 }, seed), 255);
        const { columns, rows } = matrix;
        const pull = Float64Array.from(matrix.target, (_, row) => toQuantum(Math.sin(row * seed), matrix.quantum));
        const weight = Float64Array.from(matrix.target, (_, row) => toQuantum(1 + Math.cos(row), matrix.quantum));
        const order = Int32Array.from({ length: rows }, (_, place) => (place * 7 + seed) % rows);
        const chosen = Int32Array.from(columns.keys()).filter((column) => column !== seed % columns.length);
        const wasm = openWasmBuilder(columns, rows);
        if (wasm === null) throw new Error('WebAssembly is missing.');
        const made = [wasm, portableBuilder(columns, rows)].map((builder) => {
          const sums = new Float64Array(builder.offsets[columns.length] as number).fill(7);
          const total = builder.gather(order, start, rows, { pull, weight });
          builder.fill(sums, chosen);
          builder.gather(order, 0, start, { pull, weight });
          builder.fill(sums, chosen.subarray(0, 1));
          return { sums, total };
        });
        expect(made[0]).toEqual(made[1]);
      }),
    );
  });

  it('lose nothing when a part is subtracted', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 6 }), (seed, numbers) => {
        const matrix = binRows(randomRows({ rows: 200, numbers, categories: 2, distinct: 9, missingShare: 0.2 }, seed), 255);
        const { columns, target } = matrix;
        const offsets = histogramOffsets(columns);
        const chosen = Int32Array.from(columns.keys());
        const rows = Int32Array.from(target.keys());
        const pull = Float64Array.from(rows, (row) => toQuantum(Math.sin(row * seed), matrix.quantum));
        const sumsOf = (some: Int32Array) => {
          const sums = new Float64Array(offsets[columns.length] as number);
          const pulls = { pull: Float64Array.from(some, (row) => pull[row] as number), weight: new Float64Array(some.length).fill(1) };
          fillHistogram(sums, some, pulls, { columns, offsets, chosen });
          return sums;
        };
        const whole = sumsOf(rows);
        subtractHistogram(whole, sumsOf(rows.filter((row) => row % 3 === 0)));
        expect(whole).toEqual(sumsOf(rows.filter((row) => row % 3 !== 0).reverse()));
      }),
    );
  });
});
