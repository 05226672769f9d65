import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchOrders, type Side, type StandingOrder } from './match-orders.ts';
import { fillPayment, paymentFor, shareOfBalance, unitPrice } from './order-price.ts';
import { isExpired, stateOf } from './order-standing.ts';

const WAD = 10n ** 18n;
const amount = fc.bigInt({ min: 1n, max: 2n ** 96n });
const price = fc.bigInt({ min: 1n, max: 9n * WAD });

describe('the payments of an order', () => {
  it('are rounded once, half up', () => {
    expect(paymentFor(WAD / 2n, 1n)).toBe(1n);
    expect(paymentFor(WAD / 2n - 1n, 1n)).toBe(0n);
    expect([fillPayment(WAD / 2n, 0n, 1n), fillPayment(WAD / 2n, 1n, 1n), fillPayment(WAD / 2n, 2n, 1n)]).toEqual([1n, 0n, 1n]);
  });

  it('add up to the payment of the whole, however it is cut', () => {
    fc.assert(
      fc.property(price, fc.array(amount, { minLength: 1, maxLength: 12 }), (at, parts) => {
        let [filled, paid] = [0n, 0n];
        for (const units of parts) {
          paid += fillPayment(at, filled, units);
          filled += units;
        }
        expect(paid * WAD * 2n - filled * at * 2n).toBeGreaterThan(-WAD);
        expect(paid * WAD * 2n - filled * at * 2n).toBeLessThanOrEqual(WAD);
      }),
    );
  });
});

describe('a price as a share of the outstanding balance', () => {
  it('is what remains of the face after the repayments', () => {
    const half = { balance: 500n, units: 1_000n };
    expect(unitPrice(WAD, half)).toBe(WAD / 2n);
    expect(shareOfBalance((WAD * 49n) / 100n, half)).toBe((WAD * 98n) / 100n);
  });

  it('is found again to less than what one unit of price is worth', () => {
    fc.assert(
      fc.property(price, amount, amount, (share, a, b) => {
        const outstanding = a < b ? { balance: a, units: b } : { balance: b, units: a };
        const again = shareOfBalance(unitPrice(share, outstanding), outstanding);
        const off = again > share ? again - share : share - again;
        expect(off * 2n * outstanding.balance).toBeLessThanOrEqual(outstanding.units + outstanding.balance);
      }),
    );
  });
});

const ORDER: Omit<StandingOrder, 'hash' | 'side'> = { maker: 'm', taker: null, units: 10n, filled: 0n, price: WAD, receivedAt: 0 };
const orders = (side: Side) =>
  fc
    .array(
      fc.record({
        maker: fc.constantFrom('a', 'b', 'c'),
        taker: fc.constantFrom(null, null, 'a', 'd'),
        units: fc.bigInt({ min: 1n, max: 50n }),
        price: fc.bigInt({ min: 1n, max: 5n }).map((tenths) => (tenths * WAD) / 10n),
        receivedAt: fc.nat(3),
        share: fc.nat(99),
      }),
      { maxLength: 12 },
    )
    .map((rows) =>
      rows.map(
        ({ share, ...row }, at): StandingOrder => ({
          ...row,
          side,
          hash: String(at).padStart(2, '0'),
          filled: (row.units * BigInt(share)) / 100n,
        }),
      ),
    );

describe('a match', () => {
  it('takes the best price first, then the earlier order, and leaves out what the account may not fill', () => {
    const book: StandingOrder[] = [
      { ...ORDER, hash: '1', side: 'sell', price: 2n * WAD },
      { ...ORDER, hash: '2', side: 'sell', receivedAt: 2, filled: 4n },
      { ...ORDER, hash: '3', side: 'sell', receivedAt: 1 },
      { ...ORDER, hash: '4', side: 'sell', price: 1n, maker: 'me' },
      { ...ORDER, hash: '5', side: 'sell', price: 1n, taker: 'other' },
    ];
    const { fills, units, payment } = matchOrders(book, 'me', 20n);
    expect(fills.map(({ hash, units: taken }) => [hash, taken])).toEqual([
      ['3', 10n],
      ['2', 6n],
      ['1', 4n],
    ]);
    expect([units, payment]).toEqual([20n, 24n]);
    const bids = book.map((order) => ({ ...order, side: 'buy' as const }));
    expect(matchOrders(bids, 'me', 11n).fills.map(({ hash }) => hash)).toEqual(['1', '3']);
  });

  it('gives no more than is wanted and open, and nowhere a better price was left', () => {
    fc.assert(
      fc.property(fc.constantFrom('sell' as const, 'buy' as const).chain(orders), fc.bigInt({ min: 1n, max: 200n }), (book, wanted) => {
        const { fills, units, payment } = matchOrders(book, 'a', wanted);
        const mine = book.filter(({ maker, taker }) => maker !== 'a' && (taker === null || taker === 'a'));
        const open = mine.reduce((sum, order) => sum + order.units - order.filled, 0n);
        expect(units).toBe(wanted < open ? wanted : open);
        expect(payment).toBe(fills.reduce((sum, fill) => sum + fill.payment, 0n));
        const taken = new Map(fills.map((fill) => [fill.hash, fill.units]));
        for (const used of mine.filter(({ hash }) => taken.has(hash))) {
          const left = mine.filter((order) => (taken.get(order.hash) ?? 0n) < order.units - order.filled);
          const better = left.filter((order) => (order.side === 'sell' ? order.price < used.price : order.price > used.price));
          expect(better).toEqual([]);
        }
      }),
    );
  });
});

describe('where an order stands', () => {
  const order = { units: 10n, nonce: 5n };
  const none = { filled: 0n, isCancelled: false, floor: 0n };
  it('follows the contract: a whole fill before a cancelling, a floor like a cancelling', () => {
    expect(stateOf(order, none)).toBe('open');
    expect(stateOf(order, { ...none, floor: 5n, filled: 9n })).toBe('open');
    expect(stateOf(order, { ...none, floor: 6n })).toBe('cancelled');
    expect(stateOf(order, { ...none, isCancelled: true })).toBe('cancelled');
    expect(stateOf(order, { filled: 10n, isCancelled: true, floor: 6n })).toBe('filled');
  });

  it('is open up to the very second of its deadline', () => {
    expect([isExpired(7n, 7n), isExpired(7n, 8n)]).toEqual([false, true]);
  });
});
