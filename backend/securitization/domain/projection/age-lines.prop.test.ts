import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WAD } from '../integer-division.ts';
import { ageLines } from './age-lines.ts';
import { pastSpeeds } from './past-speeds.ts';
import { projectLines } from './pool-projector.ts';

const line = fc.record({
  balance: fc.bigInt({ min: 1n, max: 10n ** 12n }),
  annualRate: fc.bigInt({ min: 0n, max: WAD / 4n }),
  remaining: fc.integer({ min: 1, max: 120 }),
  age: fc.integer({ min: 0, max: 60 }),
  amortisation: fc.constantFrom('level' as const, 'linear' as const, 'bullet' as const),
});
const STILL = {
  order: 'bma',
  prepay: { kind: 'cpr', vector: [0n] },
  default: { kind: 'cdr', vector: [0n] },
  recoveryRate: 0n,
  recoveryLag: 0,
} as const;

describe('ageLines', () => {
  test('adds up to the reported pool, whatever that is', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 150 }),
        fc.bigInt(1n, 10n ** 13n),
        (lines, months, pool) => {
          const aged = ageLines(lines, months, pool);
          expect(aged.reduce((sum, { balance }) => sum + balance, 0n)).toBe(pool);
          expect(aged.every(({ remaining, balance }) => remaining >= 1 && balance > 0n)).toBe(true);
        },
      ),
    );
  });

  test('is the schedule itself when the pool is what the schedule leaves', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 60 }), (lines, months) => {
        const left = projectLines(lines, STILL, months).months.at(-1)?.end ?? 0n;
        fc.pre(left > 0n);
        const aged = ageLines(lines, months, left);
        const alone = lines.map((one) => projectLines([one], STILL, months).months.at(-1)?.end ?? 0n).filter((balance) => balance > 0n);
        expect(aged.map(({ balance }) => balance)).toEqual(alone);
      }),
    );
  });
});

describe('pastSpeeds', () => {
  test('are the speeds of a pool that loses the same share each month', () => {
    const periods = [1_000_000n, 990_000n, 980_100n].map((pool) => ({ pool, defaults: pool / 100n, recoveries: pool / 400n }));
    const speeds = pastSpeeds(periods, 1);
    expect(Number(speeds?.cdr) / 1e18).toBeCloseTo(1 - 0.99 ** 12, 6);
    expect(Number(speeds?.recovery) / 1e18).toBeCloseTo(0.25, 4);
  });

  test('take a quarter for three months, and know when there is nothing to know', () => {
    expect(Number(pastSpeeds([{ pool: 1_000n, defaults: 30n, recoveries: 0n }], 3)?.cdr) / 1e18).toBeCloseTo(1 - 0.99 ** 12, 9);
    expect(pastSpeeds([], 1)).toBeNull();
    expect(pastSpeeds([{ pool: 5n, defaults: 0n, recoveries: 0n }], 1)).toEqual({ cdr: 0n, recovery: null });
  });
});
