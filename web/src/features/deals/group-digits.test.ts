import { describe, expect, it } from 'vitest';
import { groupDigits } from './group-digits.ts';

describe('groupDigits', () => {
  it('groups whole parts and leaves fractions, rates and short numbers alone', () => {
    expect(groupDigits('43856.608514 USDC from the bucket; 4000 USDC is 369.9567%, at least 150%.')).toBe(
      '43,856.608514 USDC from the bucket; 4,000 USDC is 369.9567%, at least 150%.',
    );
  });

  it('begins with a capital and changes no digit', () => {
    const sentence = 'nothing moved; 47354215.025907 USDC stayed due.';
    const grouped = groupDigits(sentence);
    expect(grouped.startsWith('Nothing')).toBe(true);
    expect(grouped.replaceAll(',', '').toLowerCase()).toBe(sentence.toLowerCase());
  });
});
