import { describe, expect, test } from 'vitest';
import { wad } from '../../../../test/vectors/abs-amounts.ts';
import { BASE_CASE, fourLines, threeClassDeal } from '../../../../test/vectors/three-class-deal.ts';
import { OP } from '../deal-image.ts';
import { WAD } from '../integer-division.ts';
import { projectLines } from '../projection/pool-projector.ts';
import { projectRolls } from '../projection/project-rolls.ts';
import { runPeriod } from '../waterfall.ts';
import { initialState } from '../waterfall-state.ts';
import { breakEven, withDefaultMultiple } from './break-even.ts';
import { classAnalytics } from './class-analytics.ts';
import { classFlows, classLoss, totalDefaults } from './class-flows.ts';
import { classLossDistribution } from './class-loss-distribution.ts';
import { openDealModel } from './deal-assumptions.ts';
import { simulatePool } from './loss-distribution.ts';
import { projectDeal } from './project-deal.ts';
import { runFlows } from './run-flows.ts';
import { scenarioGrid, tornado } from './scenario-grid.ts';

const POOL = 10_000_000_00n;
const IMAGE = threeClassDeal(POOL, 72);
const LINES = fourLines(POOL);
const MODEL = openDealModel(IMAGE, LINES);
const INVALID = expect.objectContaining({ code: 'projection_input_invalid' });
const PAR = { price: 100, years: '30/360', index: [] } as const;

