import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayFraction } from '../day-count.ts';
import { accrue, WAD } from '../integer-division.ts';
import { parseDate } from '../plain-date.ts';
import { cents, vector, wad } from '../../../../test/vectors/abs-amounts.ts';
import { levelPayment, type LoanTerms, loanSchedule } from './loan-schedule.ts';

describe('loanSchedule of a level-pay loan', () => {
  test('is the schedule of the vector, to the cent', () => {
    const { inputs, expected } = vector('ABS-P12');
    const schedule = loanSchedule({
      kind: 'level',
      principal: cents(inputs.principal),
      annualRate: wad(inputs.annualRate),
      instalments: inputs.n,
    });
    const rows = expected.rows.map(([number, ...amounts]: [number, ...string[]]) => [number, ...amounts.map(cents)]);
    expect(schedule.map(({ number, payment, interest, principal, end }) => [number, payment, interest, principal, end])).toEqual(rows);
    expect(schedule.reduce((sum, { interest }) => sum + interest, 0n)).toBe(cents(expected.totalInterest));
    expect(schedule.at(-1)?.payment).toBe(cents(expected.lastPayment));
  });

  test('pays what the mechanics vector pays', () => {
    const { inputs, expected } = vector('ABS-P08');
    const { balance, ratePerPeriod, periods } = inputs.levelPayment;
    expect(levelPayment(cents(balance), { num: wad(ratePerPeriod), den: WAD }, periods)).toBe(cents(expected.levelPayment.halfUp));
  });

  test('accrues actual days when it is given them, and ends at nothing', () => {
    const days = ['2024-01-31', '2024-02-29', '2024-03-31'].map(parseDate);
    const fractions = days.slice(1).map((day, at) => dayFraction(2, days[at] ?? 0, day));
    const [first, second] = loanSchedule({ kind: 'level', principal: 123_456_789n, annualRate: wad('0.0525'), instalments: 2 }, fractions);
    expect(first?.interest).toBe(522_119n);
    expect(second?.interest).toBe(accrue(first?.end ?? 0n, wad('0.0525'), 31n, 360n));
    expect(second?.end).toBe(0n);
  });
});

describe('loanSchedule of other loans', () => {
  test('pays equal parts and one fee a period of a flat-fee loan', () => {
    const { expected } = vector('ABS-P08');
    const schedule = loanSchedule({ kind: 'flat-fee', principal: 100_000n, feeRate: wad('0.01'), instalments: 12 });
    const [{ principal, fee, endBalance }] = expected.flatFeeInstallment;
    expect(schedule[0]).toEqual({ number: 1, payment: 9_333n, principal: cents(principal), interest: cents(fee), end: cents(endBalance) });
    expect(schedule.map(({ interest }) => interest)).toEqual(new Array(12).fill(1_000n));
    expect(schedule.at(-1)?.principal).toBe(100_000n - 11n * 8_333n);
  });

  test('pays interest only, then the whole of a bullet loan', () => {
    const schedule = loanSchedule({ kind: 'bullet', principal: 100_000n, annualRate: wad('0.06'), instalments: 3 });
    expect(schedule.map(({ interest, principal }) => [interest, principal])).toEqual([
      [500n, 0n],
      [500n, 0n],
      [500n, 100_000n],
    ]);
  });

  test('pays a share of what is owed, at least the minimum, of a revolving line', () => {
    const terms: LoanTerms = {
      kind: 'revolving',
      principal: 100_000n,
      annualRate: wad('0.24'),
      minimumShare: wad('0.1'),
      minimumAmount: 5_000n,
      instalments: 60,
    };
    const schedule = loanSchedule(terms);
    expect(schedule[0]).toEqual({ number: 1, interest: 2_000n, payment: 10_200n, principal: 8_200n, end: 91_800n });
    const tail = schedule.filter(({ payment, end }) => payment > 0n && end > 0n).slice(-2);
    expect(tail.map(({ payment }) => payment)).toEqual([5_000n, 5_000n]);
    expect(schedule.at(-1)?.end).toBe(0n);
  });

  test('refuses terms that no loan has', () => {
    const good = { kind: 'level', principal: 1n, annualRate: 0n, instalments: 1 } as const;
    const bad: LoanTerms[] = [
      { ...good, principal: 0n },
      { ...good, annualRate: -1n },
      { ...good, instalments: 0 },
      { ...good, instalments: 1.5 },
      { kind: 'flat-fee', principal: 1n, feeRate: -1n, instalments: 1 },
      { ...good, kind: 'revolving', minimumShare: WAD + 1n, minimumAmount: 0n },
    ];
    for (const terms of bad) expect(() => loanSchedule(terms)).toThrow(expect.objectContaining({ code: 'loan_terms_invalid' }));
    expect(() => loanSchedule(good, [])).toThrow(expect.objectContaining({ code: 'loan_terms_invalid' }));
  });
});

describe('every schedule', () => {
  const kinds = fc.constantFrom('level', 'bullet', 'flat-fee', 'revolving');
  const terms = fc
    .record({ kind: kinds, principal: fc.bigInt(1n, 10n ** 12n), rate: fc.bigInt(0n, WAD), instalments: fc.integer({ min: 1, max: 120 }) })
    .map(({ kind, principal, rate, instalments }): LoanTerms => {
      if (kind === 'flat-fee') return { kind, principal, feeRate: rate / 20n, instalments };
      if (kind === 'revolving') return { kind, principal, annualRate: rate, minimumShare: WAD / 20n, minimumAmount: 1_000n, instalments };
      return { kind: kind as 'level' | 'bullet', principal, annualRate: rate, instalments };
    });

  test('repays exactly what was lent, never more than is owed', () => {
    fc.assert(
      fc.property(terms, (agreed) => {
        const schedule = loanSchedule(agreed);
        expect(schedule.reduce((sum, { principal }) => sum + principal, 0n)).toBe(agreed.principal);
        let balance = agreed.principal;
        for (const { payment, interest, principal, end } of schedule) {
          expect(payment).toBe(interest + principal);
          expect(principal >= 0n && end === balance - principal && end >= 0n).toBe(true);
          balance = end;
        }
      }),
    );
  });

  test('of level payments is worth the principal at its own rate, to the rounding', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10_000, max: 1e9 }),
        fc.integer({ min: 1, max: 3_000 }),
        fc.integer({ min: 1, max: 120 }),
        (p, bps, n) => {
          const schedule = loanSchedule({ kind: 'level', principal: BigInt(p), annualRate: (BigInt(bps) * WAD) / 10_000n, instalments: n });
          const value = schedule.reduce((sum, { payment, number }) => sum + Number(payment) / (1 + bps / 120_000) ** number, 0);
          expect(Math.abs(value - p)).toBeLessThan(n + 1);
        },
      ),
    );
  });
});
