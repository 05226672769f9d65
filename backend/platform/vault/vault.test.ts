import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hmacSha256, newKey, open, seal } from './vault.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('seal and open', () => {
  it('gives back any text under the same key and context', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (plaintext, context) => {
        const key = newKey();
        expect(open(key, seal(key, plaintext, context), context)).toEqual(plaintext);
      }),
    );
  });

  it('refuses another key, another context and every changed byte', () => {
    const key = newKey();
    const sealed = seal(key, bytes('score 712'), 'customer:1');
    expect(() => open(newKey(), sealed, 'customer:1')).toThrow('cannot be opened');
    expect(() => open(key, sealed, 'customer:2')).toThrow('cannot be opened');
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => open(key, changed, 'customer:1')).toThrow('cannot be opened');
    }
    expect(() => open(key, sealed.subarray(0, 20), 'customer:1')).toThrow('cannot be opened');
  });

  it('never seals one text the same way twice', () => {
    const key = newKey();
    expect(seal(key, bytes('a'), 'c')).not.toEqual(seal(key, bytes('a'), 'c'));
  });
});

it('computes HMAC-SHA256 (RFC 4231, test case 2)', () => {
  const mac = hmacSha256(bytes('Jefe'), bytes('what do ya want for nothing?'));
  expect(Buffer.from(mac).toString('hex')).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
});
