import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { twoSidedPValue } from '../normal-distribution.ts';
import { chiSquareAt, type MergeProblem, mergeOptimally, SHAPES, type Shape, UNLIMITED } from './optimal-merge.ts';
import { filledTotals, type Tally } from './weight-of-evidence.ts';

function rate(bin: Tally): number {
  return bin.bads / (bin.goods + bin.bads);
}

function joined(prebins: readonly Tally[], starts: readonly number[]): Tally[] {
  return starts.map((start, index) =>
    prebins.slice(start, starts[index + 1]).reduce((sum, bin) => ({ goods: sum.goods + bin.goods, bads: sum.bads + bin.bads })),
  );
}

function value(bins: readonly Tally[], totals: Tally): number {
  return bins.reduce((sum, bin) => {
    const [good, bad] = [bin.goods / totals.goods, bin.bads / totals.bads];
    return sum + (bad - good) * Math.log(bad / good);
  }, 0);
}

function keepsShape(bins: readonly Tally[], shape: Shape): boolean {
  const steps = bins.slice(1).map((bin, index) => Math.sign(rate(bin) - rate(bins[index] ?? bin)));
  const rises = (from: number, to: number) => steps.slice(from, to).every((step) => step > 0);
  const falls = (from: number, to: number) => steps.slice(from, to).every((step) => step < 0);
  const turns = [...steps.keys(), steps.length];
  switch (shape) {
    case 'ascending':
      return rises(0, steps.length);
    case 'descending':
      return falls(0, steps.length);
    case 'peak':
      return turns.some((turn) => rises(0, turn) && falls(turn, steps.length));
    case 'valley':
      return turns.some((turn) => falls(0, turn) && rises(turn, steps.length));
    case 'free':
      return true;
  }
}

/** Chi-square of two rows of counts, as the sum over the four cells of (observed - expected)^2 / expected. */
function chiSquare(left: Tally, right: Tally): number {
  const goods = left.goods + right.goods;
  const bads = left.bads + right.bads;
  return [left, right].reduce((sum, bin) => {
    const share = (bin.goods + bin.bads) / (goods + bads);
    return sum + (bin.goods - share * goods) ** 2 / (share * goods) + (bin.bads - share * bads) ** 2 / (share * bads);
  }, 0);
}

const ROUNDING = 1e-12;

function isWithin(problem: MergeProblem, bins: readonly Tally[], starts: readonly number[]): boolean {
  const sizes = bins.every(({ goods, bads }) => {
    const rows = goods + bads;
    return rows >= problem.minRows && rows <= problem.maxRows && Math.min(goods, bads) >= problem.minEvents;
  });
  const neighbours = bins.slice(1).every((bin, index) => {
    const before = bins[index] as Tally;
    // Of whole counts up to 720, what is not equal to a limit drawn below differs from it by 3e-12 at least.
    return chiSquare(before, bin) >= problem.minChiSquare - ROUNDING && Math.abs(rate(bin) - rate(before)) >= problem.minRateGap - ROUNDING;
  });
  return (
    sizes &&
    neighbours &&
    bins.length >= problem.minBins &&
    bins.length <= problem.maxBins &&
    problem.fixed.every((start) => starts.includes(start)) &&
    keepsShape(bins, problem.shape)
  );
}

/** Best value over all 2^(m-1) merges. */
function bruteForce(problem: MergeProblem): number | null {
  let best: number | null = null;
  for (let mask = 0; mask < 2 ** (problem.prebins.length - 1); mask++) {
    const starts = [0, ...[...problem.prebins.keys()].filter((place) => place > 0 && (mask >> (place - 1)) % 2 === 1)];
    const bins = joined(problem.prebins, starts);
    if (!isWithin(problem, bins, starts)) continue;
    best = Math.max(best ?? 0, value(bins, problem.totals));
  }
  return best;
}

const count = fc.integer({ min: 1, max: 40 });
const problems = fc.array(fc.record({ goods: count, bads: count }), { minLength: 1, maxLength: 9 }).chain((prebins) =>
  fc.record({
    prebins: fc.constant(prebins),
    shape: fc.constantFrom(...SHAPES),
    minBins: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 5 })),
    maxBins: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 10 })),
    minRows: fc.integer({ min: 0, max: 60 }),
    maxRows: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 40, max: 300 })),
    minEvents: fc.integer({ min: 1, max: 20 }),
    minChiSquare: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: 128 }).map((whole) => whole / 16),
    ),
    minRateGap: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: 80 }).map((whole) => whole / 256),
    ),
    fixed: fc.oneof(fc.constant([]), fc.subarray([...prebins.keys()].slice(1))),
  }),
);

describe('mergeOptimally', () => {
  it('finds what trying every merge finds', () => {
    fc.assert(
      fc.property(problems, (parts) => {
        const problem = { ...parts, totals: filledTotals(parts.prebins) };
        const merge = mergeOptimally(problem);
        const best = bruteForce(problem);
        expect(merge === null).toBe(best === null);
        if (merge === null || best === null) return;
        const bins = joined(problem.prebins, merge.starts);
        expect(merge.iv).toBeCloseTo(best, 12);
        expect(value(bins, problem.totals)).toBeCloseTo(best, 12);
        expect(isWithin(problem, bins, merge.starts)).toBe(true);
      }),
      { numRuns: 4000 },
    );
  });

  it('gains nothing from a tighter shape or fewer bins', () => {
    fc.assert(
      fc.property(problems, (parts) => {
        const { prebins } = parts;
        const problem = { ...UNLIMITED, prebins, maxBins: Math.min(parts.maxBins, 9), totals: filledTotals(prebins) };
        const iv = (change: Partial<MergeProblem>) => mergeOptimally({ ...problem, shape: 'free', ...change })?.iv ?? 0;
        const tolerance = 1e-12;
        expect(iv({ shape: 'ascending' })).toBeLessThanOrEqual(iv({ shape: 'peak' }) + tolerance);
        expect(iv({ shape: 'descending' })).toBeLessThanOrEqual(iv({ shape: 'valley' }) + tolerance);
        expect(iv({ shape: 'peak' })).toBeLessThanOrEqual(iv({ shape: 'free' }) + tolerance);
        expect(iv({ maxBins: problem.maxBins })).toBeLessThanOrEqual(iv({ maxBins: problem.maxBins + 1 }) + tolerance);
      }),
    );
  });
});

describe('chiSquareAt', () => {
  it('is the square of the deviate with that p-value', () => {
    for (const pValue of [0.5, 0.05, 0.001, 1e-12]) expect(twoSidedPValue(Math.sqrt(chiSquareAt(pValue))) / pValue).toBeCloseTo(1, 9);
    expect(chiSquareAt(0.05)).toBeCloseTo(3.841458820694124, 9);
  });
});
