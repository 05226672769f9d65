import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vector } from '../../../../test/vectors/abs-amounts.ts';
import { parseDate } from '../plain-date.ts';
import { passThrough } from '../projection/pass-through.ts';
import { averageLife } from './average-life.ts';
import { bondEquivalent, bondYield, monthlyYield, priceOfYield, yieldSensitivity } from './bond-yield.ts';
import { timedFlows } from './cash-flow.ts';
import { priceOnCurve } from './curve-price.ts';
import { discountMargin, priceOfMargin } from './discount-margin.ts';
import { findRoot } from './find-root.ts';
import { futureValue, internalRate, periodicRate, presentValue } from './internal-rate.ts';
import { tradeAmounts } from './trade-amounts.ts';

const NOT_FOUND = expect.objectContaining({ code: 'rate_not_found' });
type Dated = [string, string];
const dated = ([date, amount]: Dated) => ({ day: parseDate(date), amount: Number(amount) });

describe('the pricing vector', () => {
  const { inputs, expected } = vector('ABS-P05');

  test('has its yield', () => {
    const { netCouponPct, grossCouponPct, term, psaPct, actualDelayDays, settleDaysAfterIssue, priceInclAccrued } = inputs.yieldCase;
    const smm = (month: number) => 1 - (1 - (psaPct / 100) * 0.002 * Math.min(month, 30)) ** (1 / 12);
    const flows = passThrough(grossCouponPct / 100, netCouponPct / 100, term, smm).map(({ cashFlow }, at) => ({
      years: (30 * (at + 1) + actualDelayDays - settleDaysAfterIssue) / 360,
      amount: cashFlow,
    }));
    expect(bondYield(flows, priceInclAccrued / 100) * 100).toBeCloseTo(Number(expected.yieldCase.yieldPct), 5);
  });

  test('has both average lives under negative amortisation', () => {
    const { times, principal } = inputs.averageLifeCase;
    const flows = times.map((years: number, at: number) => ({ years, amount: Number(principal[at]) }));
    expect(averageLife(flows, 'all-principal')?.toFixed(2)).toBe(expected.averageLifeCase.allPrincipalMethod);
    expect(averageLife(flows, 'positive-only')?.toFixed(2)).toBe(expected.averageLifeCase.positiveOnlyMethod);
    expect(averageLife([{ years: 1, amount: -1 }], 'positive-only')).toBeNull();
    expect(averageLife([], 'all-principal')).toBeNull();
  });
});

describe('the analytics vector', () => {
  const { inputs, expected } = vector('ABS-P07');

  test('has its average life in months of 30 days and in years', () => {
    const years = averageLife(timedFlows(inputs.wal.flows.map(dated), parseDate(inputs.wal.asOf)), 'all-principal') ?? 0;
    expect(((years * 365) / 30).toFixed(4)).toBe(expected.walMonths30d.split(' ')[0]);
    expect(years.toFixed(6)).toBe(expected.walYears365.split(' ')[0]);
  });

  test('has its duration', () => {
    const flows = timedFlows(inputs.duration.flows.map(dated), parseDate(inputs.duration.asOf));
    const [num, den] = expected.duration.split('/').map(Number);
    expect(yieldSensitivity(flows, Number(inputs.duration.annualRate), 1).macaulay).toBeCloseTo(num / den, 4);
  });

  test('has its future and present values', () => {
    const years = ({ from, to }: { from: string; to: string }) => (parseDate(to) - parseDate(from)) / 365;
    const { fv, pv } = inputs;
    expect(futureValue(Number(fv.amount), Number(fv.rate), years(fv)).toFixed(4)).toBe(expected.fv.split(' ')[0]);
    expect(presentValue([{ years: years(pv), amount: Number(pv.amount) }], Number(pv.rate)).toFixed(4)).toBe(expected.pv.split(' ')[0]);
  });

  test('has its internal rate', () => {
    expect(internalRate(inputs.irr.flows.map(dated)).toFixed(8)).toBe(expected.irr);
  });

  test('has the price, duration and full convexity of its bond', () => {
    const curve = inputs.bond.curve.map(([date, rate]: Dated) => ({ day: parseDate(date), rate: Number(rate) }));
    const { value, macaulay, convexity } = priceOnCurve(inputs.bond.flows.map(dated), curve, parseDate(inputs.bond.priceDate));
    expect(value.toFixed(4)).toBe(expected.bond.pv.split(' ')[0]);
    expect(((value / Number(inputs.bond.originBalance)) * 100).toFixed(6)).toBe(expected.bond.pricePerOriginal100);
    expect(macaulay.toFixed(6)).toBe(expected.bond.macaulay);
    expect(convexity.toFixed(6)).toBe(expected.bond.convexityFull);
  });
});

