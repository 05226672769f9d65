import { describe, expect, test } from 'vitest';
import { cents, vector, wad } from '../../../../test/vectors/abs-amounts.ts';
import { WAD } from '../integer-division.ts';
import { projectAdvanced } from './advanced-pool.ts';
import type { ProjectionAssumptions } from './assumptions.ts';
import { projectLines, PoolProjector } from './pool-projector.ts';
import { projectionRates } from './assumptions.ts';
import { groupLines, type RepLine } from './rep-line.ts';

const INVALID = expect.objectContaining({ code: 'projection_input_invalid' });
const { inputs: P13, expected: ROWS } = vector('ABS-P13');
const LINE: RepLine = { balance: cents(P13.balance), annualRate: wad(P13.annualRate), remaining: P13.n, age: 0, amortisation: 'level' };
const BMA: ProjectionAssumptions = {
  order: 'bma',
  prepay: { kind: 'cpr', vector: [wad(P13.cpr)] },
  default: { kind: 'cdr', vector: [wad(P13.cdr)] },
  recoveryRate: wad(P13.recovery),
  recoveryLag: P13.lag,
};

describe('projectLines', () => {
  test('posts every cent of the vector in the order of the BMA', () => {
    const { months, order, method } = projectLines([LINE], BMA, 15);
    expect([order, method]).toEqual(['bma', 'exact']);
    const posted = months.map((m) => [m.month, m.begin, m.defaults, m.interest, m.scheduled, m.prepaid, m.recoveries, m.losses, m.end]);
    expect(posted).toEqual(ROWS.rows.map(([month, ...amounts]: [number, ...string[]]) => [month, ...amounts.map(cents)]));
    const total = (name: 'defaults' | 'interest' | 'scheduled' | 'prepaid' | 'recoveries' | 'losses') =>
      months.reduce((sum, month) => sum + month[name], 0n);
    const { defaults, interest, scheduled, prepaid, recoveries, losses } = ROWS.totals;
    expect(total('defaults')).toBe(cents(defaults));
    expect(total('interest')).toBe(cents(interest));
    expect(total('scheduled')).toBe(cents(scheduled));
    expect(total('prepaid')).toBe(cents(prepaid));
    expect(total('recoveries')).toBe(cents(recoveries));
    expect(total('losses')).toBe(cents(losses));
  });

  test('prepays survivors before they amortise in the order net of default', () => {
    const { months, order } = projectLines([LINE], { ...BMA, order: 'net-of-default' }, 1);
    const survivors = 1_000_000_00 - 514_301;
    const prepaid = Math.round(survivors * 0.010596241035319);
    const share = 0.012 / (1.012 ** 12 - 1);
    expect(order).toBe('net-of-default');
    expect(months[0]).toMatchObject({
      defaults: 514_301n,
      prepaid: BigInt(prepaid),
      scheduled: BigInt(Math.round((survivors - prepaid) * share)),
    });
  });

  test('repays a linear, a bullet and a flat-fee line as agreed', () => {
    const still: ProjectionAssumptions = {
      ...BMA,
      prepay: { kind: 'monthly', vector: [0n] },
      default: { kind: 'monthly', vector: [0n] },
    };
    const run = (amortisation: RepLine['amortisation']) =>
      projectLines([{ balance: 90_000n, annualRate: wad('0.12'), remaining: 3, age: 3, amortisation }], still, 3).months;
    expect(run('linear').map(({ scheduled, interest }) => [scheduled, interest])).toEqual([
      [30_000n, 900n],
      [30_000n, 600n],
      [30_000n, 300n],
    ]);
    expect(run('bullet').map(({ scheduled, interest }) => [scheduled, interest])).toEqual([
      [0n, 900n],
      [0n, 900n],
      [90_000n, 900n],
    ]);
    expect(run('flat-fee').map(({ scheduled, interest }) => [scheduled, interest])).toEqual([
      [30_000n, 1_800n],
      [30_000n, 1_800n],
      [30_000n, 1_800n],
    ]);
  });

  test('takes loans in and off while it runs', () => {
    const projector = new PoolProjector([LINE], projectionRates(BMA));
    const first = projector.step();
    projector.add({ ...LINE, balance: 500n });
    expect(projector.balance).toBe(first.end + 500n);
    expect(projector.step().begin).toBe(first.end + 500n);
    expect(projector.clear()).toBeGreaterThan(0n);
    expect([projector.balance, projector.isOpen]).toEqual([0n, true]);
    for (let month = 0; month < 4; month++) projector.step();
    expect(projector.isOpen).toBe(false);
  });

  test('refuses lines and assumptions that do not exist', () => {
    const bad: Partial<RepLine>[] = [
      { remaining: 0 },
      { remaining: 481 },
      { remaining: 1.5 },
      { age: -1 },
      { balance: -1n },
      { annualRate: -1n },
      { annualRate: 11n * WAD },
    ];
    for (const part of bad) expect(() => projectLines([LINE, { ...LINE, ...part }], BMA, 1)).toThrow(INVALID);
    for (const part of [
      { recoveryRate: -1n },
      { recoveryRate: WAD + 1n },
      { recoveryLag: -1 },
      { recoveryLag: 0.5 },
      { recoveryLag: 121 },
    ]) {
      expect(() => projectLines([LINE], { ...BMA, ...part }, 1)).toThrow(INVALID);
    }
  });
});

