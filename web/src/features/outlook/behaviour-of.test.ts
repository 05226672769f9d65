import { describe, expect, it } from 'vitest';
import { behaviourOf } from './behaviour-of.ts';

const wad = (percent: number) => String(BigInt(Math.round(percent * 100)) * 10n ** 14n);

describe('behaviourOf', () => {
  it('begins with what reports show, then with what scores say, then with what is usual', () => {
    const scores = { pd: wad(3.14), lgd: wad(60) };
    expect(behaviourOf({ past: { cdr: wad(4.56), recovery: wad(12.6) }, ...scores })).toMatchObject({ cdr: '4.6', recovery: '13' });
    expect(behaviourOf({ past: { cdr: wad(4.56), recovery: null }, ...scores })).toMatchObject({ cdr: '4.6', recovery: '40' });
    expect(behaviourOf({ past: null, ...scores })).toMatchObject({ cdr: '3.1', recovery: '40' });
    expect(behaviourOf({ past: null, pd: null, lgd: null })).toMatchObject({ cdr: '2', recovery: '40' });
  });
});