describe('a curve', () => {
  test('stays flat beyond its ends and is refused out of order', () => {
    const curve = [
      { day: 100, rate: 0.05 },
      { day: 200, rate: 0.1 },
    ];
    const price = (day: number) => priceOnCurve([{ day, amount: 1 }], curve, 0).value;
    expect(price(50)).toBeCloseTo(1.05 ** (-50 / 365), 12);
    expect(price(150)).toBeCloseTo(1.075 ** (-150 / 365), 12);
    expect(price(900)).toBeCloseTo(1.1 ** (-900 / 365), 12);
    const invalid = expect.objectContaining({ code: 'curve_invalid' });
    expect(() => priceOnCurve([], [], 0)).toThrow(invalid);
    expect(() => priceOnCurve([], [...curve].reverse(), 0)).toThrow(invalid);
  });
});

const flows = fc.array(
  fc.record({ years: fc.double({ min: 0.1, max: 20, noNaN: true }), amount: fc.double({ min: 1, max: 1000, noNaN: true }) }),
  {
    minLength: 1,
    maxLength: 12,
  },
);
const rate = fc.double({ min: -0.2, max: 1, noNaN: true });

describe('yields', () => {
  test('price back to what was paid', () => {
    fc.assert(
      fc.property(flows, rate, (paid, y) => {
        expect(bondYield(paid, priceOfYield(paid, y))).toBeCloseTo(y, 7);
      }),
    );
  });

  test('turn from monthly to twice a year and back', () => {
    fc.assert(
      fc.property(rate, (y) => {
        expect(bondEquivalent(monthlyYield(y))).toBeCloseTo(y, 10);
      }),
    );
  });

  test('have durations and convexities that are the derivatives of the price', () => {
    fc.assert(
      fc.property(flows, fc.double({ min: 0, max: 0.3, noNaN: true }), (paid, y) => {
        const h = 1e-4;
        const [down, at, up] = [y - h, y, y + h].map((value) => priceOfYield(paid, value)) as [number, number, number];
        const { modified, convexity, full } = yieldSensitivity(paid, y);
        expect(full).toBeCloseTo(at, 8);
        expect(Math.abs((down - up) / (2 * h * at) - modified)).toBeLessThan(1e-5 * (1 + modified ** 3));
        expect(Math.abs((down - 2 * at + up) / (h * h * at) - convexity)).toBeLessThan(1e-3 * (1 + convexity));
      }),
    );
  });

  test('are refused when there are none', () => {
    expect(() => bondYield([{ years: 1, amount: 1 }], -5)).toThrow(NOT_FOUND);
    expect(() =>
      internalRate([
        { day: 0, amount: 100 },
        { day: 365, amount: 10 },
      ]),
    ).toThrow(NOT_FOUND);
    expect(() => internalRate([])).toThrow(NOT_FOUND);
  });
});

describe('internalRate', () => {
  test('finds the rate that an outlay earns', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 6 }), rate, (days, earned) => {
        const paid = days.map((day) => ({ day, amount: 100 }));
        const price = paid.reduce((sum, { day, amount }) => sum + amount / (1 + earned) ** (day / 365), 0);
        expect(internalRate([{ day: 0, amount: -price }, ...paid])).toBeCloseTo(earned, 6);
      }),
    );
  });

  test('is a rate a period for evenly spaced flows', () => {
    expect(periodicRate([-100, 10, 110])).toBeCloseTo(0.1, 12);
  });
});

describe('discountMargin', () => {
  test('finds the margin that a price holds', () => {
    const period = fc.record({
      days: fc.integer({ min: 28, max: 92 }),
      index: fc.double({ min: -0.01, max: 0.08, noNaN: true }),
      amount: fc.double({ min: 1, max: 100, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(period, { minLength: 1, maxLength: 24 }), fc.double({ min: -0.02, max: 0.2, noNaN: true }), (paid, margin) => {
        expect(discountMargin(paid, priceOfMargin(paid, margin))).toBeCloseTo(margin, 6);
      }),
    );
  });

  test('is the quoted margin of a floater at par', () => {
    const coupon = (0.05 + 0.012) * (91 / 360);
    const paid = [1, 2, 3, 4].map((n) => ({ days: 91, index: 0.05, amount: 100 * coupon + (n === 4 ? 100 : 0) }));
    expect(discountMargin(paid, 100)).toBeCloseTo(0.012, 12);
    expect(() => discountMargin([{ days: 0, index: 0, amount: 1 }], 1)).toThrow(NOT_FOUND);
  });
});

describe('findRoot', () => {
  test('takes a root at either end and refuses a bracket without one', () => {
    expect(findRoot((x) => x, 0, 1)).toBe(0);
    expect(findRoot((x) => x - 1, 0, 1)).toBe(1);
    expect(findRoot((x) => x - 0.5, 0, 1)).toBe(0.5);
    expect(findRoot((x) => x ** 3 - 2, -50, 50)).toBeCloseTo(Math.cbrt(2), 13);
    expect(() => findRoot((x) => x * x + 1, -1, 1)).toThrow(NOT_FOUND);
    expect(() => findRoot(() => Number.NaN, -1, 1)).toThrow(NOT_FOUND);
  });
});

describe('tradeAmounts', () => {
  test('quotes on the balance that is outstanding', () => {
    const half = 5n * 10n ** 17n;
    expect(tradeAmounts(1_000_000n, half, 99n * 10n ** 18n + half, 321n)).toEqual({ clean: 497_500n, accrued: 321n, full: 497_821n });
  });
});
