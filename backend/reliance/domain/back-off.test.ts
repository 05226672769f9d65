import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextDelay, STANDARD_BACK_OFF } from './back-off.ts';

test('waits longer after each failure, never beyond the longest, and gives up in the end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (failed, random) => {
      const delay = nextDelay(STANDARD_BACK_OFF, failed, random);
      if (failed >= STANDARD_BACK_OFF.attempts) {
        expect(delay).toBeNull();
        return;
      }
      const full = Math.min(STANDARD_BACK_OFF.longestMs, 5_000 * 4 ** (failed - 1));
      expect(delay).toBeGreaterThanOrEqual(full / 2);
      expect(delay).toBeLessThanOrEqual(full);
    }),
  );
  const waits = Array.from({ length: STANDARD_BACK_OFF.attempts - 1 }, (_, i) => nextDelay(STANDARD_BACK_OFF, i + 1, 1) ?? 0);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(36 * 3_600_000);
});
