import { expect, it } from 'vitest';
import { absVector } from '../../test/vectors/abs-vectors.ts';
import { compileDeal } from './compile-deal.ts';
import { decimalText, readDecimal, readRate } from './domain/deal/decimal-text.ts';
import type { DealClass, DealStep } from './domain/deal/deal-file.ts';
import { initialState, type PeriodReport } from './domain/waterfall-state.ts';
import { runPeriod } from './domain/waterfall.ts';

interface Certificate {
  readonly rates: Readonly<Record<string, string>>;
  readonly poolBegin: string;
  readonly poolEnd: string;
  readonly availableCollections: string;
  readonly ocTarget: string;
  readonly reserveBegin: string;
  readonly reserveInterest: string;
  readonly accrualStart: string;
  readonly distributionDate: string;
  readonly floatingRate: string;
  readonly noteBegin: Readonly<Record<string, string>>;
  readonly grossDefaults?: string;
}

interface Distribution {
  readonly servicingFee: string;
  readonly interest: Readonly<Record<string, string>>;
  readonly totalInterest: string;
  readonly priorityPrincipalTiers: readonly string[];
  readonly regularPrincipal: string;
  readonly principal: Readonly<Record<string, string>>;
  readonly noteEnd: Readonly<Record<string, string>>;
  readonly residual: string;
}

const CLASSES = ['A1', 'A2a', 'A2b', 'A3', 'A4', 'B', 'C', 'D'];
const SENIOR = CLASSES.slice(0, 5);
const cents = (text: string | undefined) => readDecimal(text ?? '0', 2) ?? -1n;
const money = (value: bigint | undefined) => decimalText(value ?? -1n, 2, true);
const named = (values: readonly bigint[]) => Object.fromEntries(CLASSES.map((name, at) => [name, money(values[at])]));

const tier = (name: string, upTo: readonly string[]): DealStep[] => [
  { do: 'payInterest', classes: upTo === SENIOR ? SENIOR : [name], from: 'interest', reserve: true },
  { do: 'moveToPrincipal', amount: 'parity', classes: upTo },
];
const pays = (classes: readonly string[]): DealStep => ({ do: 'payPrincipal', classes, from: 'principal', split: 'proRata' });

/** The deal as its certificates show it. The certificate holder takes the place of class D: an image has eight classes at most. */
function carMax(inputs: Certificate, feeRate: string) {
  const classes = CLASSES.map((id): DealClass => {
    const rate = inputs.rates[id] ?? '';
    const coupon = rate === 'floating' ? ({ kind: 'floating', rate: '0', index: 'SOFR' } as const) : ({ kind: 'fixed', rate } as const);
    return { id, size: inputs.noteBegin[id] || '0', coupon, dayCount: id === 'A1' || id === 'A2b' ? 'ACT/360' : '30/360' };
  });
  const notes = classes.reduce((sum, { size }) => sum + cents(size), 0n);
  return compileDeal({
    type: 'CredenceDeal',
    version: 1,
    name: 'Auto owner trust',
    token: { symbol: 'USD', decimals: 2 },
    pool: { balance: inputs.poolBegin, overcollateral: money(cents(inputs.poolBegin) - notes) },
    dates: { list: [inputs.accrualStart, inputs.distributionDate] },
    collections: { principalTo: 'interest', recoveriesTo: 'interest' },
    classes,
    payees: [{ id: 'servicer' }],
    fees: [{ id: 'servicing', payee: 'servicer', kind: 'poolRate', rate: feeRate }],
    reserve: { kind: 'fixed', amount: inputs.reserveBegin, initial: money(cents(inputs.reserveBegin) + cents(inputs.reserveInterest)) },
    targetOc: { floor: inputs.ocTarget },
    waterfall: [
      { do: 'payFee', fee: 'servicing', from: 'interest', reserve: true },
      ...tier('A', SENIOR),
      ...tier('B', CLASSES.slice(0, 6)),
      ...tier('C', CLASSES.slice(0, 7)),
      ...tier('D', CLASSES),
      { do: 'topUpReserve', from: 'interest' },
      { do: 'moveToPrincipal', amount: 'targetOc', classes: CLASSES },
      pays(['A1']),
      pays(['A2a', 'A2b']),
      { do: 'payPrincipal', classes: CLASSES.slice(3), from: 'principal' },
      { do: 'payResidual', class: 'D', from: 'interest' },
      { do: 'releaseReserve', to: 'principal' },
      { do: 'payResidual', class: 'D', from: 'principal' },
    ],
  }).image;
}

/** The first fee is for a whole month although interest accrues for 21 of its days. */
const FEE_RATES: Readonly<Record<string, string>> = {
  'ABS-P10': decimalText(((readRate('1%') ?? 0n) * 30n + 10n) / 21n, 18),
  'ABS-P11': '1%',
};

it.each(['ABS-P10', 'ABS-P11'])('%s: a real certificate, to the cent', (id) => {
  const { inputs, expected } = absVector<Certificate, Distribution>(id);
  const image = carMax(inputs, FEE_RATES[id] ?? '');
  const [begin, end, defaults] = [cents(inputs.poolBegin), cents(inputs.poolEnd), cents(inputs.grossDefaults)];
  const principal = begin - end - defaults;
  const report: PeriodReport = {
    period: 1,
    flags: 0,
    interest: cents(inputs.availableCollections) - principal,
    principal,
    recoveries: 0n,
    defaults,
    purchases: 0n,
    poolEnd: end,
    delinquent: 0n,
    index: readRate(inputs.floatingRate) ?? 0n,
  };
  const { next, outcome, postings } = runPeriod(image, initialState(image), report);

  expect(money(outcome.fees[0])).toBe(expected.servicingFee);
  expect(named(outcome.interest)).toEqual(expected.interest);
  expect(money(outcome.interest.reduce((sum, paid) => sum + paid, 0n))).toBe(expected.totalInterest);
  expect([2, 4, 6, 8].map((step) => money(postings[step]?.paid))).toEqual(expected.priorityPrincipalTiers);
  expect(money(postings[10]?.paid)).toBe(expected.regularPrincipal);
  expect(named(outcome.principal)).toMatchObject(expected.principal);
  expect(named(next.classes.map(({ balance }) => balance))).toMatchObject(expected.noteEnd);
  expect(money(postings[14]?.paid)).toBe(expected.residual);
  expect(money(postings[15]?.paid)).toBe(money(cents(inputs.reserveInterest)));
  expect(money(next.reserve)).toBe(money(cents(inputs.reserveBegin)));
});
