import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../kernel/errors.ts';
import { DEFAULT_REGRESSION, fitLogistic } from './logistic-regression.ts';
import { twoSidedPValue } from '../normal-distribution.ts';

function slopes(columns: readonly Float64Array[], target: Uint8Array, weights: readonly number[], ridge: number): number[] {
  const residual = Array.from(target, (outcome, row) => {
    const predictor = columns.reduce((sum, column, place) => sum + (column[row] ?? 0) * (weights[place + 1] ?? 0), weights[0] ?? 0);
    return 1 / (1 + Math.exp(-predictor)) - outcome;
  });
  return weights.map((weight, term) => {
    const column = columns[term - 1];
    return residual.reduce((sum, part, row) => sum + part * (column?.[row] ?? 1), term === 0 ? 0 : ridge * weight);
  });
}

const value = fc.integer({ min: -20, max: 20 }).map((whole) => whole / 10);
const samples = fc.integer({ min: 1, max: 6 }).chain((width) =>
  fc
    .array(fc.record({ cells: fc.array(value, { minLength: width, maxLength: width }), bad: fc.boolean() }), {
      minLength: 12,
      maxLength: 60,
    })
    .filter((rows) => rows.some((row) => row.bad) && rows.some((row) => !row.bad))
    .map((rows) => ({
      columns: Array.from({ length: width }, (_, place) => Float64Array.from(rows, (row) => row.cells[place] ?? 0)),
      target: Uint8Array.from(rows, (row) => (row.bad ? 1 : 0)),
    })),
);