describe('projectAdvanced', () => {
  const { inputs, expected } = vector('ABS-P04');
  const pool = {
    balance: inputs.poolBalance,
    annualRate: Number(inputs.wacPct) / 100,
    term: inputs.wam,
    smm: Number(inputs.smm),
    mdr: Number(inputs.mdr),
    monthsToLiquidation: inputs.monthsToLiquidation,
    severity: Number(inputs.lossSeverity),
    isAdvanced: inputs.pAndIAdvanced,
  };

  test('has every column of the vector, to the dollar', () => {
    const rows = projectAdvanced(pool, 13);
    for (const [month, ...columns] of expected) {
      const { month: at, amortFactor, ...row } = rows[month - 1] ?? Object.create(null);
      expect(at).toBe(month);
      const [performing, newDefaults, foreclosure, factor, ...rest] = columns;
      expect(amortFactor.toFixed(4)).toBe(factor);
      Object.values<number>(row).forEach((value, column) => {
        expect(Math.abs(value - [performing, newDefaults, foreclosure, ...rest][column])).toBeLessThanOrEqual(1);
      });
    }
  });

  test('accounts for every dollar to the last liquidation, with advances and without', () => {
    for (const isAdvanced of [true, false]) {
      const rows = projectAdvanced({ ...pool, isAdvanced }, 361);
      const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0);
      const advanced = isAdvanced ? sum((row) => row.amortisationFromDefaults) : 0;
      const out = sum((row) => row.prepaid + row.actualAmortisation + row.recovery + row.loss) + advanced;
      expect(out).toBeCloseTo(1e8, 2);
      expect(rows.at(-1)).toMatchObject({ performing: 0 });
      expect(rows.at(-1)?.inForeclosure).toBeCloseTo(0, 4);
    }
  });

  test('refuses rates that are no fractions', () => {
    for (const part of [{ smm: 1.1 }, { mdr: -0.1 }, { severity: 2 }, { term: 0 }, { monthsToLiquidation: 0 }, { annualRate: 0 }]) {
      expect(() => projectAdvanced({ ...pool, ...part }, 1)).toThrow(INVALID);
    }
  });
});

describe('groupLines', () => {
  test('keeps the balance and weighs rate, term and age by it', () => {
    const loan = (balance: bigint, rate: string, remaining: number): RepLine => ({
      balance,
      annualRate: wad(rate),
      remaining,
      age: 4,
      amortisation: 'level',
    });
    const loans = [
      loan(100n, '0.101', 10),
      loan(300n, '0.105', 12),
      loan(50n, '0.119', 12),
      loan(0n, '0.119', 12),
      { ...loan(7n, '0.1', 12), amortisation: 'bullet' as const },
    ];
    const lines = groupLines(loans, { rate: wad('0.01'), months: 12 });
    expect(lines).toEqual([
      { balance: 7n, annualRate: wad('0.1'), remaining: 12, age: 4, amortisation: 'bullet' },
      { balance: 400n, annualRate: wad('0.104'), remaining: 12, age: 4, amortisation: 'level' },
      { balance: 50n, annualRate: wad('0.119'), remaining: 12, age: 4, amortisation: 'level' },
    ]);
    expect(() => groupLines(loans, { rate: 0n, months: 12 })).toThrow(INVALID);
    expect(() => groupLines(loans, { rate: 1n, months: 0 })).toThrow(INVALID);
  });
});
