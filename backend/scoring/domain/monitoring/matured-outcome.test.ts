import { expect, it } from 'vitest';
import { maturedOutcome } from './matured-outcome.ts';

const since = new Date('2026-06-01T00:00:00Z');

it('counts an outcome that was observed on the day of the score or later, or that came with the import', () => {
  const observed = (observedOn: string | null) => ({ bad: 1, observedOn, since }) as const;
  expect(maturedOutcome(undefined, '2026-03-02')).toBeNull();
  expect(maturedOutcome(observed('2026-03-01'), '2026-03-02')).toBeNull();
  expect(maturedOutcome(observed('2026-03-02'), '2026-03-02')).toBe(1);
  expect(maturedOutcome(observed('2026-12-31'), '2026-03-02')).toBe(1);
  expect(maturedOutcome(observed(null), '2026-03-02')).toBe(1);
});
