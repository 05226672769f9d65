import { expect, test } from 'vitest';
import { benchTable } from './bench-table.mjs';
import { isMet, runBench } from './run-bench.mjs';

const bench = (over) => ({
  room: 'house',
  name: 'a bench',
  unit: 'ms',
  better: 'lower',
  run: async () => ({ value: 2, reference: 10 }),
  ...over,
});

test('the ratio says how many times as good as the reference, in either direction', async () => {
  expect((await runBench(bench())).ratio).toBe(5);
  expect((await runBench(bench({ better: 'higher' }))).ratio).toBe(0.2);
  expect((await runBench(bench({ run: async () => ({ value: 2 }) }))).ratio).toBeNull();
});

test('a target is met at its very value and on its better side', async () => {
  expect(isMet(await runBench(bench({ target: 2 })))).toBe(true);
  expect(isMet(await runBench(bench({ target: 1.9 })))).toBe(false);
  expect(isMet(await runBench(bench({ target: 2.1, better: 'higher' })))).toBe(false);
  expect(isMet(await runBench(bench()))).toBeUndefined();
});

test('a bench that throws is a row without value and never meets a target', async () => {
  const row = await runBench(bench({ target: 1, run: () => Promise.reject(new Error('no chain')) }));
  expect(row).toMatchObject({ value: null, error: 'no chain' });
  expect(isMet(row)).toBe(false);
  expect(benchTable([row])).toMatch(/failed.*NO[\s\S]*no chain/);
});
