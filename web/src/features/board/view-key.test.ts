import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readViewKey, viewKeyLink, writeViewKey } from './view-key.ts';

const hex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString('hex')}`;
const views = fc.record({
  chainId: fc.integer({ min: 1, max: 999_999_999_999_999 }),
  contract: fc.uint8Array({ minLength: 20, maxLength: 20 }).map(hex),
  issuerId: fc.integer({ min: 1, max: 999_999_999 }),
  place: fc.integer({ min: 0, max: 999_999_999 }),
  epoch: fc.bigInt({ min: 1n, max: 10n ** 19n - 1n }).map(String),
  key: fc.uint8Array({ minLength: 32, maxLength: 32 }).map(hex),
});

describe('a view key', () => {
  it('comes back from its text, from its link, and with blanks around it', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(readViewKey(writeViewKey(view))).toEqual(view);
        expect(readViewKey(`  ${viewKeyLink(view, 'https://bank.example')}\n`)).toEqual(view);
      }),
    );
  });

  it('stands behind the # of its link, which no server is sent', () => {
    fc.assert(
      fc.property(views, (view) => {
        const link = new URL(viewKeyLink(view, 'https://bank.example'));
        expect(link.hash.slice(1)).toBe(writeViewKey(view));
        expect(`${link.pathname}${link.search}`).toBe('/ratings?tab=board');
      }),
    );
  });

  it.each(['', 'view1', 'view1.1.2.3', 'https://bank.example/ratings?tab=board', `view1.1.${'a'.repeat(40)}.1.0.1.${'A'.repeat(42)}`])(
    'is not read from %j',
    (text) => {
      expect(readViewKey(text)).toBeNull();
    },
  );
});
