import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vector, wad } from '../../../../test/vectors/abs-amounts.ts';
import { WAD } from '../integer-division.ts';
import { annualOfMonthly, daysOfAnnual, monthlyOfAnnual } from './annual-rate.ts';
import { historicalAbs, historicalSpeed, pooledSmm, psaOf } from './historical-speed.ts';
import { passThrough } from './pass-through.ts';
import { absSmm, scaledSpeed, speedAt, speedCurve } from './speed-curve.ts';

const OUT_OF_RANGE = expect.objectContaining({ code: 'speed_out_of_range' });
const share = fc.bigInt(0n, WAD);

describe('monthlyOfAnnual', () => {
  test('gives the 18 digits of the vector', () => {
    const { inputs, expected } = vector('ABS-P13');
    expect(monthlyOfAnnual(wad(inputs.cpr))).toBe(BigInt(expected.smm1e18));
    expect(monthlyOfAnnual(wad(inputs.cdr))).toBe(BigInt(expected.mdr1e18));
  });

  test('is the nearest: the annual share lies between those of half a unit more and less', () => {
    fc.assert(
      fc.property(share, (annual) => {
        const survivors = 2n * (WAD - monthlyOfAnnual(annual));
        const target = (WAD - annual) * WAD ** 11n * 2n ** 12n;
        if (survivors > 0n) expect((survivors - 1n) ** 12n <= target).toBe(true);
        expect((survivors + 1n) ** 12n > target).toBe(true);
      }),
    );
  });

  test('comes back within its rounding', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, (9n * WAD) / 10n), (annual) => {
        const back = annualOfMonthly(monthlyOfAnnual(annual));
        expect(back - annual < 13n && annual - back < 13n).toBe(true);
      }),
    );
  });

  test('agrees with a day count of a year, and with floats for any days', () => {
    expect(daysOfAnnual(wad('0.12'), 365)).toBe(wad('0.12'));
    expect(Number(daysOfAnnual(wad('0.12'), 31)) / 1e18).toBeCloseTo(1 - 0.88 ** (31 / 365), 14);
    expect(Number(daysOfAnnual(wad('0.12'), 730)) / 1e18).toBeCloseTo(1 - 0.88 ** 2, 14);
    expect([monthlyOfAnnual(0n), monthlyOfAnnual(WAD)]).toEqual([0n, WAD]);
  });

  test('refuses what is no share and no period', () => {
    for (const bad of [-1n, WAD + 1n]) expect(() => monthlyOfAnnual(bad)).toThrow(OUT_OF_RANGE);
    for (const days of [0, 1.5, 4000]) expect(() => daysOfAnnual(0n, days)).toThrow(OUT_OF_RANGE);
    expect(() => annualOfMonthly(WAD + 1n)).toThrow(OUT_OF_RANGE);
  });
});

describe('speeds of the past', () => {
  test('are SMM, CPR and PSA of the vector', () => {
    const { inputs, expected } = vector('ABS-P02');
    const speed = historicalSpeed({
      annualRate: Number(inputs.grossCouponPct) / 100,
      originalTerm: inputs.origRemainingTerm,
      remainingStart: inputs.remainingTermStart,
      remainingEnd: inputs.remainingTermEnd,
      factorStart: Number(inputs.factorStart),
      factorEnd: Number(inputs.factorEnd),
    });
    expect(speed.amortisedStart.toFixed(8)).toBe(expected.amortBalStart);
    expect(speed.amortisedEnd.toFixed(8)).toBe(expected.amortBalEnd);
    expect(speed.factorScheduled.toFixed(8)).toBe(expected.factorSched);
    expect(speed.amortisation.toFixed(8)).toBe(expected.amortization);
    expect(speed.prepayment.toFixed(8)).toBe(expected.prepayment);
    expect((speed.smm * 100).toFixed(6)).toBe(expected.smmPct);
    expect((speed.cpr * 100).toFixed(4)).toBe(expected.cprPct);
    expect((psaOf(speed.cpr, inputs.loanMonth) * 100).toFixed(2)).toBe(expected.psaPct);
  });

  test('are the absolute speed of the vector', () => {
    const { inputs, expected } = vector('ABS-P03');
    const { grossCouponPct, wamStart, wamEnd, ageStart, factorStart, factorEnd } = inputs.case2;
    const abs = historicalAbs({
      annualRate: Number(grossCouponPct) / 100,
      originalTerm: wamStart + ageStart,
      remainingStart: wamStart,
      remainingEnd: wamEnd,
      factorStart: Number(factorStart),
      factorEnd: Number(factorEnd),
      ageStart,
    });
    expect((abs * 100).toFixed(4)).toBe(expected.case2.absPct);
  });

  test('find a constant SMM again over any number of months', () => {
    const months = passThrough(0.12, 0.12, 60, () => 0.013);
    const speed = historicalSpeed({
      annualRate: 0.12,
      originalTerm: 60,
      remainingStart: 60,
      remainingEnd: 41,
      factorStart: 1,
      factorEnd: months[18]?.factor ?? 0,
    });
    expect(speed.smm).toBeCloseTo(0.013, 12);
    expect(pooledSmm([100, 300], [98, 296])).toBeCloseTo(6 / 400, 12);
  });

  test('refuse dates and factors out of order', () => {
    const pair = { annualRate: 0.1, originalTerm: 60, remainingStart: 50, remainingEnd: 40, factorStart: 1, factorEnd: 0.8 };
    const invalid = expect.objectContaining({ code: 'factors_invalid' });
    for (const bad of [
      { remainingEnd: 50 },
      { remainingEnd: 0 },
      { remainingStart: 61 },
      { factorStart: 0 },
      { factorEnd: 0 },
      { annualRate: -0.1 },
    ]) {
      expect(() => historicalSpeed({ ...pair, ...bad })).toThrow(invalid);
    }
    expect(() => pooledSmm([1], [])).toThrow(invalid);
    expect(() => pooledSmm([0], [0])).toThrow(invalid);
  });
});

