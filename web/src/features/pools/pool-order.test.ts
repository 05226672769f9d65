import { describe, expect, it } from 'vitest';
import { SelectPool } from '../../../../backend/securitization/pools/schemas.ts';
import { NO_WISH, orderOf } from './pool-order.ts';

const wish = { ...NO_WISH, name: 'Spring', tapes: ['tap_1'], currency: 'EUR', target: '1000000.50', obligorMax: '2.5', scoreMin: '600' };

describe('orderOf', () => {
  it('makes an order that the API takes', () => {
    const order = SelectPool.parse(orderOf(wish));
    expect(order.target).toEqual({ balance: '1000000.50' });
    expect(order.limits).toEqual([{ id: 'obligor', by: 'obligor', max: '0.025' }]);
    expect(order.rules.map(({ field, value }) => [field, value])).toEqual([
      ['daysPastDue', '30'],
      ['score', '600'],
    ]);
  });

  it.each([{ name: ' ' }, { tapes: [] }, { currency: 'eur' }, { target: 'all' }, { target: '0' }, { seed: '-1' }])(
    'is nothing with %j',
    (wrong) => {
      expect(orderOf({ ...wish, ...wrong })).toBeNull();
    },
  );
});
