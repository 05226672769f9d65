import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GERMAN_PROTECTED, readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { categoricalColumn, numericColumn } from '../../../intake/domain/columns.ts';
import type { TrainingRows } from '../classifier.ts';
import { seededRandom } from '../seeded-random.ts';
import { evaluateLearner } from '../validation/evaluate-learner.ts';
import { splitByFolds } from '../validation/splits.ts';
import { type EncodedRows, encodeRows, fitEncoding } from './encoder.ts';
import { solveLinear } from './linear-dual.ts';
import { KernelCache, kernelSum, scaleGamma } from './rbf-kernel.ts';
import { RbfMachine } from './rbf-machine.ts';
import { solveDual } from './smo.ts';
import { DEFAULT_LINEAR, DEFAULT_RBF, svmClassifier, svmLearner } from './train-svm.ts';

const code = (expected: string, params: Record<string, unknown> = {}) =>
  expect.objectContaining({ name: 'DomainError', code: expected, params: expect.objectContaining(params) });
const german = readGermanCredit();
const germanSplits = splitByFolds(german.target, german.folds ?? new Uint8Array());

function randomBlock(rows: number, width: number, seed: number): { block: EncodedRows; signs: Int8Array } {
  const next = seededRandom(seed);
  const values = Float64Array.from({ length: rows * width }, () => 2 * next() - 1);
  const signs = Int8Array.from({ length: rows }, (_, row) => ((values[row * width] ?? 0) + next() - 0.5 > 0 ? 1 : -1));
  signs[0] = 1;
  signs[1] = -1;
  return { block: { values, rows, width }, signs };
}

function kernelOf(block: EncodedRows, gamma: number): number[][] {
  const at = (row: number, place: number) => block.values[row * block.width + place] ?? 0;
  return Array.from({ length: block.rows }, (_, one) =>
    Array.from({ length: block.rows }, (_unused, two) => {
      let distance = 0;
      for (let place = 0; place < block.width; place++) distance += (at(one, place) - at(two, place)) ** 2;
      return Math.exp(-gamma * distance);
    }),
  );
}

/** Solves `matrix x = right` by elimination; null when singular. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const rows = matrix.map((row, place) => [...row, right[place] ?? 0]);
  for (let pivot = 0; pivot < rows.length; pivot++) {
    const best = rows.slice(pivot).reduce((most, row) => (Math.abs(row[pivot] ?? 0) > Math.abs(most[pivot] ?? 0) ? row : most));
    const place = rows.indexOf(best);
    if (Math.abs(best[pivot] ?? 0) < 1e-12) return null;
    [rows[pivot], rows[place]] = [best, rows[pivot] ?? []];
    rows.forEach((row, other) => {
      if (other === pivot) return;
      const factor = (row[pivot] ?? 0) / (best[pivot] ?? 1);
      best.forEach((value, column) => {
        row[column] = (row[column] ?? 0) - factor * value;
      });
    });
  }
  return rows.map((row, place) => (row[rows.length] ?? 0) / (row[place] ?? 1));
}

/** Least value of the dual by trying each multiplier at 0, at its bound and free: the optimum is among them. */
function dualByEnumeration(kernel: readonly (readonly number[])[], signs: Int8Array, bound: number): number {
  const size = signs.length;
  const sign = (row: number) => signs[row] ?? 0;
  const q = (one: number, two: number) => sign(one) * sign(two) * (kernel[one]?.[two] ?? 0);
  let least = Number.POSITIVE_INFINITY;
  for (let pattern = 0; pattern < 3 ** size; pattern++) {
    const states = Array.from({ length: size }, (_, row) => Math.floor(pattern / 3 ** row) % 3);
    const free = states.flatMap((state, row) => (state === 2 ? [row] : []));
    const fixed = states.map((state) => (state === 1 ? bound : 0));
    const balance = -fixed.reduce((sum, value, row) => sum + sign(row) * value, 0);
    const system = [...free.map((one) => [...free.map((two) => q(one, two)), sign(one)]), [...free.map(sign), 0]];
    const right = [...free.map((one) => 1 - fixed.reduce((sum, value, two) => sum + q(one, two) * value, 0)), balance];
    const found = free.length === 0 ? (Math.abs(balance) < 1e-9 ? [] : null) : solve(system, right);
    if (found === null) continue;
    const multipliers = [...fixed];
    free.forEach((row, place) => {
      multipliers[row] = found[place] ?? 0;
    });
    if (multipliers.some((value) => value < -1e-9 || value > bound + 1e-9)) continue;
    least = Math.min(least, dualValue(kernel, signs, multipliers));
  }
  return least;
}