describe('speedCurve', () => {
  test('makes the SMM of the vector from an absolute speed', () => {
    const { inputs, expected } = vector('ABS-P03');
    const percent = (absPct: string, age: number, digits: number) => (Number(absSmm(wad(absPct) / 100n, age)) / 1e16).toFixed(digits);
    expect(percent(inputs.case1.absPct, inputs.case1.loanMonth, 4)).toBe(expected.case1.smmPct);
    expect(inputs.table.map((row: { absPct: string; month: number }) => percent(row.absPct, row.month, 2))).toEqual(expected.table);
    expect([absSmm(WAD / 50n, 50), absSmm(WAD / 50n, 80), absSmm(0n, 10)]).toEqual([WAD, WAD, 0n]);
    const curve = speedCurve({ kind: 'abs', share: wad('0.02') });
    expect([speedAt(curve, 1, 11), speedAt(curve, 40, 11)]).toEqual([wad('0.025'), wad('0.025')]);
  });

  test('follows the ramp of PSA and SDA by age, and a vector by month', () => {
    const psa = speedCurve({ kind: 'psa', multiple: (WAD * 3n) / 2n });
    expect(speedAt(psa, 1, 17)).toBe(monthlyOfAnnual(wad('0.051')));
    expect(speedAt(psa, 1, 300)).toBe(monthlyOfAnnual(wad('0.09')));
    const sda = speedCurve({ kind: 'sda', multiple: WAD });
    const annual = (age: number) => (Number(annualOfMonthly(speedAt(sda, 1, age))) / 1e16).toFixed(6);
    expect([1, 30, 45, 60, 61, 90, 120, 360].map(annual)).toEqual([
      '0.020000',
      '0.600000',
      '0.600000',
      '0.600000',
      '0.590500',
      '0.315000',
      '0.030000',
      '0.030000',
    ]);
    const vectorCurve = speedCurve({ kind: 'monthly', vector: [1n, 2n] });
    expect([1, 2, 9].map((month) => speedAt(vectorCurve, month, 99))).toEqual([1n, 2n, 2n]);
    expect(speedCurve({ kind: 'cdr', vector: [wad('0.06')] }).wad).toEqual([monthlyOfAnnual(wad('0.06'))]);
    expect(speedAt(speedCurve({ kind: 'psa', multiple: 1000n * WAD }), 1, 40)).toBe(WAD);
    expect(speedAt(speedCurve({ kind: 'sda', multiple: 1000n * WAD }), 1, 40)).toBe(WAD);
  });

  test('is scaled in the rate that it is quoted in and never above certainty', () => {
    expect(scaledSpeed({ kind: 'cdr', vector: [wad('0.06'), wad('0.7')] }, 2n * WAD)).toEqual({ kind: 'cdr', vector: [wad('0.12'), WAD] });
    expect(scaledSpeed({ kind: 'abs', share: wad('0.01') }, WAD / 2n)).toEqual({ kind: 'abs', share: wad('0.005') });
    expect(scaledSpeed({ kind: 'psa', multiple: WAD }, 3n * WAD)).toEqual({ kind: 'psa', multiple: 3n * WAD });
  });

  test('refuses empty vectors and what is no share', () => {
    expect(() => speedCurve({ kind: 'cpr', vector: [] })).toThrow(OUT_OF_RANGE);
    expect(() => speedCurve({ kind: 'monthly', vector: [WAD + 1n] })).toThrow(OUT_OF_RANGE);
    expect(() => speedCurve({ kind: 'abs', share: -1n })).toThrow(OUT_OF_RANGE);
    expect(() => speedCurve({ kind: 'psa', multiple: -1n })).toThrow(OUT_OF_RANGE);
    expect(() => speedCurve({ kind: 'sda', multiple: -1n })).toThrow(OUT_OF_RANGE);
    expect(() => scaledSpeed({ kind: 'cpr', vector: [1n] }, -1n)).toThrow(OUT_OF_RANGE);
  });
});

describe('passThrough', () => {
  test('has the first month of the vector', () => {
    const { inputs, expected } = vector('ABS-P01');
    const [gross, net] = [Number(inputs.grossCouponPct) / 100, Number(inputs.netCouponPct) / 100];
    const scheduled = passThrough(gross, net, inputs.termMonths, () => 0)[0]?.scheduled ?? 0;
    const smm = Number(inputs.prepaymentFraction) / (1 - scheduled);
    const first = passThrough(gross, net, inputs.termMonths, () => smm)[0];
    const eight = (value: number | undefined) => (value ?? Number.NaN).toFixed(8);
    expect(eight(first?.scheduled)).toBe(expected.scheduledAmortization);
    expect(eight(first?.prepayment)).toBe(expected.prepayment);
    expect(eight(first?.grossInterest)).toBe(expected.grossInterest);
    expect(eight(first?.servicing)).toBe(expected.servicingFee);
    expect(eight(first?.principal)).toBe(expected.principal);
    expect(eight(first?.netInterest)).toBe(expected.netInterest);
    expect(eight(first?.cashFlow)).toBe(expected.cashFlow);
  });

  test('returns the whole of par, also without interest', () => {
    for (const rate of [0, 0.09]) {
      const months = passThrough(rate, rate, 120, () => 0.01);
      expect(months.reduce((sum, { principal }) => sum + principal, 0)).toBeCloseTo(1, 10);
    }
  });
});
