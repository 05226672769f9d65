import type { DealFile, Label } from '../../securitization/domain/deal/deal-file.ts';
import { decimalText } from '../../securitization/domain/pool/loan-field.ts';
import { addMonths, dayOf, dayText } from '../../securitization/domain/pool/loan-day.ts';
import { DEAL_TEMPLATES } from '../../securitization/templates.ts';

/** What one deal of the demo is made of. */
export interface DemoDealPlan {
  readonly name: string;
  readonly label: Label;
  readonly description: Label;
  /** Yearly coupons of the classes A and B. */
  readonly coupons: readonly [a: string, b: string];
  /** Cumulative net loss from which principal is paid in sequence and nothing goes to the equity any more, by period. */
  readonly netLoss: readonly { readonly from: number; readonly threshold: string }[];
  /** Quarters in all, and those that are over and closed. */
  readonly periods: number;
  readonly closed: number;
}

export const MONTHS_A_PERIOD = 3;
const DAY_OF_MONTH = 15;
/** Days that must have passed since the last payment date. */
const SETTLED_DAYS = 5;

/**
 * A deal of three classes of 75, 15 and 10 per cent over a pool, made from the template with deficiency ledgers: with tests of
 * collateral and interest, and a net loss that turns principal from pro rata to sequential. Its calendar begins in the past, so that `closed` quarters are over.
 * @param poolMinor - balance of the pool in cents
 * @param today - days since 1970-01-01
 */
export function demoDealFile(plan: DemoDealPlan, poolMinor: bigint, today: number): DealFile {
  const template = DEAL_TEMPLATES['european-pdl'] as DealFile;
  const [sizeA, sizeB] = [(poolMinor * 75n) / 100n, (poolMinor * 15n) / 100n];
  const [a, b, e] = template.classes;
  if (a === undefined || b === undefined || e === undefined) throw new TypeError('The template has three classes.');
  const last = lastPayment(today);
  const [couponA, couponB] = plan.coupons;
  const reserve = cents(poolMinor / 100n);
  return {
    ...template,
    name: plan.name,
    label: plan.label,
    description: plan.description,
    token: { symbol: 'dEUR', decimals: 2 },
    pool: { balance: cents(poolMinor) },
    dates: {
      closing: dayText(addMonths(last, -MONTHS_A_PERIOD * plan.closed)),
      first: dayText(addMonths(last, -MONTHS_A_PERIOD * (plan.closed - 1))),
      everyMonths: MONTHS_A_PERIOD,
      dayOfMonth: DAY_OF_MONTH,
      periods: plan.periods,
      adjustment: 'none',
    },
    lateAfterDays: 30,
    classes: [
      { ...a, size: cents(sizeA), coupon: { kind: 'fixed', rate: couponA } },
      { ...b, size: cents(sizeB), coupon: { kind: 'fixed', rate: couponB } },
      { ...e, size: cents(poolMinor - sizeA - sizeB) },
    ],
    fees: [
      { id: 'seniorCosts', label: { en: 'Senior costs', zh: '优先费用' }, payee: 'trustee', kind: 'fixed', amount: '1500' },
      {
        id: 'servicing',
        label: { en: 'Servicing fee', zh: '服务费' },
        payee: 'servicer',
        kind: 'poolRate',
        rate: '0.75%',
        dayCount: '30/360',
      },
    ],
    reserve: { kind: 'currentPool', rate: '1%', floor: cents(poolMinor / 200n), initial: reserve },
    tests: [
      { id: 'ocA', label: { en: 'Collateral of class A', zh: 'A 级超额抵押' }, kind: 'oc', classes: ['A'], threshold: '120%' },
      { id: 'icA', label: { en: 'Interest of class A', zh: 'A 级利息覆盖' }, kind: 'ic', classes: ['A'], threshold: '110%' },
      {
        id: 'ocB',
        label: { en: 'Collateral of classes A and B', zh: 'A、B 级超额抵押' },
        kind: 'oc',
        classes: ['A', 'B'],
        threshold: '106%',
      },
    ],
    triggers: [
      {
        id: 'netLoss',
        label: { en: 'Cumulative net loss', zh: '累计净损失' },
        kind: 'cumulativeNetLoss',
        schedule: plan.netLoss,
      },
      {
        id: 'servicerDefault',
        label: { en: 'Servicer default', zh: '服务机构违约' },
        kind: 'servicerDefault',
        accelerates: true,
      },
    ],
    waterfall: STEPS,
  };
}

const LOSS = { trigger: 'netLoss' } as const;

const STEPS: DealFile['waterfall'] = [
  { do: 'allocateLoss', classes: ['A', 'B', 'E'] },
  { do: 'payFee', fee: 'seniorCosts', from: 'interest', reserve: true },
  { do: 'payFee', fee: 'servicing', from: 'interest', reserve: true },
  { do: 'payInterest', classes: ['A'], from: 'interest', reserve: true },
  { do: 'creditPdl', classes: ['A'] },
  { do: 'test', test: 'ocA' },
  { do: 'test', test: 'icA' },
  { do: 'cure', test: 'ocA', from: 'interest' },
  { do: 'cure', test: 'icA', from: 'interest' },
  { do: 'payInterest', classes: ['B'], from: 'interest', reserve: true },
  { do: 'creditPdl', classes: ['B'] },
  { do: 'test', test: 'ocB' },
  { do: 'cure', test: 'ocB', from: 'interest' },
  { do: 'topUpReserve', from: 'interest' },
  { do: 'creditPdl', classes: ['E'] },
  { do: 'moveToPrincipal', amount: 'turbo', classes: ['A', 'B'], when: LOSS },
  { do: 'drawReserve', to: 'principal', amount: 'shortfall', classes: ['A', 'B'], when: { lastPeriod: true } },
  { do: 'payPrincipal', classes: ['A', 'B'], from: 'principal', split: 'proRata', when: { not: LOSS } },
  { do: 'payPrincipal', classes: ['A', 'B'], from: 'principal', when: LOSS },
  { do: 'payPrincipal', classes: ['E'], from: 'principal' },
  { do: 'releaseReserve', to: 'interest' },
  { do: 'payResidual', class: 'E', from: 'interest' },
  { do: 'payResidual', class: 'E', from: 'principal' },
];

/** The newest payment day of a quarter that is over. */
function lastPayment(today: number): number {
  const [year = '1970', month = '01'] = dayText(today - SETTLED_DAYS).split('-');
  const quarter = Math.floor((Number(month) - 1) / MONTHS_A_PERIOD) * MONTHS_A_PERIOD + 1;
  const day = dayOf(`${year}-${String(quarter).padStart(2, '0')}-${DAY_OF_MONTH}`) ?? 0;
  return day <= today - SETTLED_DAYS ? day : addMonths(day, -MONTHS_A_PERIOD);
}

/** Whole cents as an amount. */
function cents(minor: bigint): string {
  return decimalText(minor, 2);
}
