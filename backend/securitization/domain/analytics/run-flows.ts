import type { DealImage } from '../deal-image.ts';
import type { PoolFlows } from '../projection/pool-flows.ts';
import { runPeriods } from '../run-periods.ts';
import { initialState, type PeriodReport } from '../waterfall-state.ts';
import { type DealAssumptions, requireMonthsPerPeriod } from './deal-assumptions.ts';
import { type DealProjection, indexOf, sumMonths, testsOf } from './project-deal.ts';

/**
 * Runs a deal on flows that are already projected, as those of a roll-rate matrix with their own late balances; without calls and purchases.
 * Ends with the last whole period that the flows cover.
 *
 * @throws {@link DomainError} `projection_input_invalid`, and `deal_report_invalid` when the flows do not begin with the deal's pool
 */
export function runFlows(image: DealImage, flows: PoolFlows, terms: Pick<DealAssumptions, 'index' | 'monthsPerPeriod'>): DealProjection {
  requireMonthsPerPeriod(terms.monthsPerPeriod);
  const start = initialState(image);
  const losses: bigint[] = [];
  const reports: PeriodReport[] = [];
  const results = runPeriods(image, start, (_, period) => {
    const months = flows.months.slice((period - 1) * terms.monthsPerPeriod, period * terms.monthsPerPeriod);
    const last = months.at(-1);
    if (last === undefined || months.length < terms.monthsPerPeriod) return null;
    const sums = sumMonths(months);
    const purchases = months.reduce((sum, month) => sum + month.purchases, 0n);
    const report = {
      ...sums.report,
      period,
      flags: 0,
      purchases,
      poolEnd: last.end,
      delinquent: last.delinquent,
      index: indexOf(terms, period),
    };
    losses.push(sums.losses);
    reports.push(report);
    return report;
  });
  const periods = results.flatMap((result, at) => {
    const report = reports[at];
    if (report === undefined) return [];
    return [
      {
        period: report.period,
        day: image.dates[report.period] ?? 0,
        report,
        result,
        losses: losses[at] ?? 0n,
        tests: testsOf(image, result),
      },
    ];
  });
  return { method: 'exact', order: flows.order, image, start, periods };
}
