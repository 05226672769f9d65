import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { yearFraction } from './waterfall/calendar.ts';
import type { Closed } from './waterfall-oracle.ts';
import { WaterfallOracle } from './waterfall-oracle.ts';
import type { DealState, Report } from './waterfall/deal-state.ts';
import { itemAt } from './waterfall/period.ts';
import { Rational, whole } from './waterfall/rational.ts';
import { partsByWeight } from './waterfall/shares.ts';
import { type ClassPlan, type DealPlan, type StepPlan, writeImage } from './waterfall/write-image.ts';

interface Vector {
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: the vectors have a shape each.
  readonly inputs: any;
  // biome-ignore lint/suspicious/noExplicitAny: the vectors have a shape each.
  readonly expected: any;
}

const { vectors } = JSON.parse(readFileSync(new URL('../vectors/abs.json', import.meta.url), 'utf8')) as { vectors: readonly Vector[] };

function vector(id: string): Vector {
  const found = vectors.find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no vector ${id}.`);
  return found;
}

/** Decimal text as a whole number of units, `places` after the point. */
function units(text: string, places: number): bigint {
  const [before = '', after = ''] = text.split('.');
  return BigInt(before + after.padEnd(places, '0'));
}
const cents = (text: string): bigint => units(text, 2);
const wad = (text: string): bigint => units(text, 18);
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const FIRSTS = ['2024-01-01', '2024-02-01', '2024-03-01', '2024-04-01', '2024-05-01'].map(day);

const NO_INTEREST: ClassPlan = {
  original: 0n,
  rate: 0n,
  dayCount: 0,
  flags: 0,
  stepUpFrom: 0,
  stepUp: 0n,
  floor: 0n,
  cap: 0n,
  spread: 0n,
};
const PLAIN: DealPlan = {
  flags: 0,
  periods: 4,
  lastRevolving: 0,
  reserve: { kind: 0, amount: 0n, paidIn: 0n, rate: 0n },
  overCollateral: { current: 0n, original: 0n, least: 0n },
  originalPool: 0n,
  classes: [],
  fees: [],
  tests: [],
  triggers: [],
  schedule: [],
  dates: FIRSTS,
  steps: [],
};
const [FLOATING, RESIDUAL] = [1, 4];
const [FEE, INTEREST, PRINCIPAL, MOVE, TOPUP, LOSS, WRITEUP, PDL, REST] = [1, 2, 3, 4, 7, 10, 11, 12, 14];
const [FROM_PRINCIPAL, RESERVE_HELPS, NEGATED] = [1, 128, 128];

const step = (op: number, target: number, rest: Partial<StepPlan> = {}): StepPlan => ({
  op,
  target,
  condition: 0,
  argument: 0,
  source: 0,
  mode: 0,
  ...rest,
});

const report = (state: DealState, cash: Partial<Report>): Report => {
  const { principal = 0n, defaults = 0n } = cash;
  return {
    ...{ period: state.period + 1, interest: 0n, principal, recoveries: 0n, defaults, purchases: 0n, delinquent: 0n, index: 0n },
    ...{ isLate: false, isServicerDefault: false, isCall: false, accelerates: false },
    poolEnd: state.pool - principal - defaults,
    ...cash,
  };
};

const paidBy = ({ outcome }: Closed, steps: readonly number[]): bigint[] =>
  steps.map((at) => outcome.postings.find((posting) => posting.step === at)?.paid ?? -1n);

describe('the oracle gives the published figures', () => {
  it('ABS-P14: a deficiency ledger waterfall of four periods with a draw on the reserve', () => {
    const { inputs, expected } = vector('ABS-P14');
    const names = ['A', 'B', 'E'];
    const classes = names.map((name) => ({
      ...NO_INTEREST,
      original: cents(inputs[name]),
      rate: name === 'E' ? 0n : wad(inputs[`rate${name}`]),
      flags: name === 'E' ? RESIDUAL : 0,
    }));
    const helped = { source: RESERVE_HELPS };
    const oracle = new WaterfallOracle(
      writeImage({
        ...PLAIN,
        originalPool: cents(inputs.pool),
        reserve: { kind: 1, amount: cents(inputs.reserveRequired), paidIn: cents(inputs.reserve), rate: 0n },
        classes,
        fees: [{ kind: 1, dayCount: 0, rate: wad(inputs.feeRate), amount: 0n }],
        steps: [
          step(LOSS, 7, { mode: 2 }),
          step(FEE, 0, helped),
          step(INTEREST, 1, helped),
          step(PDL, 1),
          step(INTEREST, 2, helped),
          step(PDL, 2),
          step(TOPUP, 0),
          step(PDL, 4),
          step(REST, 2),
          step(PRINCIPAL, 7, { source: FROM_PRINCIPAL }),
        ],
      }),
    );
    let state = oracle.atClosing();
    for (const [at, line] of expected.entries()) {
      const { interest, principal, recoveries, defaults } = inputs.periods[at];
      const [from, reserveBefore] = [state, state.reserve];
      const cash = { interest: cents(interest), principal: cents(principal), recoveries: cents(recoveries), defaults: cents(defaults) };
      const closed = oracle.close(from, report(from, cash));
      state = closed.state;
      const [fee, creditA, creditB, topUp, creditE] = paidBy(closed, [1, 3, 5, 6, 7]);
      expect({ fee, topUp, credits: [creditA, creditB, creditE] }).toEqual({
        fee: cents(line.fee),
        topUp: cents(line.reserveTopUp),
        credits: names.map((name) => cents(line.pdlCredit[name])),
      });
      expect(closed.outcome.interest).toEqual([cents(line.intPaidA), cents(line.intPaidB), 0n]);
      expect(closed.outcome.principal).toEqual(names.map((name) => cents(line.prinPaid[name])));
      expect(closed.outcome.residual[2]).toBe(cents(line.residualToE));
      expect(state.notes.map(({ balance }) => balance)).toEqual(names.map((name) => cents(line.balEnd[name])));
      expect(state.notes.map(({ deficit }) => deficit)).toEqual(names.map((name) => cents(line.pdlEnd[name])));
      expect([state.reserve, reserveBefore + cents(line.reserveTopUp) - state.reserve]).toEqual([
        cents(line.reserveEnd),
        cents(line.reserveDraw),
      ]);
      const carried = state.notes.reduce((total, { balance, deficit }) => total + balance - deficit, 0n);
      expect(carried).toBe(cents(line.poolEnd));
    }
  });

  it('ABS-P15: parts by largest remainder', () => {
    const { inputs, expected } = vector('ABS-P15');
    const found = inputs.split.map(([total, weights]: [string, string[]]) => partsByWeight(cents(total), weights.map(BigInt)));
    expect(found).toEqual(expected.split.map((parts: string[]) => parts.map(cents)));
  });

  it('ABS-P15: a loss written down and a recovery written up', () => {
    const { inputs, expected } = vector('ABS-P15');
    const { notes, loss, recovery } = inputs.writeDown;
    const oracle = new WaterfallOracle(
      writeImage({
        ...PLAIN,
        originalPool: cents('1000.00'),
        classes: notes.map(([, size]: [string, string]) => ({ ...NO_INTEREST, original: cents(size) })),
        steps: [step(LOSS, 7), step(WRITEUP, 7)],
      }),
    );
    const lost = oracle.close(oracle.atClosing(), report(oracle.atClosing(), { defaults: cents(loss) })).state;
    expect(lost.notes.map(({ balance }) => balance)).toEqual(Object.values<string>(expected.writeDown.afterLoss).map(cents));
    expect(lost.unallocatedLoss).toBe(cents(expected.writeDown.unallocatedLoss));
    const regained = oracle.close(lost, report(lost, { recoveries: cents(recovery) })).state;
    expect(regained.notes.map(({ balance }) => balance)).toEqual(Object.values<string>(expected.writeDown.afterWriteUp).map(cents));
  });

  it('ABS-P15: pro rata until the cumulative loss is too high, then in order for ever', () => {
    const { inputs, expected } = vector('ABS-P15');
    const { originalPool, notes, periods } = inputs.switch;
    const all = { source: FROM_PRINCIPAL, argument: 0 };
    const oracle = new WaterfallOracle(
      writeImage({
        ...PLAIN,
        originalPool: cents(originalPool),
        classes: notes.map(([, size]: [string, string]) => ({ ...NO_INTEREST, original: cents(size) })),
        triggers: [{ kind: 1, flags: 0, argument: 0, notice: 0, firstEntry: 0, entries: periods.length, threshold: 0n }],
        schedule: periods.map(({ threshold }: { threshold: string }, at: number) => ({ from: at + 1, threshold: wad(threshold) })),
        steps: [step(PRINCIPAL, 7, { ...all, condition: 1 + NEGATED, mode: 1 }), step(PRINCIPAL, 7, { ...all, condition: 1 })],
      }),
    );
    let state = oracle.atClosing();
    for (const [at, line] of expected.switch.entries()) {
      const { principal, netLoss } = periods[at];
      const closed = oracle.close(state, report(state, { principal: cents(principal), defaults: cents(netLoss) }));
      state = closed.state;
      expect(closed.outcome.principal).toEqual(Object.values<string>(line.paid).map(cents));
      expect(state.notes.map(({ balance }) => balance)).toEqual(Object.values<string>(line.balEnd).map(cents));
      expect(state.active).toEqual([line.mode === 'sequential']);
    }
  });

  it('ABS-P15 and ABS-P06: interest and year fractions under each day count', () => {
    const { inputs, expected } = vector('ABS-P15');
    const codes = ['30/360US', '30E/360', 'ACT/360', 'ACT/365F'];
    inputs.interest.forEach(([balance, rate, from, to]: string[], at: number) => {
      codes.forEach((name, code) => {
        const years = yearFraction(code, day(from ?? ''), day(to ?? ''));
        const interest = whole(cents(balance ?? ''))
          .times(Rational.ofWad(wad(rate ?? '')))
          .times(years);
        expect(interest.posted()).toBe(cents(expected.interest[at][name]));
      });
    });
    const inYears = ['30/360-US', '30E/360', 'ACT/360', 'ACT/365F', 'ACT/ACT-ISDA'];
    for (const { start, end, yearFraction: fractions } of vector('ABS-P06').expected)
      inYears.forEach((name, code) => {
        const parts = fractions[name].split('+').map((part: string) => part.split('/').map(BigInt) as [bigint, bigint]);
        const asked = parts.map(([top, bottom]: [bigint, bigint]) => new Rational(top, bottom));
        const difference = yearFraction(code, day(start), day(end)).minus(asked.reduce((a: Rational, b: Rational) => a.plus(b)));
        expect({ name, start, isEqual: difference.isZero() }).toEqual({ name, start, isEqual: true });
      });
  });
});

describe('the oracle gives the certificates of a real deal to the cent', () => {
  const names = ['A1', 'A2a', 'A2b', 'A3', 'A4', 'B', 'C', 'D'];
  const [seniors, upToB, upToC, upToD] = [31, 63, 127, 255];
  const byClass = (figures: Readonly<Record<string, string>>, otherwise: bigint[]): bigint[] =>
    names.map((name, at) => {
      const figure = figures[name];
      return figure === undefined ? itemAt(otherwise, at) : cents(figure);
    });
  const originalPool = cents(vector('ABS-P10').inputs.poolBegin);

  function certificate(id: string): void {
    const { inputs, expected } = vector(id);
    const begin: bigint[] = names.map((name) => cents(inputs.noteBegin[name]));
    const classes = names.map((name, at) => ({
      ...NO_INTEREST,
      original: itemAt(begin, at),
      rate: name === 'A2b' ? 0n : wad(inputs.rates[name]),
      flags: name === 'A2b' ? FLOATING : 0,
      dayCount: name === 'A1' || name === 'A2b' ? 2 : 0,
    }));
    // The servicer takes the fee of a whole month also for the short first one, so it is no rate for a day fraction.
    const monthlyFee = new Rational(cents(inputs.poolBegin), 1_200n).posted();
    const oracle = new WaterfallOracle(
      writeImage({
        ...PLAIN,
        flags: 1,
        periods: 1,
        dates: [day(inputs.accrualStart), day(inputs.distributionDate)],
        originalPool,
        reserve: { kind: 1, amount: cents(inputs.reserveBegin), paidIn: cents(inputs.reserveBegin), rate: 0n },
        overCollateral: { current: 0n, original: wad('0.0075'), least: 0n },
        classes,
        fees: [{ kind: 2, dayCount: 0, rate: 0n, amount: monthlyFee }],
        steps: [
          step(FEE, 0),
          step(INTEREST, seniors, { mode: 1 }),
          step(MOVE, seniors, { mode: 2 }),
          ...[32, 64, 128].flatMap((own, at) => [step(INTEREST, own), step(MOVE, itemAt([upToB, upToC, upToD], at), { mode: 2 })]),
          step(TOPUP, 0),
          step(MOVE, upToD, { mode: 1 }),
          step(REST, 7),
          step(PRINCIPAL, 1, { source: FROM_PRINCIPAL }),
          step(PRINCIPAL, 6, { source: FROM_PRINCIPAL, mode: 1 }),
          step(PRINCIPAL, upToD, { source: FROM_PRINCIPAL }),
        ],
      }),
    );
    const state = { ...oracle.atClosing(), pool: cents(inputs.poolBegin) };
    const [defaults, recoveries] = [cents(inputs.grossDefaults ?? '0.00'), cents(inputs.recoveries ?? '0.00')];
    const principal = state.pool - cents(inputs.poolEnd) - defaults;
    const interest = cents(inputs.availableCollections) - principal - recoveries;
    const closed = oracle.close(state, report(state, { interest, principal, recoveries, defaults, index: wad(inputs.floatingRate) }));
    expect(closed.outcome.fees).toEqual([cents(expected.servicingFee)]);
    expect(closed.outcome.interest).toEqual(byClass(expected.interest, []));
    expect(paidBy(closed, [2, 4, 6, 8])).toEqual(expected.priorityPrincipalTiers.map(cents));
    expect(paidBy(closed, [10])).toEqual([cents(expected.regularPrincipal)]);
    expect(closed.outcome.principal).toEqual(
      byClass(
        expected.principal,
        names.map(() => 0n),
      ),
    );
    expect(closed.state.notes.map(({ balance }) => balance)).toEqual(byClass(expected.noteEnd, begin));
    expect(closed.outcome.residual[7]).toBe(cents(expected.residual));
    expect(closed.state.reserve).toBe(cents(inputs.reserveBegin));
  }

  it('ABS-P10: the first distribution', () => certificate('ABS-P10'));
  it('ABS-P11: class A-1 paid off, A-2a and A-2b pro rata', () => certificate('ABS-P11'));
});
