import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MergeProblem, mergeOptimally, type Shape } from './optimal-merge.ts';
import { filledTotals, type Tally } from './weight-of-evidence.ts';

const SHAPES: readonly Shape[] = ['ascending', 'descending', 'peak', 'valley', 'free'];

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
  const rises = (from: number, to: number) => steps.slice(from, to).every((step) => step >= 0);
  const falls = (from: number, to: number) => steps.slice(from, to).every((step) => step <= 0);
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

/** Best value over all 2^(m-1) merges. */
function bruteForce(problem: MergeProblem): number | null {
  let best: number | null = null;
  for (let mask = 0; mask < 2 ** (problem.prebins.length - 1); mask++) {
    const starts = [0, ...[...problem.prebins.keys()].filter((place) => place > 0 && (mask >> (place - 1)) % 2 === 1)];
    const bins = joined(problem.prebins, starts);
    const fits = bins.every((bin) => bin.goods + bin.bads >= problem.minRows && Math.min(bin.goods, bin.bads) >= problem.minEvents);
    if (!fits || bins.length > problem.maxBins || !keepsShape(bins, problem.shape)) continue;
    best = Math.max(best ?? 0, value(bins, problem.totals));
  }
  return best;
}

const count = fc.integer({ min: 1, max: 40 });
const problems = fc.record({
  prebins: fc.array(fc.record({ goods: count, bads: count }), { minLength: 1, maxLength: 9 }),
  shape: fc.constantFrom(...SHAPES),
  maxBins: fc.integer({ min: 1, max: 10 }),
  minRows: fc.integer({ min: 0, max: 60 }),
  minEvents: fc.integer({ min: 1, max: 20 }),
});

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
        expect(keepsShape(bins, problem.shape)).toBe(true);
        expect(bins.length).toBeLessThanOrEqual(problem.maxBins);
      }),
      { numRuns: 2000 },
    );
  });

  it('gains nothing from a tighter shape or fewer bins', () => {
    fc.assert(
      fc.property(problems, (parts) => {
        const problem = { ...parts, minRows: 0, minEvents: 1, totals: filledTotals(parts.prebins) };
        const iv = (change: Partial<MergeProblem>) => mergeOptimally({ ...problem, ...change })?.iv ?? 0;
        const tolerance = 1e-12;
        expect(iv({ shape: 'ascending' })).toBeLessThanOrEqual(iv({ shape: 'peak' }) + tolerance);
        expect(iv({ shape: 'descending' })).toBeLessThanOrEqual(iv({ shape: 'valley' }) + tolerance);
        expect(iv({ shape: 'peak' })).toBeLessThanOrEqual(iv({ shape: 'free' }) + tolerance);
        expect(iv({ maxBins: problem.maxBins })).toBeLessThanOrEqual(iv({ maxBins: problem.maxBins + 1 }) + tolerance);
      }),
    );
  });
});