describe('projectDeal', () => {
  const run = projectDeal(MODEL, BASE_CASE);

  test('is the machine on the flows of the pool', () => {
    const { months } = projectLines(LINES, BASE_CASE, 72);
    let state = initialState(IMAGE);
    run.periods.forEach(({ report, result, losses }, at) => {
      const month = months[at];
      expect(report).toMatchObject({
        interest: month?.interest,
        defaults: month?.defaults,
        recoveries: month?.recoveries,
        poolEnd: month?.end,
      });
      expect(losses).toBe(month?.losses);
      expect(runPeriod(IMAGE, state, report)).toEqual(result);
      state = result.next;
    });
    expect([run.method, run.order]).toEqual(['exact', 'bma']);
  });

  test('pays out every unit that the pool and the reserve brought', () => {
    const sum = (of: (period: (typeof run.periods)[number]) => bigint) => run.periods.reduce((total, period) => total + of(period), 0n);
    const all = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
    const cash = sum(({ report }) => report.interest + report.principal + report.recoveries) + IMAGE.reserveInitial;
    const out = sum(({ result: { outcome } }) => all([...outcome.interest, ...outcome.principal, ...outcome.residual, ...outcome.fees]));
    expect(out).toBe(cash);
    expect(sum(({ report }) => report.principal + report.defaults)).toBe(POOL);
  });

  test('goes on from any period as it would have gone through it', () => {
    const [line] = LINES as [(typeof LINES)[number]];
    const assumptions = { ...BASE_CASE, recoveryLag: 0 };
    const single = { ...line, balance: POOL, remaining: 60 };
    const whole = projectDeal(openDealModel(IMAGE, [single]), assumptions);
    for (const past of [1, 7, 30]) {
      const start = whole.periods[past - 1]?.result.next ?? initialState(IMAGE);
      const aged = { ...single, balance: start.pool, remaining: single.remaining - past, age: single.age + past };
      const rest = projectDeal(openDealModel(IMAGE, [aged], start), assumptions);
      expect(rest.periods).toEqual(whole.periods.slice(past));
      IMAGE.classes.forEach((_, at) => expect(classLoss(rest, at)).toBe(classLoss(whole, at)));
    }
  });

  test('keeps what each test said', () => {
    const [first] = run.periods;
    const pool = first?.result.next.pool ?? 0n;
    const senior = first?.result.next.classes[0]?.balance ?? 1n;
    expect(first?.tests).toEqual([{ test: 0, ratio: expect.any(BigInt), threshold: wad('1.2'), hasFailed: false }]);
    expect(Number(first?.tests[0]?.ratio)).toBeCloseTo((Number(pool) / Number(senior)) * 1e18, -6);
  });

  test('calls the deal when it is small enough and the price pays the notes', () => {
    const called = projectDeal(MODEL, { ...BASE_CASE, isCalled: true });
    const flagged = called.periods.filter(({ report }) => report.flags === 4);
    expect(flagged).toHaveLength(1);
    const [call] = flagged;
    expect(call?.report.poolEnd).toBe(0n);
    expect(call?.result.next.classes.map(({ balance }) => balance)).toEqual([0n, 0n, 0n]);
    const before = called.periods[(call?.period ?? 0) - 2]?.result.next.pool ?? 0n;
    expect(before * 10n > POOL).toBe(true);
    const never = projectDeal(openDealModel({ ...IMAGE, cleanUpBps: 0 }, LINES), { ...BASE_CASE, isCalled: true });
    expect(never.periods.every(({ report }) => report.flags === 0)).toBe(true);
  });

  test('does not call a deal whose notes the price would not pay', () => {
    const bad = projectDeal(MODEL, { ...withDefaultMultiple(BASE_CASE, 12n * WAD), isCalled: true });
    expect(bad.periods.every(({ report }) => report.flags === 0)).toBe(true);
    expect(classLoss(bad, 1)).toBeGreaterThan(0n);
  });

  test('buys loans for its principal while it revolves, and only then', () => {
    const steps = [...IMAGE.steps];
    steps.splice(8, 0, {
      op: OP.BUY,
      condition: 5,
      isNegated: false,
      conditionArgument: 0,
      bucket: 1,
      reserveHelps: false,
      argument: 0,
      mode: 0,
    });
    const image = { ...IMAGE, lastRevolving: 6, steps };
    const replacement = { annualRate: wad('0.15'), remaining: 24, age: 0, amortisation: 'level' as const };
    const supposed = { ...BASE_CASE, default: { kind: 'cdr', vector: [0n] } as const, replacement };
    const { periods } = projectDeal(openDealModel(image, LINES), supposed);
    for (const { period, report, result } of periods) {
      expect(report.purchases).toBe(period <= 6 ? report.principal : 0n);
      expect(result.outcome.purchases).toBe(report.purchases);
    }
    expect(periods[5]?.result.next.pool).toBe(POOL);
    const unpaid = projectDeal(openDealModel({ ...image, steps: IMAGE.steps }, LINES), supposed);
    expect(unpaid.periods.every(({ report }) => report.purchases === 0n)).toBe(true);
  });

  test('gathers three months in a quarterly period', () => {
    const quarterly = projectDeal(openDealModel(threeClassDeal(POOL, 24), LINES), { ...BASE_CASE, monthsPerPeriod: 3 });
    const monthly = projectLines(LINES, BASE_CASE, 3).months;
    expect(quarterly.periods[0]?.report.interest).toBe(monthly.reduce((sum, { interest }) => sum + interest, 0n));
  });

  test('refuses a pool that is not the one of the deal, and odd assumptions', () => {
    const differs = expect.objectContaining({ code: 'pool_total_differs' });
    expect(() => openDealModel(IMAGE, LINES.slice(1))).toThrow(differs);
    for (const part of [
      { delinquentShare: -1n },
      { delinquentShare: WAD + 1n },
      { monthsPerPeriod: 0 },
      { monthsPerPeriod: 13 },
      { monthsPerPeriod: 1.5 },
    ]) {
      expect(() => projectDeal(MODEL, { ...BASE_CASE, ...part })).toThrow(INVALID);
    }
  });
});

describe('runFlows', () => {
  test('is the same deal when the flows are those of the pool', () => {
    const flows = projectLines(LINES, BASE_CASE, 72);
    const direct = projectDeal(MODEL, { ...BASE_CASE, delinquentShare: 0n });
    const run = runFlows(IMAGE, flows, BASE_CASE);
    expect(run.periods.slice(0, direct.periods.length)).toEqual(direct.periods);
    expect(runFlows(IMAGE, { ...flows, months: flows.months.slice(0, 7) }, { index: [], monthsPerPeriod: 3 }).periods).toHaveLength(2);
  });

  test('reports the late balance of a roll-rate matrix', () => {
    const matrix = [
      [wad('0.95'), wad('0.05'), 0n, 0n],
      [wad('0.3'), wad('0.3'), wad('0.4'), 0n],
      [wad('0.1'), wad('0.1'), wad('0.2'), wad('0.6')],
      [0n, 0n, 0n, WAD],
    ];
    const lines = LINES.map(({ balance, ...line }) => ({ ...line, balances: [balance, 0n, 0n, 0n] }));
    const rolls = { matrix, prepay: BASE_CASE.prepay, recoveryRate: wad('0.3'), recoveryLag: 4, delinquentFrom: 2 };
    const flows = projectRolls(lines, rolls, 72);
    const { periods } = runFlows(IMAGE, flows, BASE_CASE);
    expect(periods).toHaveLength(72);
    expect(periods[1]?.report.delinquent).toBe(flows.months[1]?.delinquent);
    expect(periods[1]?.report.delinquent).toBeGreaterThan(0n);
    expect(() => runFlows(IMAGE, flows, { index: [], monthsPerPeriod: 0 })).toThrow(INVALID);
  });
});

