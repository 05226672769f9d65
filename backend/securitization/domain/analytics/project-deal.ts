import { type DealImage, OP } from '../deal-image.ts';
import { excess, WAD } from '../integer-division.ts';
import { type MonthOrder, projectionRates } from '../projection/assumptions.ts';
import type { PoolMonth } from '../projection/pool-flows.ts';
import { PoolProjector } from '../projection/pool-projector.ts';
import { runPeriod } from '../waterfall.ts';
import { type PeriodReport, type PeriodResult, REPORT_FLAG, type WaterfallState } from '../waterfall-state.ts';
import { type DealAssumptions, type DealModel, requireDealAssumptions } from './deal-assumptions.ts';

/** A test as a period judged it; the ratio has no meaning when its liability was nil. */
export interface TestResult {
  readonly test: number;
  readonly ratio: bigint;
  readonly threshold: bigint;
  readonly hasFailed: boolean;
}

/** One period of a projected deal. */
export interface DealPeriod {
  readonly period: number;
  /** Payment date, days since 1970-01-01. */
  readonly day: number;
  readonly report: PeriodReport;
  readonly result: PeriodResult;
  /** Losses taken on earlier defaults. */
  readonly losses: bigint;
  readonly tests: readonly TestResult[];
}

export interface DealProjection {
  /** The deal machine itself on exact pool flows, both in whole units. */
  readonly method: 'exact';
  readonly order: MonthOrder;
  readonly image: DealImage;
  readonly start: WaterfallState;
  readonly periods: readonly DealPeriod[];
}

/**
 * Runs a deal on projected collections: `PoolProjector` makes each report, `runPeriod` divides the cash, so every figure is the one that
 * the contract would post on such a report. Runs from where the deal stands to the last period, or until no loan, no recovery and no cash is left.
 *
 * @throws {@link DomainError} `projection_input_invalid`, `speed_out_of_range`, and what `runPeriod` refuses
 */
export function projectDeal(model: DealModel, assumptions: DealAssumptions): DealProjection {
  requireDealAssumptions(assumptions);
  const { image, start } = model;
  const pool = new PoolProjector(model.lines, projectionRates(assumptions), model.shares);
  const periods: DealPeriod[] = [];
  let state = start;
  while (state.period < image.periods && !isOver(state, pool)) {
    const flows = Array.from({ length: assumptions.monthsPerPeriod }, () => pool.step());
    const closed = closePeriod(model, assumptions, pool, state, sumMonths(flows));
    periods.push(closed);
    state = closed.result.next;
  }
  return { method: 'exact', order: assumptions.order, image, start, periods };
}

/** Nothing is left that could be paid: no loan, no recovery to come, no cash. */
function isOver(state: WaterfallState, pool: PoolProjector): boolean {
  return !pool.isOpen && state.pool === 0n && state.reserve === 0n && state.carriedInterest === 0n && state.carriedPrincipal === 0n;
}

function closePeriod(
  model: DealModel,
  assumptions: DealAssumptions,
  pool: PoolProjector,
  state: WaterfallState,
  flows: PoolSums,
): DealPeriod {
  const { image } = model;
  const period = state.period + 1;
  const base = {
    ...flows.report,
    period,
    flags: 0,
    index: indexOf(assumptions, period),
    delinquent: 0n,
    poolEnd: pool.balance,
    purchases: 0n,
  };
  const isCalled = assumptions.isCalled && mayCall(image, state, base);
  let report: PeriodReport = isCalled
    ? { ...base, flags: REPORT_FLAG.call, principal: base.principal + pool.clear(), poolEnd: 0n }
    : { ...base, delinquent: (base.poolEnd * assumptions.delinquentShare) / WAD };
  let result = runPeriod(image, state, report);
  const { replacement } = assumptions;
  if (replacement !== undefined && !isCalled && mayBuy(image, state)) {
    const bought = buy(image, state, report);
    if (bought !== null) {
      [report, result] = [bought.report, bought.result];
      pool.add({ ...replacement, balance: report.purchases });
    }
  }
  const day = image.dates[period] ?? 0;
  return { period, day, report, result, losses: flows.losses, tests: testsOf(image, result) };
}

function mayBuy(image: DealImage, state: WaterfallState): boolean {
  return state.period + 1 <= image.lastRevolving && !state.isAccelerated && state.active === 0;
}

/** Buys for the principal at hand; null unless the program pays for all of it, as when a trigger ends the revolving period now. */
function buy(image: DealImage, state: WaterfallState, report: PeriodReport): { report: PeriodReport; result: PeriodResult } | null {
  const purchases = report.principal + state.carriedPrincipal;
  if (purchases === 0n) return null;
  const tried = { ...report, purchases, poolEnd: report.poolEnd + purchases };
  const result = runPeriod(image, state, tried);
  return result.outcome.purchases === purchases ? { report: tried, result } : null;
}

/** The pool is small enough, and its sale at par with the cash at hand pays the notes and their interest. */
function mayCall(image: DealImage, state: WaterfallState, report: PeriodReport): boolean {
  if (image.cleanUpBps === 0 || report.poolEnd === 0n) return false;
  if (report.poolEnd * 10_000n > image.originalPool * BigInt(image.cleanUpBps)) return false;
  const owed = state.classes.reduce(
    (sum, { balance, unpaid }, at) => (image.classes[at]?.isResidual === true ? sum : sum + balance + unpaid),
    0n,
  );
  const cash = report.principal + report.interest + report.recoveries + state.carriedInterest + state.carriedPrincipal + state.reserve;
  return excess(owed, cash) <= report.poolEnd;
}

/** The tests that the program judged in a period, in its order. */
export function testsOf(image: DealImage, { postings, next }: PeriodResult): TestResult[] {
  return postings.flatMap(({ step, due, paid }) => {
    const { op, argument } = image.steps[step] ?? { op: 0, argument: 0 };
    return op === OP.TEST ? [{ test: argument, ratio: due, threshold: paid, hasFailed: ((next.failed >> argument) & 1) === 1 }] : [];
  });
}

/** Index of a period; the last entry goes on, none is 0. */
export function indexOf({ index }: Pick<DealAssumptions, 'index'>, period: number): bigint {
  return index[Math.min(period, index.length) - 1] ?? 0n;
}

interface PoolSums {
  readonly report: Pick<PeriodReport, 'interest' | 'principal' | 'recoveries' | 'defaults'>;
  readonly losses: bigint;
}

/** Collections of the months of one period. */
export function sumMonths(months: readonly PoolMonth[]): PoolSums {
  const sum = (of: (month: PoolMonth) => bigint) => months.reduce((total, month) => total + of(month), 0n);
  return {
    report: {
      interest: sum(({ interest }) => interest),
      principal: sum(({ scheduled, prepaid }) => scheduled + prepaid),
      recoveries: sum(({ recoveries }) => recoveries),
      defaults: sum(({ defaults }) => defaults),
    },
    losses: sum(({ losses }) => losses),
  };
}
