import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { divideHalfUp, WAD } from '../integer-division.ts';
import type { RollMatrix } from '../loans/roll-matrix.ts';
import { AmortisationShares } from './amortisation-share.ts';
import type { ProjectionAssumptions } from './assumptions.ts';
import { AMORTISATIONS, type LoanColumns } from './loan-columns.ts';
import { projectLines } from './pool-projector.ts';
import { projectColumns } from './project-columns.ts';
import { projectRolls } from './project-rolls.ts';
import type { RepLine } from './rep-line.ts';
import type { Speed } from './speed-curve.ts';

const INVALID = expect.objectContaining({ code: 'projection_input_invalid' });
const share = fc.integer({ min: 0, max: 10_000 }).map((bps) => (BigInt(bps) * WAD) / 10_000n);
const slow = fc.integer({ min: 0, max: 300 }).map((bps) => (BigInt(bps) * WAD) / 10_000n);

const line: fc.Arbitrary<RepLine> = fc.record({
  balance: fc.bigInt(0n, 10n ** 11n),
  annualRate: fc.integer({ min: 0, max: 4_000 }).map((bps) => (BigInt(bps) * WAD) / 10_000n),
  remaining: fc.integer({ min: 1, max: 60 }),
  age: fc.integer({ min: 0, max: 60 }),
  amortisation: fc.constantFrom(...AMORTISATIONS),
});

const prepay: fc.Arbitrary<Speed> = fc.oneof(
  fc.array(share, { minLength: 1, maxLength: 4 }).map((vector): Speed => ({ kind: 'cpr', vector })),
  slow.map((absolute): Speed => ({ kind: 'abs', share: absolute })),
  fc.bigInt(0n, 3n * WAD).map((multiple): Speed => ({ kind: 'psa', multiple })),
);

const assumptions: fc.Arbitrary<ProjectionAssumptions> = fc.record({
  order: fc.constantFrom('bma', 'net-of-default'),
  prepay,
  default: fc.oneof(
    share.map((annual): Speed => ({ kind: 'cdr', vector: [annual] })),
    fc.bigInt(0n, 20n * WAD).map((multiple): Speed => ({ kind: 'sda', multiple })),
  ),
  recoveryRate: share,
  recoveryLag: fc.integer({ min: 0, max: 18 }),
});

function columnsOf(lines: readonly RepLine[]): LoanColumns {
  return {
    balance: Float64Array.from(lines, ({ balance }) => Number(balance)),
    annualRate: Float64Array.from(lines, ({ annualRate }) => Number(annualRate) / 1e18),
    remaining: Uint16Array.from(lines, ({ remaining }) => remaining),
    age: Uint16Array.from(lines, ({ age }) => age),
    kind: Uint8Array.from(lines, ({ amortisation }) => AMORTISATIONS.indexOf(amortisation)),
  };
}

describe('a projection', () => {
  test('accounts for every unit of principal and of default', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), assumptions, (lines, supposed) => {
        const { months } = projectLines(lines, supposed, 80);
        for (const m of months) {
          expect(m.begin).toBe(m.defaults + m.scheduled + m.prepaid + m.end);
          expect([m.defaults, m.scheduled, m.prepaid, m.end, m.interest, m.recoveries, m.losses].every((amount) => amount >= 0n)).toBe(
            true,
          );
        }
        const total = (of: (month: (typeof months)[number]) => bigint) => months.reduce((sum, month) => sum + of(month), 0n);
        const lent = lines.reduce((sum, { balance }) => sum + balance, 0n);
        expect(total((m) => m.scheduled + m.prepaid + m.recoveries + m.losses)).toBe(lent);
        expect(total((m) => m.defaults)).toBe(total((m) => m.recoveries + m.losses));
      }),
    );
  });

  test('by columns follows the exact one within a unit a posting', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), assumptions, (lines, supposed) => {
        const exact = projectLines(lines, supposed, 40).months;
        const fast = projectColumns(columnsOf(lines), supposed, 40);
        expect(fast.method).toBe('rounded-double');
        exact.forEach((month, at) => {
          // A unit that goes the other way once stays in the balance, so the distance can grow by one a posting.
          const most = lines.length * (at + 1) * 3;
          for (const name of ['begin', 'defaults', 'interest', 'scheduled', 'prepaid', 'recoveries', 'losses', 'end'] as const) {
            expect(Math.abs((fast[name][at] ?? Number.NaN) - Number(month[name]))).toBeLessThanOrEqual(most);
          }
        });
      }),
    );
  });

  test('refuses columns that do not fit together or hold no loan', () => {
    const columns = columnsOf([{ balance: 1n, annualRate: 0n, remaining: 1, age: 0, amortisation: 'level' }]);
    const supposed = fc.sample(assumptions, 1)[0] as ProjectionAssumptions;
    const bad: Partial<LoanColumns>[] = [
      { annualRate: new Float64Array(2) },
      { balance: Float64Array.of(0.5) },
      { balance: Float64Array.of(-1) },
      { annualRate: Float64Array.of(11) },
      { remaining: Uint16Array.of(0) },
      { kind: Uint8Array.of(9) },
    ];
    for (const part of bad) expect(() => projectColumns({ ...columns, ...part }, supposed, 1)).toThrow(INVALID);
  });
});