function dualValue(kernel: readonly (readonly number[])[], signs: Int8Array, multipliers: ArrayLike<number>): number {
  let value = 0;
  for (let one = 0; one < signs.length; one++) {
    value -= multipliers[one] ?? 0;
    for (let two = 0; two < signs.length; two++)
      value += ((multipliers[one] ?? 0) * (multipliers[two] ?? 0) * (signs[one] ?? 0) * (signs[two] ?? 0) * (kernel[one]?.[two] ?? 0)) / 2;
  }
  return value;
}

describe('solveDual', () => {
  const solveBlock = (block: EncodedRows, signs: Int8Array, bounds: Float64Array, cacheBytes: number) => {
    const cache = new KernelCache(block, 1, cacheBytes);
    return solveDual({ signs, bounds, kernelRow: (row) => cache.row(row) }, { tolerance: 1e-7, maxIterations: 1e6 });
  };

  it('reaches the optimum of tiny problems found by enumeration', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.constantFrom(0.3, 1, 10), (seed, bound) => {
        const { block, signs } = randomBlock(6, 2, seed);
        const kernel = kernelOf(block, 1);
        const found = solveBlock(block, signs, new Float64Array(6).fill(bound), 1e6);
        expect(found.hasConverged).toBe(true);
        expect(dualValue(kernel, signs, found.multipliers)).toBeCloseTo(dualByEnumeration(kernel, signs, bound), 5);
      }),
      { numRuns: 60 },
    );
  });

  it('meets the optimality conditions, weighted rows and a cache of two rows included', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const { block, signs } = randomBlock(60, 3, seed);
        const bounds = Float64Array.from(signs, (_, row) => [0, 0.5, 1, 4][row % 4] ?? 1);
        bounds[0] = 1;
        const found = solveBlock(block, signs, bounds, 0);
        const kernel = kernelOf(block, 1);
        let balance = 0;
        found.multipliers.forEach((multiplier, row) => {
          const bound = bounds[row] ?? 0;
          const margin =
            (signs[row] ?? 0) *
            (found.multipliers.reduce((sum, value, other) => sum + value * (signs[other] ?? 0) * (kernel[row]?.[other] ?? 0), 0) -
              found.rho);
          balance += multiplier * (signs[row] ?? 0);
          expect(multiplier >= 0 && multiplier <= bound).toBe(true);
          if (bound === 0) return;
          if (multiplier < bound) expect(margin).toBeGreaterThan(1 - 1e-5);
          if (multiplier > 0) expect(margin).toBeLessThan(1 + 1e-5);
        });
        expect(balance).toBeCloseTo(0, 9);
        expect(solveBlock(block, signs, bounds, 1e6)).toEqual(found);
      }),
      { numRuns: 20 },
    );
  });

  it('stops at its limit and says so', () => {
    const { block, signs } = randomBlock(60, 3, 1);
    const cache = new KernelCache(block, 1, 1e6);
    const problem = { signs, bounds: new Float64Array(60).fill(1), kernelRow: (row: number) => cache.row(row) };
    expect(solveDual(problem, { tolerance: 1e-7, maxIterations: 3 })).toMatchObject({ iterations: 3, hasConverged: false });
  });
});

describe('RbfMachine', () => {
  it('learns from the rows that bounds let in as a machine that has no others', () => {
    const { block, signs } = randomBlock(90, 3, 11);
    const inside = Int32Array.from(signs.keys()).filter((row) => row < 2 || row % 3 > 0);
    const outside = Int32Array.from(signs.keys()).filter((row) => !inside.includes(row));
    const settings = { gamma: 0.8, tolerance: 1e-8, cacheBytes: 1e6 };
    const shared = new RbfMachine(block, signs, settings);
    const bounds = new Float64Array(90);
    for (const row of inside) bounds[row] = 1 + (row % 2);
    const values = Float64Array.from([...inside].flatMap((row) => [...block.values.subarray(row * 3, row * 3 + 3)]));
    const apart = new RbfMachine(
      { values, rows: inside.length, width: 3 },
      Int8Array.from(inside, (row) => signs[row] ?? 0),
      settings,
    );
    const { margin } = apart.fit(Float64Array.from(inside, (row) => 1 + (row % 2)));
    const support = { values: Float64Array.from(margin.vectors), rows: margin.coefficients.length, width: 3 };
    const expected = kernelSum(support, margin.coefficients, settings.gamma)(block).map((sum) => sum - margin.rho);
    shared.marginsAt(outside, shared.solve(bounds)).forEach((found, place) => {
      expect(Math.abs(found - (expected[outside[place] ?? 0] ?? 0))).toBeLessThan(1e-5);
    });
  });
});

