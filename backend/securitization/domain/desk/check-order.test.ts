import { describe, expect, it } from 'vitest';
import { NONCE_MAX, orderFaults, PRICE_MAX, TERM_MAX_SECONDS, type TradeOrder } from './check-order.ts';
import { summarizeSide } from './summarize-book.ts';

const WAD = 10n ** 18n;
const ORDER: TradeOrder = {
  maker: 'maker',
  taker: 'anybody',
  side: 'sell',
  token: 'token',
  paymentToken: 'money',
  units: 100n,
  price: WAD,
  nonce: 5n,
  deadline: 1_000n,
};
const FRAME = { paymentToken: 'money', classUnits: 100n, floor: 5n, now: 1_000n };

describe('an order', () => {
  it('is sound on its very bounds', () => {
    expect(orderFaults(ORDER, FRAME)).toEqual([]);
    expect(orderFaults({ ...ORDER, price: PRICE_MAX, nonce: NONCE_MAX, deadline: 1_000n + TERM_MAX_SECONDS }, FRAME)).toEqual([]);
    expect(orderFaults({ ...ORDER, units: 1n, price: WAD / 2n }, FRAME)).toEqual([]);
  });

  it.each<[string, Partial<TradeOrder>]>([
    ['order_taker_is_maker', { taker: 'maker' }],
    ['order_money_foreign', { paymentToken: 'other' }],
    ['order_units_none', { units: 0n }],
    ['order_units_beyond_class', { units: 101n }],
    ['order_price_none', { price: 0n }],
    ['order_price_beyond_bound', { price: PRICE_MAX + 1n }],
    ['order_pays_nothing', { units: 1n, price: WAD / 2n - 1n }],
    ['order_nonce_beyond_bound', { nonce: NONCE_MAX + 1n }],
    ['order_nonce_void', { nonce: 4n }],
    ['order_deadline_past', { deadline: 999n }],
    ['order_deadline_far', { deadline: 1_001n + TERM_MAX_SECONDS }],
  ])('has one fault, %s, with its member and the reason', (code, change) => {
    const [member = ''] = Object.keys(change).slice(code === 'order_pays_nothing' ? 1 : 0);
    expect(orderFaults({ ...ORDER, ...change }, FRAME)).toEqual([
      { pointer: `/${member}`, code, detail: expect.stringMatching(/^(is|gives) /) },
    ]);
  });

  it('has all its faults told at once', () => {
    const wrong = { ...ORDER, units: 0n, price: 0n, nonce: 0n, deadline: 0n };
    expect(orderFaults(wrong, FRAME).map(({ pointer }) => pointer)).toEqual(['/units', '/price', '/nonce', '/deadline']);
  });
});

describe('a side of the book', () => {
  it('has its best order and all open units', () => {
    const order = { maker: 'm', taker: null, units: 10n, filled: 4n, receivedAt: 0 };
    const book = [
      { ...order, hash: '1', side: 'sell' as const, price: 3n },
      { ...order, hash: '2', side: 'sell' as const, price: 2n },
      { ...order, hash: '3', side: 'buy' as const, price: 1n },
    ];
    expect(summarizeSide(book, 'sell')).toMatchObject({ best: { hash: '2' }, units: 12n, orders: 2 });
    expect(summarizeSide([], 'buy')).toEqual({ best: null, units: 0n, orders: 0 });
  });
});
