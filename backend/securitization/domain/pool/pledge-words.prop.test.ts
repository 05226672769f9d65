import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numbersOf, pledgeWords } from './pledge-words.ts';

it('names exactly the numbers that were given, in calls that the registry takes', () => {
  const numbers = fc.uniqueArray(
    fc.bigInt({ min: 0n, max: 100_000n }).map((number) => number),
    { minLength: 1, maxLength: 300 },
  );
  fc.assert(
    fc.property(numbers, (given) => {
      const calls = pledgeWords(given);
      const named = calls.flatMap(({ firstWord, masks }) =>
        masks.flatMap((mask, at) => {
          const bits = [...mask.toString(2)].reverse();
          return bits.flatMap((bit, place) => (bit === '1' ? [(firstWord + BigInt(at)) * 256n + BigInt(place)] : []));
        }),
      );
      expect(named).toEqual([...given].sort((a, b) => (a < b ? -1 : 1)));
      expect(calls.flatMap(numbersOf)).toEqual(named);
      for (const { masks } of calls) {
        expect(masks.length).toBeLessThanOrEqual(64);
        expect(masks[0]).not.toBe(0n);
        expect(masks.at(-1)).not.toBe(0n);
      }
      // No two calls could be one.
      for (const [at, call] of calls.entries()) {
        const next = calls[at + 1];
        if (next !== undefined) expect(next.firstWord - call.firstWord).toBeGreaterThanOrEqual(64n);
      }
    }),
  );
});
