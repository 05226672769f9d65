import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellAt, categoricalColumn, type Column, numericColumn, takeRows } from '../../../intake/domain/columns.ts';
import { binColumn } from './bin-column.ts';
import { type BinningOptions, DEFAULT_BINNING } from './binning-options.ts';
import type { Bin, Binning } from './bins.ts';
import { weighEvidence } from './weight-of-evidence.ts';

const OPTIONS: BinningOptions = { ...DEFAULT_BINNING, minPrebinRows: 1, specials: [-9] };

const row = fc.record({
  number: fc.option(fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constant(-9), fc.double({ min: -1e3, max: 1e3, noNaN: true })), {
    freq: 8,
  }),
  level: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { freq: 8 }),
  bad: fc.boolean(),
});
const samples = fc.array(row, { minLength: 4, maxLength: 120 }).filter((rows) => rows.some((r) => r.bad) && rows.some((r) => !r.bad));

const shuffled = samples.chain((rows) =>
  fc.record({ rows: fc.constant(rows), places: fc.shuffledSubarray([...rows.keys()], { minLength: rows.length }) }),
);

function columnsOf(rows: readonly { number: number | null; level: string | null; bad: boolean }[]) {
  return {
    numeric: numericColumn(
      'n',
      rows.map((r) => r.number),
    ),
    levels: categoricalColumn(
      'c',
      rows.map((r) => r.level),
    ),
    target: Uint8Array.from(rows, (r) => (r.bad ? 1 : 0)),
  };
}

function holds(bin: Bin, cell: number | string | null): boolean {
  switch (bin.kind) {
    case 'missing':
      return cell === null;
    case 'special':
      return bin.values.includes(Number(cell)) && cell !== null;
    case 'levels':
      return typeof cell === 'string' && bin.levels.includes(cell);
    case 'interval':
      return (
        typeof cell === 'number' &&
        cell !== -9 &&
        cell >= (bin.lower ?? Number.NEGATIVE_INFINITY) &&
        cell < (bin.upper ?? Number.POSITIVE_INFINITY)
      );
    case 'other':
      return false;
  }
}

function checkCounts(binning: Binning, column: Column, target: Uint8Array): void {
  const tallies = binning.bins.map(() => ({ goods: 0, bads: 0 }));
  target.forEach((outcome, place) => {
    const holding = binning.bins.flatMap((bin, index) => (holds(bin, cellAt(column, place)) ? [index] : []));
    expect(holding).toHaveLength(1);
    const tally = tallies[holding[0] ?? -1];
    if (tally !== undefined) tally[outcome === 1 ? 'bads' : 'goods']++;
  });
  expect(binning.bins.map(({ goods, bads }) => ({ goods, bads }))).toEqual(tallies);
}

describe('binColumn', () => {
  it('puts every row into exactly one bin and counts it there', () => {
    fc.assert(
      fc.property(samples, (rows) => {
        const { numeric, levels, target } = columnsOf(rows);
        checkCounts(binColumn(numeric, target, OPTIONS), numeric, target);
        checkCounts(binColumn(levels, target, OPTIONS), levels, target);
      }),
    );
  });

  it('gives bins whose bad rate keeps the trend it names', () => {
    fc.assert(
      fc.property(samples, (rows) => {
        const { numeric, levels, target } = columnsOf(rows);
        for (const binning of [binColumn(numeric, target, OPTIONS), binColumn(levels, target, OPTIONS)]) {
          const rates = binning.bins
            .filter((bin) => bin.kind === 'interval' || bin.kind === 'levels')
            .map((bin) => bin.bads / (bin.goods + bin.bads));
          const top = rates.indexOf(Math.max(...rates));
          const low = rates.indexOf(Math.min(...rates));
          const rises = (part: readonly number[]) => part.every((rate, index) => index === 0 || rate > (part[index - 1] ?? 0));
          const falls = (part: readonly number[]) => rises([...part].reverse());
          const kept = {
            flat: rates.length <= 1,
            ascending: rises(rates),
            descending: falls(rates),
            peak: rises(rates.slice(0, top + 1)) && falls(rates.slice(top)),
            valley: falls(rates.slice(0, low + 1)) && rises(rates.slice(low)),
            free: false,
          };
          expect(kept[binning.trend], `${binning.trend}: ${rates.join(' ')}`).toBe(true);
        }
      }),
    );
  });

  it('does not depend on the order of rows', () => {
    fc.assert(
      fc.property(shuffled, ({ rows, places }) => {
        const { numeric, levels, target } = columnsOf(rows);
        const order = Int32Array.from(places);
        const moved = Uint8Array.from(order, (place) => target[place] ?? 0);
        expect(binColumn(takeRows(numeric, order), moved, OPTIONS)).toEqual(binColumn(numeric, target, OPTIONS));
        expect(binColumn(takeRows(levels, order), moved, OPTIONS)).toEqual(binColumn(levels, target, OPTIONS));
      }),
    );
  });
});

describe('a column without values', () => {
  it('has everything in the missing bin', () => {
    const target = Uint8Array.of(0, 1, 1);
    const counts = (column: Column) =>
      binColumn(column, target, { ...OPTIONS, specials: [] }).bins.map(({ kind, goods, bads, woe }) => [kind, goods, bads, woe]);
    expect(counts(numericColumn('n', [null, null, null]))).toEqual([
      ['interval', 0, 0, 0],
      ['missing', 1, 2, 0],
    ]);
    expect(counts(categoricalColumn('c', [null, null, null])).at(-2)).toEqual(['missing', 1, 2, 0]);
  });
});

describe('bounds of intervals', () => {
  it('part even neighbouring numbers', () => {
    const above = 1 + Number.EPSILON;
    const column = numericColumn('n', [1, 1, 1, above, above, above]);
    const bins = binColumn(column, Uint8Array.of(0, 0, 1, 0, 1, 1), OPTIONS).bins.filter((bin) => bin.kind === 'interval');
    expect(bins.map(({ lower, upper, bads }) => [lower, upper, bads])).toEqual([
      [null, above, 1],
      [above, null, 2],
    ]);
  });
});

describe('weighEvidence', () => {
  it('has shares that sum to one, and information that is never negative', () => {
    const tally = fc.record({ goods: fc.nat({ max: 50 }), bads: fc.nat({ max: 50 }) });
    fc.assert(
      fc.property(
        fc.array(tally, { minLength: 1, maxLength: 12 }).filter((bins) => bins.some((bin) => bin.goods + bin.bads > 0)),
        (bins) => {
          const evidence = weighEvidence(bins);
          const totalGoods = bins.reduce((sum, bin) => sum + (bin.goods === 0 && bin.bads > 0 ? 0.9 : bin.goods), 0);
          // The mean of exp(woe) over the goods' distribution is the sum of the bads' shares.
          const bads = bins.reduce((sum, bin, place) => {
            const goods = bin.goods === 0 && bin.bads > 0 ? 0.9 : bin.goods;
            return bin.goods + bin.bads === 0 ? sum : sum + (goods / totalGoods) * Math.exp(evidence[place]?.woe ?? 0);
          }, 0);
          expect(bads).toBeCloseTo(1, 10);
          for (const { iv } of evidence) expect(iv).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