describe('solveLinear', () => {
  it('stands where the primal is flat', () => {
    const { block, signs } = randomBlock(80, 4, 7);
    const costs = Float64Array.from(signs, (_, row) => [0, 0.5, 2][row % 3] ?? 1);
    const found = solveLinear({ block, signs, costs }, { tolerance: 1e-9, maxEpochs: 10_000, seed: 1 });
    expect(found.hasConverged).toBe(true);
    const gradient = [...found.weights, found.intercept];
    for (let row = 0; row < block.rows; row++) {
      const x = [...block.values.subarray(row * 4, row * 4 + 4), 1];
      const margin = x.reduce((sum, value, place) => sum + value * ([...found.weights, found.intercept][place] ?? 0), 0);
      const slack = Math.max(0, 1 - (signs[row] ?? 0) * margin);
      x.forEach((value, place) => {
        gradient[place] = (gradient[place] ?? 0) - 2 * (costs[row] ?? 0) * slack * (signs[row] ?? 0) * value;
      });
    }
    for (const slope of gradient) expect(slope).toBeCloseTo(0, 6);
    expect(solveLinear({ block, signs, costs }, { tolerance: 1e-9, maxEpochs: 1, seed: 1 }).hasConverged).toBe(false);
  });
});

describe('kernel', () => {
  it('is the radial basis function, and its sums are those of the matrix', () => {
    const { block } = randomBlock(12, 3, 3);
    const expected = kernelOf(block, 0.7);
    const cache = new KernelCache(block, 0.7, 4 * 12 * 5);
    for (const row of [0, 5, 11, 0, 3, 7, 9, 1, 0]) {
      cache.row(row).forEach((value, other) => expect(value).toBeCloseTo(expected[row]?.[other] ?? -1, 6));
    }
    const sums = kernelSum(block, new Float64Array(12).fill(1), 0.7)(block);
    sums.forEach((sum, row) =>
      expect(sum).toBeCloseTo(
        (expected[row] ?? []).reduce((total, value) => total + value, 0),
        9,
      ),
    );
  });

  it('has the gamma of scikit-learn', () => {
    // Variance of 0, 0, 1, 3 is 1.5, two places: 1 / (2 x 1.5).
    expect(scaleGamma({ values: Float64Array.of(0, 0, 1, 3), rows: 2, width: 2 })).toBeCloseTo(1 / 3, 12);
    expect(scaleGamma({ values: Float64Array.of(2, 2), rows: 1, width: 2 })).toBe(1);
  });
});