describe('fitLogistic', () => {
  it('ends where the conditions of Karush, Kuhn and Tucker hold', () => {
    fc.assert(
      fc.property(samples, fc.boolean(), ({ columns, target }, nonNegative) => {
        const fit = fitLogistic(columns, target, { ...DEFAULT_REGRESSION, nonNegative });
        const weights = [fit.intercept.coefficient, ...fit.terms.map((term) => term.coefficient)];
        slopes(columns, target, weights, 1).forEach((slope, term) => {
          const held = nonNegative && term > 0 && weights[term] === 0;
          if (held) expect(slope).toBeGreaterThanOrEqual(-1e-6);
          else expect(Math.abs(slope)).toBeLessThan(1e-6);
          if (nonNegative && term > 0) expect(weights[term]).toBeGreaterThanOrEqual(0);
        });
        fit.terms.forEach((term) => expect(term.standardError === null).toBe(nonNegative && term.coefficient === 0));
      }),
      { numRuns: 300 },
    );
  });

  it('ends where a lasso holds each slope within its penalty', () => {
    fc.assert(
      fc.property(
        samples,
        fc.boolean(),
        fc.double({ min: 0.01, max: 8, noNaN: true }),
        fc.constantFrom(0.1, 1),
        (sample, nonNegative, lasso, ridge) => {
          const { columns, target } = sample;
          const fit = fitLogistic(columns, target, { ...DEFAULT_REGRESSION, ridge, lasso, nonNegative });
          const weights = [fit.intercept.coefficient, ...fit.terms.map((term) => term.coefficient)];
          slopes(columns, target, weights, ridge).forEach((slope, term) => {
            const weight = weights[term] ?? 0;
            if (term === 0) expect(Math.abs(slope)).toBeLessThan(1e-6);
            else if (weight !== 0) expect(Math.abs(slope + lasso * Math.sign(weight))).toBeLessThan(1e-6);
            else expect(nonNegative ? -slope : Math.abs(slope)).toBeLessThanOrEqual(lasso + 1e-6);
            if (nonNegative && term > 0) expect(weight).toBeGreaterThanOrEqual(0);
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('counts a row as often as its weight says', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(samples, weights, ({ columns, target }, counts) => {
        const rows = Array.from(target.keys()).flatMap((row) => new Array<number>(counts[row] ?? 0).fill(row));
        const repeated = Uint8Array.from(rows, (row) => target[row] ?? 0);
        fc.pre(repeated.includes(1) && repeated.includes(0));
        const once = fitLogistic(
          columns,
          target,
          DEFAULT_REGRESSION,
          Float64Array.from(target, (_, row) => counts[row] ?? 0),
        );
        const many = fitLogistic(
          columns.map((column) => Float64Array.from(rows, (row) => column[row] ?? 0)),
          repeated,
        );
        expect(once.logLikelihood).toBeCloseTo(many.logLikelihood, 6);
        once.terms.forEach((term, place) => expect(term.coefficient).toBeCloseTo(many.terms[place]?.coefficient ?? Number.NaN, 6));
      }),
    );
  });

  it('refuses weights below 0 and outcomes of one kind', () => {
    const column = [Float64Array.of(1, 2, 3)];
    const fitting = (target: Uint8Array, weights: Float64Array) => () => fitLogistic(column, target, DEFAULT_REGRESSION, weights);
    expect(fitting(Uint8Array.of(0, 1, 1), Float64Array.of(1, -1, 1))).toThrow(expect.objectContaining({ code: 'weights_invalid' }));
    expect(fitting(Uint8Array.of(0, 1, 1), Float64Array.of(0, 1, 1))).toThrow(expect.objectContaining({ code: 'target_one_class' }));
  });

  it('predicts the share of bads on average', () => {
    const column = Float64Array.of(1, 2, 3, 4, 5, 6);
    const fit = fitLogistic([column], Uint8Array.of(0, 0, 1, 0, 1, 1));
    const mean =
      column.reduce((sum, x) => sum + 1 / (1 + Math.exp(-fit.intercept.coefficient - x * (fit.terms[0]?.coefficient ?? 0))), 0) / 6;
    expect(mean).toBeCloseTo(0.5, 8);
  });

  it('shortens steps that overshoot', () => {
    const single = (cells: Readonly<Record<number, number>>) => Float64Array.from({ length: 28 }, (_, row) => cells[row] ?? 0);
    const columns = [single({ 0: -15 }), single({ 4: -222 }), single({ 13: 15, 23: -16 })];
    const target = Uint8Array.from({ length: 28 }, (_, row) => (row === 0 ? 1 : 0));
    const fit = fitLogistic(columns, target, { ridge: 0.01, lasso: 0, nonNegative: false, maxIterations: 100 });
    const weights = [fit.intercept.coefficient, ...fit.terms.map((term) => term.coefficient)];
    for (const slope of slopes(columns, target, weights, 0.01)) expect(Math.abs(slope)).toBeLessThan(1e-6);
  });

  it('refuses columns that depend on each other unless a ridge holds them', () => {
    const column = Float64Array.of(1, 2, 3, 4, 5, 6);
    const target = Uint8Array.of(0, 1, 0, 1, 0, 1);
    const free = { ridge: 0, lasso: 0, nonNegative: false, maxIterations: 50 };
    expect(() => fitLogistic([column, column.map((x) => 2 * x)], target, free)).toThrow(
      expect.objectContaining({ code: 'columns_dependent' }),
    );
    const [left, right] = fitLogistic([column, column.slice()], target, { ...free, ridge: 1 }).terms;
    expect(left?.coefficient).toBeCloseTo(right?.coefficient ?? Number.NaN, 9);
  });

  it('refuses outcomes that are parted wholly', () => {
    const fit = () =>
      fitLogistic([Float64Array.of(1, 2, 3, 4)], Uint8Array.of(0, 0, 1, 1), { ridge: 0, lasso: 0, nonNegative: false, maxIterations: 8 });
    expect(fit).toThrow(DomainError);
    expect(fit).toThrow(expect.objectContaining({ code: 'regression_diverged' }));
  });
});

describe('twoSidedPValue', () => {
  it.each([
    [0, 1],
    [1, 0.31731050786291415],
    [1.959963984540054, 0.05],
    [-2.5758293035489004, 0.01],
    [2.9, 0.003731626600768077],
    [10, 1.523970604832105e-23],
  ])('of %f is %f', (z, expected) => {
    expect(twoSidedPValue(z) / expected).toBeCloseTo(1, 8);
  });
});
