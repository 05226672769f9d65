import { describe, expect, it } from 'vitest';
import { absVector } from '../../test/vectors/abs-vectors.ts';
import { compileDeal } from './compile-deal.ts';
import { allocate } from './domain/allocate.ts';
import { DAY_COUNTS, type DayCount, dayFraction } from './domain/day-count.ts';
import { decimalText, readDecimal, readRate } from './domain/deal/decimal-text.ts';
import type { DealClass, DealFile, DealStep } from './domain/deal/deal-file.ts';
import { accrue } from './domain/integer-division.ts';
import { parseDate } from './domain/plain-date.ts';
import { initialState, type PeriodReport, type PeriodResult, type WaterfallState } from './domain/waterfall-state.ts';
import { runPeriod } from './domain/waterfall.ts';

const cents = (text: string) => readDecimal(text, 2) ?? -1n;
const money = (value: bigint | undefined) => decimalText(value ?? -1n, 2, true);
const by = <T>(keys: readonly string[], values: readonly T[]) => Object.fromEntries(keys.map((key, at) => [key, values[at]]));
const cash = (values: Partial<Omit<PeriodReport, 'period'>> & { readonly period: number; readonly poolEnd: bigint }): PeriodReport => ({
  flags: 0,
  interest: 0n,
  principal: 0n,
  recoveries: 0n,
  defaults: 0n,
  purchases: 0n,
  delinquent: 0n,
  index: 0n,
  ...values,
});

/** A deal of classes without interest over a pool of their size, for one mechanism at a time. */
function plainDeal(sizes: Readonly<Record<string, string>>, waterfall: readonly DealStep[], more: Partial<DealFile> = {}) {
  const balance = decimalText(
    Object.values(sizes).reduce((sum, size) => sum + cents(size), 0n),
    2,
  );
  const classes: DealClass[] = Object.entries(sizes).map(([id, size]) => ({ id, size, coupon: { kind: 'fixed', rate: '0' } }));
  const ends: DealStep[] = ['interest' as const, 'principal' as const].map((from) => ({
    do: 'payResidual',
    class: classes[0]?.id ?? '',
    from,
  }));
  return compileDeal({
    type: 'CredenceDeal',
    version: 1,
    name: 'plain',
    token: { symbol: 'USD', decimals: 2 },
    pool: { balance },
    dates: { list: ['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30', '2024-05-31'] },
    classes,
    payees: [],
    fees: [],
    waterfall: [...waterfall, ...ends],
    ...more,
  }).image;
}

describe('ABS-P06 day counts', () => {
  const names: Readonly<Record<string, DayCount>> = {
    'ACT/ACT-ISDA': 'ACT/ACT',
    'ACT/365F': 'ACT/365F',
    'ACT/360': 'ACT/360',
    '30E/360': '30E/360',
    '30/360-US': '30/360',
  };
  const { expected } = absVector<unknown, readonly { start: string; end: string; yearFraction: Record<string, string> }[]>('ABS-P06');
  it.each(expected)('from $start to $end', ({ start, end, yearFraction }) => {
    for (const [theirs, ours] of Object.entries(names)) {
      const { num, den } = dayFraction(DAY_COUNTS.indexOf(ours), parseDate(start), parseDate(end));
      const [sumNum, sumDen] = (yearFraction[theirs] ?? '').split('+').reduce(
        ([n, d], part) => {
          const [a = '0', b = '1'] = part.split('/');
          return [n * BigInt(b) + BigInt(a) * d, d * BigInt(b)];
        },
        [0n, 1n],
      );
      expect(num * sumDen, theirs).toBe(sumNum * den);
    }
  });
});

