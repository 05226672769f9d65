import { DomainError, type FieldFault } from '../../kernel/errors.ts';
import { type DealImage, LIMITS } from './deal-image.ts';
import type { PeriodReport, WaterfallState } from './waterfall-state.ts';

const AMOUNTS = ['interest', 'principal', 'recoveries', 'defaults', 'purchases', 'poolEnd', 'delinquent'] as const;
const MOST_INDEX = 2n ** 63n;

/**
 * Refuses a report that does not follow from the state; every reason is named.
 * @throws {@link DomainError} `deal_report_invalid`
 */
export function checkReport(image: DealImage, state: WaterfallState, report: PeriodReport): void {
  const isWhole =
    report.period === state.period + 1 &&
    report.period <= image.periods &&
    state.pool + report.purchases === report.poolEnd + report.principal + report.defaults &&
    (report.purchases === 0n || mayPurchase(image, state, report)) &&
    report.delinquent <= report.poolEnd &&
    fitsFields(report);
  if (isWhole) return;
  throw new DomainError(
    'deal_report_invalid',
    'unprocessable',
    `The report of period ${report.period} does not follow from the last one.`,
    {
      faults: reportFaults(image, state, report),
    },
  );
}

function mayPurchase(image: DealImage, state: WaterfallState, { period }: PeriodReport): boolean {
  return period <= image.lastRevolving && !state.isAccelerated && state.active === 0;
}

function fitsFields(report: PeriodReport): boolean {
  const amountsFit = AMOUNTS.every((name) => report[name] >= 0n && report[name] <= LIMITS.amount);
  return amountsFit && report.index >= -MOST_INDEX && report.index < MOST_INDEX && report.flags >= 0 && report.flags < 16;
}

function reportFaults(image: DealImage, state: WaterfallState, report: PeriodReport): FieldFault[] {
  const faults: FieldFault[] = [];
  const say = (field: string, code: string, detail: string) => faults.push({ pointer: `/${field}`, code, detail });
  if (report.period !== state.period + 1) say('period', 'period_not_next', `the next period is ${state.period + 1}, not ${report.period}`);
  if (report.period > image.periods) say('period', 'period_beyond_last', `the last period of the deal is ${image.periods}`);
  const should = state.pool + report.purchases - report.principal - report.defaults;
  if (should !== report.poolEnd) {
    const sum = `${state.pool} + ${report.purchases} purchases - ${report.principal} principal - ${report.defaults} defaults`;
    say('poolEnd', 'pool_does_not_add_up', `the pool is ${report.poolEnd}, but ${sum} is ${should}`);
  }
  if (report.purchases !== 0n && !mayPurchase(image, state, report)) say('purchases', 'not_revolving', 'the deal does not revolve now');
  if (report.delinquent > report.poolEnd)
    say('delinquent', 'more_than_pool', `${report.delinquent} is more than the pool ${report.poolEnd}`);
  for (const name of AMOUNTS) {
    if (report[name] < 0n || report[name] > LIMITS.amount) say(name, 'amount_out_of_range', 'an amount has 0 to 96 bits');
  }
  if (report.index < -MOST_INDEX || report.index >= MOST_INDEX) say('index', 'rate_out_of_range', 'the index has at most 63 bits');
  if (report.flags < 0 || report.flags >= 16) say('flags', 'flags_unknown', 'only the four lowest flags have a meaning');
  return faults;
}
