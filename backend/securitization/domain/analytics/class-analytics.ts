import { DomainError } from '../../../kernel/errors.ts';
import { dayFraction } from '../day-count.ts';
import type { DealImage } from '../deal-image.ts';
import { averageLife } from './average-life.ts';
import { bondYield, monthlyYield, yieldSensitivity } from './bond-yield.ts';
import type { TimedFlow } from './cash-flow.ts';
import { type ClassDate, classFlows, classLoss } from './class-flows.ts';
import { discountMargin } from './discount-margin.ts';
import { internalRate } from './internal-rate.ts';
import type { DealProjection } from './project-deal.ts';

/** Convention of the years in every figure: code and name. */
const YEARS = { 'ACT/365F': 3, '30/360': 0 } as const;

export interface AnalyticsTerms {
  /** Full price per 100 of the balance where the projection starts, on that day. */
  readonly price: number;
  readonly years: keyof typeof YEARS;
  /** Index by period as a fraction, for floating classes; the last entry goes on. */
  readonly index: readonly number[];
}

/** Figures of a class under one projection; `null` where a figure does not exist, as a yield of a class that pays nothing. */
export interface ClassAnalytics {
  readonly years: keyof typeof YEARS;
  readonly original: bigint;
  /** Balance where the projection starts, the original one on the day the deal closes. */
  readonly balance: bigint;
  readonly interest: bigint;
  readonly principal: bigint;
  readonly residual: bigint;
  readonly loss: bigint;
  readonly unpaidInterest: bigint;
  /** Weighted average life of the principal paid; loss and what is unpaid at the end are not in it. */
  readonly averageLife: number | null;
  readonly firstPrincipal: number | null;
  readonly lastPrincipal: number | null;
  readonly internalRate: number | null;
  /** Bond-equivalent, compounded twice a year. */
  readonly yield: number | null;
  readonly monthlyYield: number | null;
  readonly discountMargin: number | null;
  readonly macaulay: number | null;
  readonly modified: number | null;
  readonly convexity: number | null;
}

/** Analytics of class `at`, from the day on which the projection starts. */
export function classAnalytics(projection: DealProjection, at: number, terms: AnalyticsTerms): ClassAnalytics {
  const { image } = projection;
  const dates = classFlows(projection, at);
  const original = image.classes[at]?.original ?? 0n;
  const { balance } = projection.start.classes[at] ?? { balance: 0n };
  const cost = (Number(balance) * terms.price) / 100;
  const start = image.dates[projection.start.period] ?? 0;
  const years = (day: number) => {
    const { num, den } = dayFraction(YEARS[terms.years], start, day);
    return Number(num) / Number(den);
  };
  const flows = dates.map((date) => ({ years: years(date.day), amount: Number(paid(date)) })).filter(({ amount }) => amount !== 0);
  const principalDates = dates.filter(({ principal }) => principal > 0n);
  const sum = (of: (date: ClassDate) => bigint) => dates.reduce((total, date) => total + of(date), 0n);
  return {
    years: terms.years,
    original,
    balance,
    interest: sum(({ interest }) => interest),
    principal: sum(({ principal }) => principal),
    residual: sum(({ residual }) => residual),
    loss: classLoss(projection, at),
    unpaidInterest: dates.at(-1)?.unpaid ?? 0n,
    averageLife: averageLife(
      principalDates.map((date) => ({ years: years(date.day), amount: Number(date.principal) })),
      'all-principal',
    ),
    firstPrincipal: principalDates[0]?.period ?? null,
    lastPrincipal: principalDates.at(-1)?.period ?? null,
    ...rates(flows, cost),
    internalRate: found(cost, flows, () =>
      internalRate([{ day: start, amount: -cost }, ...dates.map((date) => ({ day: date.day, amount: Number(paid(date)) }))]),
    ),
    discountMargin: image.classes[at]?.isFloating === true ? found(cost, flows, () => marginOf(image, dates, cost, terms.index)) : null,
  };
}

function paid({ interest, principal, residual }: ClassDate): bigint {
  return interest + principal + residual;
}

function rates(
  flows: readonly TimedFlow[],
  cost: number,
): Pick<ClassAnalytics, 'yield' | 'monthlyYield' | 'macaulay' | 'modified' | 'convexity'> {
  const y = found(cost, flows, () => bondYield(flows, cost));
  if (y === null) return { yield: null, monthlyYield: null, macaulay: null, modified: null, convexity: null };
  const { macaulay, modified, convexity } = yieldSensitivity(flows, y);
  return { yield: y, monthlyYield: monthlyYield(y), macaulay, modified, convexity };
}

function marginOf(image: DealImage, dates: readonly ClassDate[], cost: number, index: readonly number[]): number {
  const flows = dates.map((date) => ({
    days: date.day - (image.dates[date.period - 1] ?? 0),
    index: index[Math.min(date.period, index.length) - 1] ?? 0,
    amount: Number(paid(date)),
  }));
  return discountMargin(flows, cost);
}

/** A class that costs nothing or never pays has no rate; a rate beyond every bracket is none either. */
function found(cost: number, flows: readonly TimedFlow[], rate: () => number): number | null {
  if (!(cost > 0) || flows.length === 0) return null;
  try {
    return rate();
  } catch (error) {
    if (error instanceof DomainError && error.code === 'rate_not_found') return null;
    throw error;
  }
}