describe('ABS-P08 mechanics', () => {
  type Split = readonly [string, readonly string[]];
  interface Inputs {
    readonly sequential: readonly Split[];
    readonly proRata: readonly Split[];
    readonly writeOffInListOrder: readonly Split[];
    readonly reserve: readonly { kind: string; pct?: string; poolBalance?: string; target?: string; balance: string }[];
  }
  interface Expected {
    readonly sequentialPaid: readonly string[][];
    readonly proRataPaid: readonly string[][];
    readonly writeOffBalances: readonly string[][];
    readonly writeOffUnallocated: readonly string[];
    readonly reserve: readonly { target: string; gap: string }[];
  }
  const { inputs, expected } = absVector<Inputs, Expected>('ABS-P08');

  /** Pays `pay` as interest cash, out of a pool that is large enough not to matter; classes of nothing are left out. */
  function paid([pay, balances]: Split, split: 'sequential' | 'proRata'): string[] {
    const held = balances.map((size, at) => ({ id: `c${at}`, size })).filter(({ size }) => cents(size) > 0n);
    const image = plainDeal(Object.fromEntries(held.map(({ id, size }) => [id, size])), [
      { do: 'payPrincipal', classes: held.map(({ id }) => id), from: 'interest', split },
      { do: 'payPrincipal', classes: held.map(({ id }) => id), from: 'principal' },
    ]);
    const result = runPeriod(image, initialState(image), cash({ period: 1, interest: cents(pay), poolEnd: image.originalPool }));
    return balances.map((_, at) => decimalText(result.outcome.principal[held.findIndex(({ id }) => id === `c${at}`)] ?? 0n, 2));
  }

  it('pays in order', () => expect(inputs.sequential.map((one) => paid(one, 'sequential'))).toEqual(expected.sequentialPaid));
  it('pays pro rata', () => expect(inputs.proRata.map((one) => paid(one, 'proRata'))).toEqual(expected.proRataPaid));

  it('writes off, the last class first', () => {
    inputs.writeOffInListOrder.forEach(([loss, balances], at) => {
      const sizes = Object.fromEntries(balances.map((size, place) => [`c${place}`, size]).reverse());
      const classes = Object.keys(sizes);
      const image = plainDeal(
        { ...sizes },
        [
          { do: 'allocateLoss', classes },
          { do: 'payPrincipal', classes, from: 'principal' },
        ],
        {
          losses: { treatment: 'writeDown' },
          pool: { balance: '1000', overcollateral: '800' },
        },
      );
      const { next } = runPeriod(image, initialState(image), cash({ period: 1, defaults: cents(loss), poolEnd: 100_000n - cents(loss) }));
      expect([...next.classes].reverse().map(({ balance }) => decimalText(balance, 2))).toEqual(expected.writeOffBalances[at]);
      expect(decimalText(next.unallocatedLoss, 2)).toBe(expected.writeOffUnallocated[at]);
    });
  });

  it('finds the gap of a reserve', () => {
    inputs.reserve.forEach(({ kind, pct = '0', poolBalance = '70', target = '0', balance }, at) => {
      const reserve =
        kind === 'pct' ? { kind: 'currentPool', rate: pct, initial: balance } : { kind: 'fixed', amount: target, initial: balance };
      const image = plainDeal(
        { A: poolBalance },
        [
          { do: 'topUpReserve', from: 'interest' },
          { do: 'releaseReserve', to: 'principal' },
          { do: 'payPrincipal', classes: ['A'], from: 'principal' },
        ],
        { reserve: reserve as DealFile['reserve'] },
      );
      const { postings } = runPeriod(image, initialState(image), cash({ period: 1, interest: 100_000n, poolEnd: image.originalPool }));
      expect(postings[0]?.due).toBe(cents(expected.reserve[at]?.gap ?? ''));
      const after = cents(balance) + (postings[0]?.paid ?? 0n);
      expect(after - (postings[1]?.due ?? 0n)).toBe(cents(expected.reserve[at]?.target ?? ''));
    });
  });
});

