import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cursorDate, cursorInteger, decodeCursor, encodeCursor, toPage } from './page.ts';

const parts = fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { minLength: 1, maxLength: 4 });

describe('cursors', () => {
  it('give back the parts they were made of', () => {
    fc.assert(
      fc.property(parts, (given) => {
        expect(decodeCursor(encodeCursor(given), given.length)).toEqual(given);
      }),
    );
  });

  it('are refused after any change of one character', () => {
    const letter = fc.constantFrom(...'ABCDEFGHabcdefgh0123456789-_');
    fc.assert(
      fc.property(parts, fc.nat(), letter, (given, place, replacement) => {
        const cursor = encodeCursor(given);
        const at = place % cursor.length;
        fc.pre(cursor[at] !== replacement);
        const damaged = cursor.slice(0, at) + replacement + cursor.slice(at + 1);
        expect(() => decodeCursor(damaged)).toThrow(expect.objectContaining({ code: 'cursor_invalid' }));
      }),
    );
  });

  it.each(['', 'x', '!!!!', 'null', `${encodeCursor(['a'])}=`])('refuse %j', (text) => {
    expect(() => decodeCursor(text)).toThrow(expect.objectContaining({ code: 'cursor_invalid', kind: 'invalid' }));
  });

  it('of another list are refused by their number of parts', () => {
    expect(() => decodeCursor(encodeCursor(['a', 'b']), 1)).toThrow(expect.objectContaining({ code: 'cursor_invalid' }));
  });

  it('hold whole numbers and instants only where the list says so', () => {
    expect(cursorInteger('-12')).toBe(-12n);
    expect(cursorDate('0').toISOString()).toBe('1970-01-01T00:00:00.000Z');
    for (const part of [undefined, '', '1.5', '1e3', '99999999999999999999']) {
      expect(() => cursorInteger(part)).toThrow(expect.objectContaining({ code: 'cursor_invalid' }));
    }
    expect(() => cursorDate('9000000000000000')).toThrow(expect.objectContaining({ code: 'cursor_invalid' }));
  });
});

describe('toPage', () => {
  it('shows every row exactly once, whatever the page size', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 20 }), (count, limit) => {
        const all = Array.from({ length: count }, (_, index) => index + 1);
        const seen: number[] = [];
        for (let after = 0, isMore = true; isMore; ) {
          const page = toPage(
            all.filter((row) => row > after).slice(0, limit + 1),
            limit,
            (row) => [row],
            (row) => row,
          );
          seen.push(...page.data);
          isMore = page.hasMore;
          expect(page.nextCursor === null).toBe(!page.hasMore);
          if (page.nextCursor !== null) after = Number(decodeCursor(page.nextCursor, 1)[0]);
        }
        expect(seen).toEqual(all);
      }),
    );
  });
});
