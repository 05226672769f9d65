import { describe, expect, it } from 'vitest';
import { stratumLabel } from './stratum-label.ts';

describe('stratumLabel', () => {
  it.each([
    ['0-<1000', 'balance', '0 – < 1,000', '0 至 1,000 以下'],
    ['5000-<10000', 'balance', '5,000 – < 10,000', '5,000 至 10,000 以下'],
    ['1000000+', 'balance', '1,000,000 and more', '1,000,000 及以上'],
    ['4%-<6%', 'rate', '4% – < 6%', '4% 至 6% 以下'],
    ['0.1%-<0.5%', 'pd', '0.1% – < 0.5%', '0.1% 至 0.5% 以下'],
    ['12-<24', 'remainingMonths', '12 – < 24', '12 至 24 以下'],
    ['180+', 'daysPastDue', '180 and more', '180 及以上'],
    ['-', 'grade', '–', '–'],
  ])('says %s by %s in both languages', (label, field, en, zh) => {
    expect(stratumLabel(label, field, 'en')).toBe(en);
    expect(stratumLabel(label, field, 'zh')).toBe(zh);
  });

  it('leaves values alone that only look like ranges', () => {
    for (const [label, field] of [
      ['10-<20', 'region'],
      ['5000+', 'product'],
      ['2025', 'origination'],
      ['A+', 'grade'],
    ] as const)
      expect(stratumLabel(label, field, 'en')).toBe(label);
  });
});