describe('ABS-P09 shortfall and interest coverage', () => {
  interface Inputs {
    readonly shortfall: {
      rate: string;
      start: { date: string; balance: string; unpaid: string };
      payments: readonly { date: string; interestPaid: string; principalPaid: string }[];
    };
    readonly ic: readonly { available: string; due: string }[];
  }
  interface Expected {
    readonly unpaidAfter: readonly string[];
    readonly ic: readonly { ratio: string; breach: boolean }[];
  }
  const { inputs, expected } = absVector<Inputs, Expected>('ABS-P09');

  it('carries a shortfall without interest on it', () => {
    const { rate, start, payments } = inputs.shortfall;
    const image = plainDeal(
      { A: start.balance },
      [
        { do: 'payInterest', classes: ['A'], from: 'interest' },
        { do: 'payPrincipal', classes: ['A'], from: 'principal' },
      ],
      {
        dates: { list: [start.date, ...payments.map(({ date }) => date)] },
        classes: [{ id: 'A', size: start.balance, coupon: { kind: 'fixed', rate }, dayCount: 'ACT/365F', unpaidInterest: 'none' }],
      },
    );
    let state: WaterfallState = initialState(image);
    state = { ...state, classes: [{ balance: cents(start.balance), unpaid: cents(start.unpaid), deficit: 0n }] };
    payments.forEach(({ interestPaid, principalPaid }, at) => {
      const principal = cents(principalPaid);
      state = runPeriod(
        image,
        state,
        cash({ period: at + 1, interest: cents(interestPaid), principal, poolEnd: state.pool - principal }),
      ).next;
      const difference = (state.classes[0]?.unpaid ?? 0n) - cents(expected.unpaidAfter[at] ?? '');
      expect(difference >= -4n && difference <= 4n, `period ${at + 1}: ${difference}`).toBe(true);
    });
  });

  it.each(inputs.ic.map((one, at) => ({ ...one, ...expected.ic[at] })))(
    'covers $due with $available',
    ({ available, due, ratio, breach }) => {
      const size = decimalText(cents(due) * 12n, 2);
      const image = plainDeal(
        { A: size },
        [
          { do: 'test', test: 'ic' },
          { do: 'payInterest', classes: ['A'], from: 'interest' },
          { do: 'payPrincipal', classes: ['A'], from: 'principal' },
        ],
        {
          dates: { list: ['2024-01-15', '2024-02-15'] },
          classes: [{ id: 'A', size, coupon: { kind: 'fixed', rate: '100%' } }],
          tests: [{ id: 'ic', kind: 'ic', classes: ['A'], threshold: '110%' }],
        },
      );
      const { postings, next } = runPeriod(
        image,
        initialState(image),
        cash({ period: 1, interest: cents(available), poolEnd: image.originalPool }),
      );
      expect(decimalText(((postings[0]?.due ?? 0n) + 5n * 10n ** 13n) / 10n ** 14n, 4, true)).toBe(ratio);
      expect(next.failed === 1).toBe(breach);
    },
  );
});

