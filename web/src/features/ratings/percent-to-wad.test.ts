import { describe, expect, it } from 'vitest';
import { percentToWad } from './percent-to-wad.ts';

describe('percentToWad', () => {
  it.each([
    ['0', '0'],
    ['1', '10000000000000000'],
    ['0.05', '500000000000000'],
    [' 1,25 ', '12500000000000000'],
    ['100', '1000000000000000000'],
  ])('reads %s', (text, wad) => {
    expect(percentToWad(text)).toBe(wad);
  });

  it.each(['', '-1', '100.000001', '1e3', '1.2.3', 'x'])('refuses %j', (text) => {
    expect(percentToWad(text)).toBeNull();
  });
});