describe('encoding', () => {
  const columns = [
    numericColumn('x', [1, 2, null, 5]),
    numericColumn('full', [1, 2, 3, 4]),
    categoricalColumn('c', ['a', 'b', 'a', null]),
    categoricalColumn('same', ['z', 'z', 'z', 'z']),
    numericColumn('constant', [7, 7, 7, 7]),
  ];
  const target = Uint8Array.of(0, 1, 0, 1);
  const encoding = fitEncoding({ columns, target }, 'plain');

  it('standardises numbers, spreads levels and marks what is missing', () => {
    expect(encoding).toMatchObject({ width: 6, constant: ['same', 'constant'] });
    const { values } = encodeRows(encoding, columns, 4);
    const sd = Math.sqrt(((1 - 8 / 3) ** 2 + (2 - 8 / 3) ** 2 + (5 - 8 / 3) ** 2) / 3);
    const rows = Array.from({ length: 4 }, (_, row) => [...values.subarray(row * 6, row * 6 + 6)]);
    expect(rows[0]?.[0]).toBeCloseTo((1 - 8 / 3) / sd, 12);
    expect(rows.map((row) => row.slice(1, 2).concat(row.slice(3)))).toEqual([
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [1, 1, 0, 0],
      [0, 0, 0, 1],
    ]);
    expect(rows[2]?.[0]).toBe(0);
  });

  it('takes an unseen level as missing and stays finite with enormous numbers', () => {
    const strange = [numericColumn('x', [1e308, -1e308]), numericColumn('full', [null, 1e308]), categoricalColumn('c', ['q', 'b'])];
    const { values } = encodeRows(encoding, strange, 2);
    expect([...values.subarray(3, 6)]).toEqual([0, 0, 1]);
    expect(values.every(Number.isFinite)).toBe(true);
    const wide = fitEncoding({ columns: [numericColumn('x', [1e308, -1e308, 1e308, 0])], target }, 'plain');
    expect(encodeRows(wide, [numericColumn('x', [1e308, -1e308, 1e308, 0])], 4).values.every(Number.isFinite)).toBe(true);
  });

  it('knows what never changes: zeros, nothing but gaps, one level, no evidence', () => {
    const dull = [
      numericColumn('zeros', [0, 0, 0, 0]),
      numericColumn('gaps', [null, null, null, null]),
      categoricalColumn('level', ['a', 'a', 'a', 'a']),
      numericColumn('flag', [5, null, 5, null]),
    ];
    const found = fitEncoding({ columns: dull, target }, 'plain');
    expect(found).toMatchObject({ width: 2, constant: ['zeros', 'gaps', 'level'] });
    expect([...encodeRows(found, dull, 4).values]).toEqual([0, 0, 0, 1, 0, 0, 0, 1]);
    expect(fitEncoding({ columns: dull, target }, 'woe').constant).toContain('zeros');
  });

  it('puts an unseen level nowhere when nothing was missing', () => {
    const found = fitEncoding({ columns: [categoricalColumn('c', ['a', 'b', 'a', 'b'])], target }, 'plain');
    expect([...encodeRows(found, [categoricalColumn('c', ['q', null, 'b'])], 3).values]).toEqual([0, 0, 0, 0, 0, 1]);
  });

  it('refuses columns that do not fit', () => {
    expect(() => encodeRows(encoding, columns.slice(1), 4)).toThrow(code('scorecard_column_missing', { column: 'x' }));
    expect(() => encodeRows(encoding, [numericColumn('c', [1, 2, 3, 4]), ...columns.slice(0, 2)], 4)).toThrow(code('column_kind_mismatch'));
    expect(() => encodeRows(encoding, columns, 3)).toThrow(code('target_length'));
    expect(() => fitEncoding({ columns: columns.slice(3), target }, 'plain')).toThrow(
      code('columns_unusable', { columns: 'same, constant' }),
    );
  });
});

