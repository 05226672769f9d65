import { DomainError } from '../../kernel/errors.ts';
import { decodeImage } from './decode-image.ts';
import { type DealImage, LIMITS, OP } from './deal-image.ts';
import { checkReport } from './check-report.ts';
import type { PeriodReport, PeriodResult, WaterfallState } from './waterfall-state.ts';
import { holds } from './waterfall/conditions.ts';
import { at, becomeDue, fillBuckets, openWork, type PeriodWork, takeIn } from './waterfall/period-work.ts';
import { doStep } from './waterfall/steps.ts';
import { AFTER, BEFORE, judgeTriggers } from './waterfall/triggers.ts';
import { REPORT_FLAG } from './waterfall-state.ts';

/** Steps that raise an amount which a later step may lower again; what is paid out only grows and is judged at the end. */
const RAISING: ReadonlySet<number> = new Set([OP.TOPUP, OP.LOSS, OP.WRITEUP]);

/** Sees the books before and after each step; a step that is passed over is shown with `null`. */
export interface WaterfallWatch {
  /** After triggers, dues and buckets, before the first step. */
  begin?(work: PeriodWork): void;
  step?(work: PeriodWork, step: number, amounts: readonly [due: bigint, paid: bigint] | null): void;
}

/**
 * Runs one period of a deal; integer for integer what the contract does (`backend/docs/deal-machine.md`).
 *
 * @throws {@link DomainError} `deal_report_invalid` when the report does not follow from the state,
 * `deal_amount_too_large` when an amount outgrows 96 bits
 */
export function runPeriod(image: DealImage, state: WaterfallState, report: PeriodReport, watch: WaterfallWatch = {}): PeriodResult {
  checkReport(image, state, report);
  const work = openWork(image, state, report);
  takeIn(work);
  if ((report.flags & REPORT_FLAG.accelerate) !== 0) work.isAccelerated = true;
  judgeTriggers(work, BEFORE);
  work.isRevolving = report.period <= image.lastRevolving && !work.isAccelerated && work.active === 0;
  becomeDue(work, state.pool);
  fillBuckets(work);
  checkBooks(work);
  watch.begin?.(work);
  runProgram(work, watch);
  judgeTriggers(work, AFTER);
  return { next: closeWork(work), outcome: outcomeOf(work), postings: work.postings };
}

/** {@link runPeriod} on the bytes of an image. */
export function runImage(bytes: Uint8Array, state: WaterfallState, report: PeriodReport): PeriodResult {
  return runPeriod(decodeImage(bytes), state, report);
}

function runProgram(work: PeriodWork, watch: WaterfallWatch): void {
  work.image.steps.forEach((step, index) => {
    if (!holds(work, step)) {
      watch.step?.(work, index, null);
      return;
    }
    const amounts = doStep(work, step);
    if (RAISING.has(step.op)) checkBooks(work);
    work.postings.push({ step: index, due: amounts[0], paid: amounts[1] });
    watch.step?.(work, index, amounts);
  });
}

function outcomeOf(work: PeriodWork) {
  return {
    interest: work.paidInterest,
    principal: work.paidPrincipal,
    residual: work.paidResidual,
    fees: work.paidFees,
    purchases: work.paidPurchases,
  };
}

function closeWork(work: PeriodWork): WaterfallState {
  const next = {
    classes: work.balance.map((balance, index) => ({ balance, unpaid: at(work.unpaid, index), deficit: at(work.deficit, index) })),
    feesUnpaid: work.feesUnpaid,
    reserve: work.reserve,
    carriedInterest: work.cash[0],
    carriedPrincipal: work.cash[1],
    pool: work.pool,
    cumulativeDefaults: work.cumulativeDefaults,
    cumulativeRecoveries: work.cumulativeRecoveries,
    unallocatedLoss: work.unallocatedLoss,
    lastDelinquency: work.lastDelinquency,
    earlierDelinquency: work.earlierDelinquency,
    delinquencyCount: work.delinquencyCount,
    period: work.period,
    active: work.active,
    breaches: work.breaches,
    failed: work.failed,
    isAccelerated: work.isAccelerated,
  };
  checkBooks(work);
  checkAmount(next.carriedInterest);
  checkAmount(next.carriedPrincipal);
  return next;
}

/** Every amount that is kept or paid out, also one that a later step of the period would make smaller again. */
function checkBooks(work: PeriodWork): void {
  for (const amounts of [work.balance, work.unpaid, work.deficit, work.feesUnpaid]) amounts.forEach(checkAmount);
  for (const paid of [work.paidInterest, work.paidPrincipal, work.paidResidual, work.paidFees]) paid.forEach(checkAmount);
  checkAmount(work.paidPurchases);
  checkAmount(work.reserve);
  checkAmount(work.cumulativeDefaults);
  checkAmount(work.cumulativeRecoveries);
  checkAmount(work.unallocatedLoss);
}

function checkAmount(amount: bigint): void {
  if (amount <= LIMITS.amount) return;
  throw new DomainError('deal_amount_too_large', 'unprocessable', `The amount ${amount} has more than 96 bits.`, {
    params: { amount: amount.toString() },
  });
}