describe('classAnalytics', () => {
  const run = projectDeal(MODEL, BASE_CASE);

  test('yields the coupon at par, month by month', () => {
    const [a, b] = [classAnalytics(run, 0, PAR), classAnalytics(run, 1, PAR)];
    expect(a.monthlyYield).toBeCloseTo(0.05, 7);
    expect(b.monthlyYield).toBeCloseTo(0.09, 7);
    expect([a.loss, a.principal, a.firstPrincipal, a.unpaidInterest]).toEqual([0n, a.original, 1, 0n]);
    expect(a.discountMargin).toBeNull();
  });

  test('has an average life that interest proves: a level coupon pays coupon times balance times life', () => {
    const a = classAnalytics(run, 0, PAR);
    expect(Number(a.interest)).toBeCloseTo(0.05 * Number(a.original) * (a.averageLife ?? 0), -2);
  });

  test('earns less at a higher price and gives the margin of a floater at par', () => {
    const dear = classAnalytics(run, 0, { ...PAR, price: 101 });
    expect(dear.yield ?? 1).toBeLessThan(classAnalytics(run, 0, PAR).yield ?? 0);
    const [first, ...others] = IMAGE.classes;
    const floating = {
      ...IMAGE,
      classes: [{ ...(first as (typeof IMAGE.classes)[number]), isFloating: true, dayCount: 2, rate: wad('0.01') }, ...others],
    };
    const floats = projectDeal(openDealModel(floating, LINES), { ...BASE_CASE, index: [wad('0.03'), wad('0.04')] });
    expect(classAnalytics(floats, 0, { ...PAR, index: [0.03, 0.04] }).discountMargin).toBeCloseTo(0.01, 7);
  });

  test('has no rate where nothing is paid or nothing is asked', () => {
    const ruin = projectDeal(MODEL, { ...BASE_CASE, default: { kind: 'monthly', vector: [WAD] }, recoveryRate: 0n });
    const e = classAnalytics(ruin, 2, PAR);
    expect([e.yield, e.internalRate, e.averageLife, e.macaulay, e.firstPrincipal]).toEqual([null, null, null, null, null]);
    expect(e.loss).toBe(e.original);
    expect(classAnalytics(run, 0, { ...PAR, price: 0 }).yield).toBeNull();
    expect(classAnalytics(run, 0, { ...PAR, price: 1e9 }).yield).toBeNull();
    expect(() => classLoss(run, 3)).toThrow(RangeError);
    expect(classFlows(run, 3)[0]).toMatchObject({ interest: 0n, balance: 0n });
  });
});

describe('breakEven', () => {
  const terms = { step: WAD / 1000n, most: 64n * WAD };

  test('is the smallest multiple at which the class loses a unit', () => {
    const found = [0, 1, 2].map((at) => {
      const point = breakEven(MODEL, BASE_CASE, at, terms);
      expect(point).not.toBeNull();
      const multiple = point?.multiple ?? 0n;
      const lossAt = (value: bigint) => classLoss(projectDeal(MODEL, withDefaultMultiple(BASE_CASE, value)), at);
      expect(lossAt(multiple)).toBe(point?.loss);
      expect(point?.loss).toBeGreaterThan(0n);
      expect(lossAt(multiple - terms.step)).toBe(0n);
      return multiple;
    });
    expect(found).toEqual([...found].sort((a, b) => Number(b - a)));
  });

  test('is null for a class that nothing in range can hurt, and 0 for one that always loses', () => {
    expect(breakEven(MODEL, { ...BASE_CASE, recoveryRate: WAD }, 0, { step: WAD, most: 8n * WAD })).toBeNull();
    const small = openDealModel({ ...IMAGE, originalPool: POOL / 2n }, fourLines(POOL / 2n));
    expect(breakEven(small, BASE_CASE, 2, terms)?.multiple).toBe(0n);
    expect(() => breakEven(MODEL, BASE_CASE, 0, { step: 0n, most: WAD })).toThrow(INVALID);
    expect(() => breakEven(MODEL, BASE_CASE, 0, { step: WAD, most: 1n })).toThrow(INVALID);
  });
});