describe('ABS-P14 principal deficiency ledgers', () => {
  type Row = Record<string, string>;
  type Expected = Record<string, string | Row> & { pdlDebit: Row; pdlCredit: Row; pdlEnd: Row; prinPaid: Row; balEnd: Row };
  type Inputs = Row & { readonly periods: readonly Row[] };
  const { inputs, expected } = absVector<Inputs, readonly Expected[]>('ABS-P14');
  const classes = ['A', 'B', 'E'];
  const paysInterest = (one: string): DealStep => ({ do: 'payInterest', classes: [one], from: 'interest', reserve: true });
  const { image } = compileDeal({
    type: 'CredenceDeal',
    version: 1,
    name: 'ABS-P14',
    token: { symbol: 'USD', decimals: 2 },
    pool: { balance: inputs['pool'] },
    dates: { list: ['2024-01-15', '2024-02-15', '2024-03-15', '2024-04-15', '2024-05-15'] },
    classes: [
      { id: 'A', size: inputs['A'], coupon: { kind: 'fixed', rate: inputs['rateA'] } },
      { id: 'B', size: inputs['B'], coupon: { kind: 'fixed', rate: inputs['rateB'] } },
      { id: 'E', size: inputs['E'], residual: true },
    ],
    payees: [{ id: 'servicer' }],
    fees: [{ id: 'fee', payee: 'servicer', kind: 'poolRate', rate: inputs['feeRate'] }],
    reserve: { kind: 'fixed', amount: inputs['reserveRequired'], initial: inputs['reserve'] },
    losses: { treatment: 'pdl' },
    waterfall: [
      { do: 'allocateLoss', classes },
      { do: 'payFee', fee: 'fee', from: 'interest', reserve: true },
      paysInterest('A'),
      { do: 'creditPdl', classes: ['A'] },
      paysInterest('B'),
      { do: 'creditPdl', classes: ['B'] },
      { do: 'topUpReserve', from: 'interest' },
      { do: 'creditPdl', classes: ['E'] },
      { do: 'payPrincipal', classes, from: 'principal' },
      { do: 'releaseReserve', to: 'interest' },
      { do: 'payResidual', class: 'E', from: 'interest' },
    ],
  });

  it('agrees in every period, to the cent', () => {
    let state = initialState(image);
    inputs.periods.forEach((row, at) => {
      const want = expected[at] as Expected;
      const amount = (name: string) => cents(row[name] ?? '');
      const poolEnd = state.pool - amount('principal') - amount('defaults');
      const before = state;
      const flows = { interest: amount('interest'), principal: amount('principal'), recoveries: amount('recoveries') };
      const { next, outcome, postings } = runPeriod(
        image,
        state,
        cash({ period: at + 1, ...flows, defaults: amount('defaults'), poolEnd }),
      );
      const step = (index: number) => money(postings[index]?.paid);
      const debits = next.classes.map(({ deficit }, index) => deficit - (before.classes[index]?.deficit ?? 0n));
      const credits = [3, 5, 7].map((index) => postings[index]?.paid ?? 0n);
      expect({
        fee: money(outcome.fees[0]),
        intPaid: outcome.interest.map(money),
        shortfall: next.classes.map(({ unpaid }) => money(unpaid)),
        debit: by(
          classes,
          debits.map((change, index) => money(change + (credits[index] ?? 0n))),
        ),
        credit: by(classes, credits.map(money)),
        pdlEnd: by(
          classes,
          next.classes.map(({ deficit }) => money(deficit)),
        ),
        topUp: step(6),
        draw: money(before.reserve + (postings[6]?.paid ?? 0n) - next.reserve),
        reserveEnd: money(next.reserve),
        residual: money(outcome.residual[2]),
        prinPaid: by(classes, outcome.principal.map(money)),
        balEnd: by(
          classes,
          next.classes.map(({ balance }) => money(balance)),
        ),
        pool: money(next.pool),
      }).toEqual({
        fee: want['fee'],
        intPaid: [want['intPaidA'], want['intPaidB'], '0.00'],
        shortfall: [want['shortfallA'], want['shortfallB'], '0.00'],
        debit: want.pdlDebit,
        credit: want.pdlCredit,
        pdlEnd: want.pdlEnd,
        topUp: want['reserveTopUp'],
        draw: want['reserveDraw'],
        reserveEnd: want['reserveEnd'],
        residual: want['residualToE'],
        prinPaid: want.prinPaid,
        balEnd: want.balEnd,
        pool: want['poolEnd'],
      });
      state = next;
    });
  });
});