describe('AmortisationShares', () => {
  test('rounds as the whole fraction does, also half way', () => {
    const rates = fc.oneof(fc.bigInt(1n, WAD), fc.constantFrom(12n * WAD, 6n * WAD, (WAD * 12n) / 5n));
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 40 }), fc.bigInt(0n, 10n ** 14n), share, (rate, n, amount, smm) => {
        const shares = new AmortisationShares('level', rate, n);
        const base = 12n * WAD;
        const num = rate * base ** BigInt(n - 1);
        const den = (base + rate) ** BigInt(n) - base ** BigInt(n);
        expect(shares.scheduled(amount, n)).toBe(divideHalfUp(amount * num, den));
        expect(shares.prepaid(amount, n, smm)).toBe(divideHalfUp(amount * (den - num) * smm, den * WAD));
      }),
    );
  });

  test('decides an exact half upwards', () => {
    const shares = new AmortisationShares('level', 12n * WAD, 2);
    expect([1n, 2n, 3n, 4n].map((amount) => shares.scheduled(amount * 3n, 2))).toEqual([3n, 6n, 9n, 12n].map((amount) => amount / 3n));
    const thirds = new AmortisationShares('linear', 0n, 6);
    expect([9n, 15n, 3n].map((amount) => thirds.scheduled(amount, 6))).toEqual([2n, 3n, 1n]);
    expect(thirds.prepaid(9n, 6, WAD / 5n)).toBe(2n);
    expect(() => thirds.scheduled(1n, 7)).toThrow(RangeError);
  });
});

describe('projectRolls', () => {
  const row = fc.array(fc.bigInt(0n, 100n), { minLength: 3, maxLength: 3 });
  const matrix = fc.array(row, { minLength: 3, maxLength: 3 }).map((rows): RollMatrix => {
    const shares = rows.map((weights) => {
      const [a = 0n, b = 0n, c = 0n] = weights;
      const sum = a + b + c + 1n;
      const [x, y] = [(a * WAD) / sum, (b * WAD) / sum];
      return [x, y, (c * WAD) / sum, WAD - x - y - (c * WAD) / sum];
    });
    return [...shares, [0n, 0n, 0n, WAD]];
  });

  test('keeps every unit while balances roll', () => {
    fc.assert(
      fc.property(
        matrix,
        fc.array(fc.bigInt(0n, 10n ** 9n), { minLength: 3, maxLength: 3 }),
        share,
        share,
        (rolls, balances, speed, recoveryRate) => {
          const lines = [{ balances: [...balances, 0n], annualRate: WAD / 10n, remaining: 24, age: 2, amortisation: 'level' as const }];
          const supposed = {
            matrix: rolls,
            prepay: { kind: 'cpr', vector: [speed] } as const,
            recoveryRate,
            recoveryLag: 3,
            delinquentFrom: 2,
          };
          const { months, method } = projectRolls(lines, supposed, 30);
          expect(method).toBe('roll');
          let begin = balances.reduce((sum, balance) => sum + balance, 0n);
          for (const m of months) {
            expect(m.begin).toBe(begin);
            expect(m.end).toBe(begin - m.defaults - m.scheduled - m.prepaid);
            expect(m.delinquent <= m.end).toBe(true);
            begin = m.end;
          }
          months.slice(3).forEach((m, at) => expect(m.recoveries + m.losses).toBe(months[at]?.defaults));
        },
      ),
    );
  });

  test('is the schedule when everybody pays, and pays nothing when nobody does', () => {
    const still: RollMatrix = [
      [WAD, 0n],
      [0n, WAD],
    ];
    const common = { annualRate: WAD / 10n, remaining: 24, age: 0, amortisation: 'level' as const };
    const supposed = { prepay: { kind: 'monthly', vector: [0n] } as const, recoveryRate: 0n, recoveryLag: 0, delinquentFrom: 1 };
    const rolled = projectRolls([{ ...common, balances: [1_000_000n, 0n] }], { ...supposed, matrix: still }, 24);
    const plain = projectLines(
      [{ ...common, balance: 1_000_000n }],
      { order: 'bma', prepay: supposed.prepay, default: supposed.prepay, recoveryRate: 0n, recoveryLag: 0 },
      24,
    );
    expect(rolled.months.map(({ scheduled, interest, end }) => [scheduled, interest, end])).toEqual(
      plain.months.map(({ scheduled, interest, end }) => [scheduled, interest, end]),
    );
    const gone = projectRolls(
      [{ ...common, balances: [1_000_000n, 0n] }],
      {
        ...supposed,
        matrix: [
          [0n, WAD],
          [0n, WAD],
        ],
      },
      2,
    );
    expect(gone.months[0]).toMatchObject({ scheduled: 0n, interest: 0n, defaults: 1_000_000n, losses: 1_000_000n, end: 0n });
  });

  test('refuses lines and recoveries that do not exist', () => {
    const line = { balances: [1n, 0n], annualRate: 0n, remaining: 1, age: 0, amortisation: 'level' as const };
    const supposed = {
      matrix: [
        [WAD, 0n],
        [0n, WAD],
      ],
      prepay: { kind: 'monthly', vector: [0n] } as const,
      recoveryRate: 0n,
      recoveryLag: 0,
      delinquentFrom: 1,
    };
    for (const part of [{ balances: [2n, -1n] }, { balances: [0n, 1n] }, { amortisation: 'flat-fee' as const }]) {
      expect(() => projectRolls([{ ...line, ...part }], supposed, 1)).toThrow(INVALID);
    }
    for (const part of [{ recoveryRate: WAD + 1n }, { recoveryRate: -1n }, { recoveryLag: -1 }, { delinquentFrom: -1 }]) {
      expect(() => projectRolls([line], { ...supposed, ...part }, 1)).toThrow(INVALID);
    }
  });
});