describe('scenarioGrid and tornado', () => {
  test('run every combination exactly', () => {
    const axes = { prepay: [WAD / 2n, WAD], default: [0n, WAD, 4n * WAD], recovery: [0n, WAD / 2n] };
    const cells = scenarioGrid(MODEL, BASE_CASE, axes, (run) => classLoss(run, 2));
    expect(cells).toHaveLength(12);
    const last = cells.at(-1);
    expect(last).toMatchObject({ prepay: WAD, default: 4n * WAD, recovery: WAD / 2n });
    expect(last?.value).toBe(classLoss(projectDeal(MODEL, { ...withDefaultMultiple(BASE_CASE, 4n * WAD), recoveryRate: WAD / 2n }), 2));
    expect(cells.filter((cell) => cell.default === 0n).every(({ value }) => value === 0n)).toBe(true);
  });

  test('order assumptions by what they move', () => {
    const factors = [
      { name: 'late', low: BASE_CASE, high: { ...BASE_CASE, delinquentShare: wad('0.1') } },
      { name: 'defaults', low: withDefaultMultiple(BASE_CASE, 0n), high: withDefaultMultiple(BASE_CASE, 3n * WAD) },
    ];
    const { base, bars } = tornado(MODEL, BASE_CASE, factors, (run) => Number(totalDefaults(run)));
    expect(bars.map(({ name }) => name)).toEqual(['defaults', 'late']);
    expect(bars[0]).toMatchObject({ low: 0 });
    expect(bars[0]?.swing).toBe(bars[0]?.high);
    expect(bars[1]).toMatchObject({ low: base, high: base, swing: 0 });
  });
});

describe('classLossDistribution', () => {
  const simulated = simulatePool([{ count: 800, exposure: 1, pd: 0.12, lgd: 0.7 }], { correlation: 0.25, paths: 4_000, seed: 9 });
  const found = classLossDistribution(MODEL, BASE_CASE, simulated, { knots: 60, checks: 20 });

  test('stays within one percent of a class of exact runs', () => {
    expect(found.method).toBe('interpolated-exact-runs');
    expect(found.checkedError).toBeLessThan(0.01);
  });

  test('hurts junior classes first on every path', () => {
    const [a, b, e] = found.classes;
    expect(a?.lossProbability.value).toBeGreaterThan(0);
    expect(b?.lossProbability.value).toBeGreaterThan(a?.lossProbability.value ?? 1);
    expect(e?.lossProbability.value).toBeGreaterThan(b?.lossProbability.value ?? 1);
    simulated.losses.forEach((_, path) => {
      const [first, second, third] = [a, b, e].map((losses) => losses?.losses[path] ?? Number.NaN) as [number, number, number];
      expect(first <= second + 1e-12 && second <= third + 1e-12 && third <= 1).toBe(true);
    });
  });

  test('says how likely a loss is as the break-even does', () => {
    const point = breakEven(MODEL, BASE_CASE, 1, { step: WAD / 1000n, most: 64n * WAD });
    const level = (Number(point?.cumulativeDefault) / 1e18) * 0.7;
    const share = simulated.losses.reduce((count, loss) => count + Number(loss > level), 0) / simulated.losses.length;
    expect(Math.abs((found.classes[1]?.lossProbability.value ?? 1) - share)).toBeLessThan(0.003);
  });

  test('refuses assumptions whose defaults or losses are nothing', () => {
    const invalid = expect.objectContaining({ code: 'simulation_input_invalid' });
    for (const part of [{ default: { kind: 'cdr', vector: [0n] } as const }, { recoveryRate: WAD }]) {
      expect(() => classLossDistribution(MODEL, { ...BASE_CASE, ...part }, simulated, { knots: 2, checks: 0 })).toThrow(invalid);
    }
  });
});
