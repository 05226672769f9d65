import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitRows } from './split-rows.ts';

it('keeps the rows of a group together, outside of what is later, and repeats itself', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ group: fc.string(), later: fc.boolean() }), { maxLength: 60 }),
      fc.nat(),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      (rows, seed, testShare) => {
        const options = { testShare, seed, groups: rows.map(({ group }) => group), isLater: rows.map(({ later }) => later) };
        const parts = splitRows(rows.length, options);
        expect(splitRows(rows.length, options)).toEqual(parts);
        const partOf = new Map<string, string>();
        rows.forEach(({ group, later }, row) => {
          expect(parts[row] === 'outOfTime').toBe(later);
          if (later) return;
          expect(partOf.get(group) ?? parts[row]).toBe(parts[row]);
          partOf.set(group, parts[row] ?? '');
        });
      },
    ),
  );
});

it('gives the test about its share, another seed another split', () => {
  const split = (seed: number) => splitRows(10_000, { testShare: 0.3, seed, groups: null, isLater: null });
  const tested = (seed: number) => split(seed).filter((part) => part === 'test').length;
  for (const seed of [0, 1, 2]) expect(Math.abs(tested(seed) - 3000)).toBeLessThan(200);
  const [one, two] = [split(1), split(2)];
  expect(one.filter((part, row) => part === two[row]).length / 10_000).toBeCloseTo(0.58, 1);
});

it('leaves nobody in the test when its share is nothing', () => {
  expect(new Set(splitRows(1000, { testShare: 0, seed: 5, groups: null, isLater: null }))).toEqual(new Set(['train']));
});