describe('ABS-P15 mechanics', () => {
  type Notes = readonly (readonly [string, string])[];
  interface Inputs {
    readonly split: readonly (readonly [string, readonly string[]])[];
    readonly writeDown: { notes: Notes; loss: string; recovery: string };
    readonly switch: { notes: Notes; periods: readonly { principal: string; netLoss: string; threshold: string }[] };
    readonly interest: readonly (readonly [string, string, string, string])[];
  }
  interface Expected {
    readonly split: readonly string[][];
    readonly writeDown: { afterLoss: Record<string, string>; afterWriteUp: Record<string, string> };
    readonly switch: readonly { mode: string; paid: Record<string, string>; balEnd: Record<string, string> }[];
    readonly interest: readonly Record<string, string>[];
  }
  const { inputs, expected } = absVector<Inputs, Expected>('ABS-P15');
  const classes = ['A', 'B', 'C'];

  it('splits by largest remainder', () => {
    const shares = inputs.split.map(([total, weights]) => allocate(cents(total), weights.map(BigInt)).map(money));
    expect(shares).toEqual(expected.split);
  });

  it('writes down and up', () => {
    const { notes, loss, recovery } = inputs.writeDown;
    const image = plainDeal(
      Object.fromEntries(notes),
      [
        { do: 'allocateLoss', classes },
        { do: 'writeUp', classes },
        { do: 'payPrincipal', classes, from: 'principal' },
      ],
      { losses: { treatment: 'writeDown' } },
    );
    const down = runPeriod(
      image,
      initialState(image),
      cash({ period: 1, defaults: cents(loss), poolEnd: image.originalPool - cents(loss) }),
    ).next;
    const balances = (state: WaterfallState) =>
      by(
        classes,
        state.classes.map(({ balance }) => money(balance)),
      );
    expect(balances(down)).toEqual(expected.writeDown.afterLoss);
    const up = runPeriod(image, down, cash({ period: 2, recoveries: cents(recovery), poolEnd: down.pool })).next;
    expect(balances(up)).toEqual(expected.writeDown.afterWriteUp);
  });

  it('switches to sequential in the period of the breach, for good', () => {
    const { notes, periods } = inputs.switch;
    const when = { trigger: 'cnl' } as const;
    const image = plainDeal(
      Object.fromEntries(notes),
      [
        { do: 'payPrincipal', classes, from: 'interest', split: 'proRata', when: { not: when } },
        { do: 'payPrincipal', classes, from: 'interest', when },
      ],
      {
        collections: { principalTo: 'interest', recoveriesTo: 'interest' },
        triggers: [{ id: 'cnl', kind: 'cumulativeNetLoss', schedule: periods.map(({ threshold }, at) => ({ from: at + 1, threshold })) }],
      },
    );
    let state = initialState(image);
    periods.forEach(({ principal, netLoss }, at) => {
      const report = cash({ period: at + 1, interest: cents(principal), defaults: cents(netLoss), poolEnd: state.pool - cents(netLoss) });
      const result: PeriodResult = runPeriod(image, state, report);
      state = result.next;
      const want = expected.switch[at];
      expect(by(classes, result.outcome.principal.map(money))).toEqual(want?.paid);
      expect(
        by(
          classes,
          state.classes.map(({ balance }) => money(balance)),
        ),
      ).toEqual(want?.balEnd);
      expect(state.active === 1 ? 'sequential' : 'proRata').toBe(want?.mode);
    });
  });

  it('accrues by each day count', () => {
    const names: Readonly<Record<string, DayCount>> = {
      '30/360US': '30/360',
      '30E/360': '30E/360',
      'ACT/360': 'ACT/360',
      'ACT/365F': 'ACT/365F',
    };
    inputs.interest.forEach(([balance, rate, start, end], at) => {
      for (const [name, posted] of Object.entries(expected.interest[at] ?? {})) {
        const { num, den } = dayFraction(DAY_COUNTS.indexOf(names[name] ?? 'ACT/ACT'), parseDate(start), parseDate(end));
        expect(money(accrue(cents(balance), readRate(rate) ?? 0n, num, den)), `${name} ${start}`).toBe(posted);
      }
    });
  });
});
