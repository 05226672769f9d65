import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json } from './canonical-json.ts';

/** The rules of RFC 8785 word by word. */
function byTheRules(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(byTheRules).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${byTheRules(member as Json)}`).join(',')}}`;
}

const KEYS = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 4 }),
  fc.constantFrom('__proto__', 'toJSON', '0', '9', '10', '01', '-1', '', 'a', 'A', 'é', '€', '😀', 'ﬀ'),
);
const { value: anyJson } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 0, -0, 1e21, 5e-324),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(KEYS, tie('value')), { maxLength: 6 }).map((members) => Object.fromEntries(members) as Json),
  ),
}));

describe('canonicalJson', () => {
  it('orders members by code units, however they were made, and changes nothing of what it is given', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const before = JSON.stringify(value);
        const text = canonicalJson(value);
        expect(text).toBe(byTheRules(value));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.stringify(value)).toBe(before);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a number that is none', { a: [1, Number.NaN] }, 'finite numbers'],
    ['an infinite number among places of a list', { 10: 1, 9: Number.POSITIVE_INFINITY }, 'finite numbers'],
    ['half of a pair of surrogates', ['\ud800'], 'well-formed'],
    ['a member that is undefined', { b: 1, a: undefined }, 'member a is undefined'],
    ['an item that is undefined', [undefined], 'cannot hold a undefined'],
    ['a bigint', { a: 1n }, 'cannot hold a bigint'],
    ['a function', { toJSON: () => 1 }, 'cannot hold a function'],
  ])('refuses %s', (_, value, says) => {
    expect(() => canonicalJson(value as unknown as Json)).toThrow(says);
  });
});
