import { describe, expect, it } from 'vitest';
import auto from '../../../../backend/securitization/templates/auto-sequential.json' with { type: 'json' };
import proRata from '../../../../backend/securitization/templates/pro-rata-switch.json' with { type: 'json' };
import european from '../../../../backend/securitization/templates/european-pdl.json' with { type: 'json' };
import revolving from '../../../../backend/securitization/templates/revolving-consumer.json' with { type: 'json' };
import { faultsOfDeal } from '../../../../backend/securitization/waterfall.ts';
import { classesOf, withCoupon, withPool, withSize } from './edit-deal.ts';

const FILES = { auto, proRata, european, revolving };

describe('editing a deal file', () => {
  it.each(Object.entries(FILES))('keeps %s without faults when a class grows by a little', (_, file) => {
    const size = String(Number(classesOf(file)[0]?.size) + 1000);
    const changed = withSize(file, 0, size);
    expect(classesOf(changed)[0]?.size).toBe(size);
    expect(faultsOfDeal(changed)).toEqual([]);
  });

  it.each(Object.entries(FILES))('keeps %s without faults for a pool of an odd size', (_, file) => {
    const changed = withPool(file, '31415926.53');
    expect(faultsOfDeal(changed)).toEqual([]);
  });

  it('leaves a wrong coupon in the file, where its fault names the place', () => {
    const changed = withCoupon(auto, 0, 'much');
    expect(classesOf(changed)[0]?.rate).toBe('much');
    expect(faultsOfDeal(changed).map(({ pointer }) => pointer)).toContain('/classes/0/coupon/rate');
  });
});