describe('svmLearner', () => {
  it('ranks the German customers as well as scikit-learn does', () => {
    const { mean } = evaluateLearner(svmLearner(DEFAULT_RBF), german, germanSplits);
    // Reference: SVC(C=1, gamma="scale") on the same folds has AUC 0.7992, KS 0.491, Brier 0.1594, log loss 0.4852.
    expect(mean.auc).toBeGreaterThan(0.7972);
    expect(mean.brier).toBeLessThan(0.1615);
    expect(mean.logLoss).toBeLessThan(0.491);
  });

  it.each([
    ['linear, plain', DEFAULT_LINEAR],
    ['linear, weights of evidence', { ...DEFAULT_LINEAR, encoding: 'woe' as const }],
    ['rbf, balanced', { ...DEFAULT_RBF, classWeight: 'balanced' as const }],
  ])('is near the scorecard with %s, protected attributes left out', (_, options) => {
    const columns = german.columns.filter((column) => !GERMAN_PROTECTED.includes(column.name));
    const splits = germanSplits.slice(0, 2);
    const { mean } = evaluateLearner(svmLearner({ ...options, folds: 2 }), { columns, target: german.target }, splits);
    expect(mean.auc).toBeGreaterThan(0.76);
    expect(mean.brier).toBeLessThan(0.17);
  });

  it.each([DEFAULT_LINEAR, DEFAULT_RBF])('gives the same model for the same rows, and the same answers after JSON ($kernel)', (given) => {
    const options = { ...given, maxRows: 300 };
    const model = svmLearner(options)(german);
    expect(svmLearner(options)(german).model).toEqual(model.model);
    const stored = svmClassifier(JSON.parse(JSON.stringify(model.model)));
    expect(stored.predict(german.columns, 1000)).toEqual(model.predict(german.columns, 1000));
    expect(stored.kind).toBe(options.kernel === 'rbf' ? 'rbf_svm' : 'linear_svm');
    expect(model.inputs).toHaveLength(20);
  });

  it('says that it learnt from a part of many rows, with the same share of bads', () => {
    const { model } = svmLearner({ ...DEFAULT_RBF, maxRows: 200 })(german);
    expect([model.rowsGiven, model.rowsLearnt]).toEqual([1000, 200]);
    expect(model.hasConverged).toBe(true);
  });

  it('hears a weight of 3 as three rows', () => {
    const next = seededRandom(6);
    const x = Float64Array.from({ length: 60 }, () => next() - 0.5);
    const target = Uint8Array.from(x, (value) => (value + next() - 0.5 > 0 ? 1 : 0));
    const rows: TrainingRows = { columns: [numericColumn('x', x)], target };
    const learn = (given: TrainingRows) => svmLearner({ ...DEFAULT_RBF, gamma: 1, tolerance: 1e-7 })(given).model.margin;
    const heavy = learn({ ...rows, weights: new Float64Array(60).fill(3) });
    const dear = svmLearner({ ...DEFAULT_RBF, gamma: 1, tolerance: 1e-7, cost: 3 })(rows).model.margin;
    expect(heavy).toEqual(dear);
  });

  it('balances by the shares of the outcomes', () => {
    const balanced = svmLearner({ ...DEFAULT_LINEAR, classWeight: 'balanced' })(german).model;
    const given = svmLearner({ ...DEFAULT_LINEAR, classWeight: { good: 0.5 / (1 - 0.3), bad: 0.5 / 0.3 } })(german).model;
    const weightsOf = (model: typeof given) => (model.margin.kind === 'linear' ? model.margin.weights : []);
    weightsOf(balanced).forEach((weight, place) => expect(weight).toBeCloseTo(weightsOf(given)[place] ?? 0, 6));
    expect(balanced.margin).not.toEqual(svmLearner(DEFAULT_LINEAR)(german).model.margin);
  });

  it('never answers NaN', () => {
    const model = svmLearner({ ...DEFAULT_RBF, maxRows: 200 })(german);
    const strange = german.columns.map((column) =>
      column.kind === 'numeric' ? numericColumn(column.name, [1e308, -1e308, null]) : categoricalColumn(column.name, ['?', null, 'A11']),
    );
    for (const probability of model.predict(strange, 3)) expect(probability >= 0 && probability <= 1).toBe(true);
  });

  it('refuses what nothing can be learnt from', () => {
    const learn = svmLearner(DEFAULT_RBF);
    const x = numericColumn('x', [1, 2, 3, 4]);
    const target = Uint8Array.of(0, 1, 0, 1);
    expect(() => learn({ columns: [], target })).toThrow(code('columns_unusable'));
    expect(() => learn({ columns: [numericColumn('x', [])], target: new Uint8Array() })).toThrow(code('rows_empty'));
    expect(() => learn({ columns: [x], target: Uint8Array.of(1, 1, 1, 1) })).toThrow(code('outcomes_one_class', { missing: 'good' }));
    expect(() => learn({ columns: [x], target: target.subarray(1) })).toThrow(code('target_length', { column: 'x' }));
    expect(() => learn({ columns: [{ ...x, values: Float64Array.of(1, Number.NEGATIVE_INFINITY, 1, 1) }], target })).toThrow(
      code('column_invalid', { column: 'x', row: 1 }),
    );
    expect(() => learn({ columns: [numericColumn('x', [5, 5, 5, 5])], target })).toThrow(code('folds_unusable'));
    expect(() => learn({ columns: [x], target, weights: Float64Array.of(1, 1, -1, 1) })).toThrow(code('weights_invalid', { row: 2 }));
    expect(() => learn({ columns: [x], target, weights: Float64Array.of(1, 0, 1, 0) })).toThrow(code('weights_invalid'));
    expect(() => learn({ columns: [x], target, weights: Float64Array.of(1) })).toThrow(code('target_length', { column: 'weights' }));
    expect(() => svmLearner({ ...DEFAULT_RBF, maxRows: 1e6 })).toThrow(code('setting_invalid', { setting: 'maxRows' }));
    expect(() => svmLearner({ ...DEFAULT_RBF, cost: Number.NaN })).toThrow(code('setting_invalid', { setting: 'cost' }));
    expect(() => svmLearner({ ...DEFAULT_RBF, gamma: 0 })).toThrow(code('setting_invalid', { setting: 'gamma' }));
    expect(() => svmLearner({ ...DEFAULT_RBF, classWeight: { good: 1, bad: 0 } })).toThrow(code('setting_invalid'));
  });

  it('names columns that are constant when all are', () => {
    const constant = { columns: [numericColumn('x', new Float64Array(100).fill(5))], target: german.target.slice(0, 100) };
    expect(() => svmLearner(DEFAULT_RBF)(constant)).toThrow(code('columns_unusable', { columns: 'x' }));
  });
});
