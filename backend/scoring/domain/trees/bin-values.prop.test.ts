import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoricalColumn } from '../../../intake/domain/columns.ts';
import { binLevels, binNumbers } from './bin-values.ts';

const cells = fc.array(
  fc.oneof(
    fc.integer({ min: -5, max: 5 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constant(Number.NaN),
    fc.constant(1e308),
  ),
  { minLength: 1, maxLength: 400 },
);

describe('binNumbers', () => {
  it('puts each number into the bin whose cuts hold it, and equal numbers into one', () => {
    fc.assert(
      fc.property(cells, fc.integer({ min: 2, max: 255 }), (given, maxBins) => {
        const values = Float64Array.from(given);
        const { bins, valueBins, cuts } = binNumbers(values, maxBins);
        expect(valueBins).toBe(cuts.length + 1);
        expect(valueBins).toBeLessThanOrEqual(maxBins);
        values.forEach((value, row) => {
          if (Number.isNaN(value)) expect(bins[row]).toBe(valueBins);
          else expect(bins[row]).toBe(cuts.filter((cut) => value >= cut).length);
        });
      }),
    );
  });

  it('keeps few distinct numbers apart and leaves no bin empty', () => {
    fc.assert(
      fc.property(cells, fc.integer({ min: 2, max: 255 }), (given, maxBins) => {
        const values = Float64Array.from(given);
        const { bins, valueBins } = binNumbers(values, maxBins);
        const known = values.filter((value) => !Number.isNaN(value));
        const used = new Set(bins.filter((bin) => bin < valueBins));
        if (known.length > 0) expect(used.size).toBe(valueBins);
        const distinct = new Set(Array.from(known, (value) => value + 0)).size;
        if (distinct <= maxBins && known.length > 0) expect(valueBins).toBe(distinct);
      }),
    );
  });

  it('gives many numbers bins of like size, and a frequent number one of its own', () => {
    const values = Float64Array.from({ length: 30_000 }, (_, row) => (row % 3 === 0 ? 0.5 : row / 30_000));
    const { bins, valueBins } = binNumbers(values, 255);
    const counts = new Int32Array(valueBins);
    for (const bin of bins) counts[bin] = (counts[bin] as number) + 1;
    expect(valueBins).toBeGreaterThan(240);
    expect([...counts].sort((left, right) => right - left)[0]).toBeLessThan(10_000 + 200);
    expect([...counts].sort((left, right) => right - left)[1]).toBeLessThan(200);
  });

  it.each([1024, 1025])('gives %i distinct numbers bins of like size in the order of the numbers', (distinct) => {
    const values = Float64Array.from({ length: distinct * 3 }, (_, row) => ((row * 7919) % distinct) - 500);
    const { bins, valueBins, cuts } = binNumbers(values, 255);
    expect(valueBins).toBeGreaterThan(240);
    expect(cuts).toEqual(cuts.slice().sort());
    const counts = new Int32Array(valueBins);
    for (const bin of bins) counts[bin] = (counts[bin] as number) + 1;
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([
      expect.toSatisfy((least) => least >= 9),
      expect.toSatisfy((most) => most <= 18),
    ]);
  });

  it('separates neighbouring doubles', () => {
    const next = 1 + Number.EPSILON;
    expect([...binNumbers(Float64Array.of(1, next, 1, next), 255).bins]).toEqual([0, 1, 0, 1]);
  });
});

describe('binLevels', () => {
  it('keeps the most frequent levels and counts the others as missing', () => {
    const column = categoricalColumn('c', ['b', 'b', 'a', 'a', 'a', 'd', null, 'c', 'c']);
    const { bins, valueBins, levels } = binLevels(column, 3);
    expect(levels).toEqual(['a', 'b', 'c']);
    expect([valueBins, ...bins]).toEqual([3, 1, 1, 0, 0, 0, 3, 3, 2, 2]);
  });

  it('takes a million levels', () => {
    const levels = Array.from({ length: 1_000_000 }, (_, code) => `level ${code}`);
    const codes = Int32Array.from(levels.keys());
    const binned = binLevels({ kind: 'categorical', name: 'c', levels, codes }, 255);
    expect(binned.valueBins).toBe(255);
    expect(binned.bins.filter((bin) => bin === 255)).toHaveLength(1_000_000 - 255);
  });
});
