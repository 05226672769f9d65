import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimizeBounded, type QuadraticProblem } from './bounded-quadratic.ts';

const SIZE = 5;
const number = fc.integer({ min: -30, max: 30 }).map((whole) => whole / 10);
const problems = fc
  .record({
    basis: fc.array(number, { minLength: SIZE * SIZE, maxLength: SIZE * SIZE }),
    linear: fc.array(number, { minLength: SIZE, maxLength: SIZE }),
    bounded: fc.array(fc.boolean(), { minLength: SIZE, maxLength: SIZE }),
    start: fc.array(number, { minLength: SIZE, maxLength: SIZE }),
  })
  .map(({ basis, linear, bounded, start }) => {
    const hessian = new Float64Array(SIZE * SIZE);
    for (let i = 0; i < SIZE; i++) {
      for (let j = 0; j < SIZE; j++) {
        const product = Array.from({ length: SIZE }, (_, k) => (basis[k * SIZE + i] ?? 0) * (basis[k * SIZE + j] ?? 0));
        hessian[i * SIZE + j] = product.reduce((sum, part) => sum + part, i === j ? 1 : 0);
      }
    }
    const feasible = Float64Array.from(start, (value, place) => (bounded[place] === true ? Math.abs(value) : value));
    return { problem: { hessian, linear: Float64Array.from(linear), bounded }, start: feasible };
  });

function slopes({ hessian, linear }: QuadraticProblem, point: Float64Array): number[] {
  return Array.from(linear, (part, i) => point.reduce((sum, value, j) => sum + (hessian[i * SIZE + j] ?? 0) * value, -part));
}

describe('minimizeBounded', () => {
  it('finds the point where no allowed move lowers the objective, from any start', () => {
    fc.assert(
      fc.property(problems, ({ problem, start }) => {
        const found = minimizeBounded(problem, start);
        expect(found).toHaveLength(SIZE);
        slopes(problem, found).forEach((slope, place) => {
          if (problem.bounded[place] === true && found[place] === 0) expect(slope).toBeGreaterThanOrEqual(-1e-7);
          else expect(Math.abs(slope)).toBeLessThan(1e-7);
          if (problem.bounded[place] === true) expect(found[place]).toBeGreaterThanOrEqual(0);
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('gives up on a singular matrix', () => {
    const problem = { hessian: new Float64Array(4), linear: Float64Array.of(1, 1), bounded: [false, false] };
    expect(() => minimizeBounded(problem, new Float64Array(2))).toThrow(expect.objectContaining({ code: 'columns_dependent' }));
  });

  it('is no worse after any number of rounds', () => {
    const objective = ({ hessian, linear }: QuadraticProblem, x: Float64Array) =>
      x.reduce(
        (sum, left, i) =>
          sum - (linear[i] ?? 0) * left + x.reduce((part, right, j) => part + ((hessian[i * SIZE + j] ?? 0) * left * right) / 2, 0),
        0,
      );
    fc.assert(
      fc.property(problems, fc.nat({ max: 4 }), ({ problem, start }, rounds) => {
        const stopped = minimizeBounded(problem, start, rounds);
        expect(objective(problem, stopped)).toBeLessThanOrEqual(objective(problem, start) + 1e-9);
        expect([...stopped].every((value, place) => problem.bounded[place] !== true || value >= 0)).toBe(true);
      }),
    );
  });
});
