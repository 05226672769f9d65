import type { DealImage } from './deal-image.ts';
import { runPeriod } from './waterfall.ts';
import type { PeriodReport, PeriodResult, WaterfallState } from './waterfall-state.ts';

/** The next report, perhaps made from the state that it continues; null ends the run. */
export type ReportSource = (state: WaterfallState, period: number) => PeriodReport | null;

/** Runs a deal period by period until its last one or until the source ends. */
export function runPeriods(image: DealImage, state: WaterfallState, source: ReportSource): PeriodResult[] {
  const results: PeriodResult[] = [];
  let current = state;
  while (current.period < image.periods) {
    const report = source(current, current.period + 1);
    if (report === null) break;
    const result = runPeriod(image, current, report);
    results.push(result);
    current = result.next;
  }
  return results;
}
