import { type CompiledDeal, checkDeal, compileDeal } from './compile-deal.ts';
import { decodeImage } from './domain/decode-image.ts';
import type { DealImage } from './domain/deal-image.ts';
import type { DealFault } from './domain/deal/deal-fault.ts';
import { describeImage } from './domain/deal/describe-image.ts';
import type { DealFile } from './domain/deal/deal-file.ts';
import { labelsOfFile } from './domain/explain/deal-labels.ts';
import { type Explanation, explainPeriod } from './domain/explain/explain-period.ts';
import { readReport, type ReportTexts } from './domain/read-report.ts';
import { initialState, type PeriodReport, type PeriodResult, type WaterfallState } from './domain/waterfall-state.ts';
import { runPeriod } from './domain/waterfall.ts';

/** A deal that is ready to run: all of `credence/waterfall` that a period needs. */
export interface OpenDeal extends CompiledDeal {
  /** State on the day the deal closes. */
  start(): WaterfallState;
  /** A report from texts in major units; what is left out is 0. */
  report(texts: ReportTexts, state: WaterfallState): PeriodReport;
  run(state: WaterfallState, report: PeriodReport): PeriodResult;
  explain(state: WaterfallState, report: PeriodReport): Explanation;
}

/** Every fault of a deal file; none when it compiles. */
export function faultsOfDeal(file: unknown): readonly DealFault[] {
  return checkDeal(file).faults;
}

/**
 * Opens a deal file.
 * @throws {@link DomainError} `deal_file_invalid` with every fault
 */
export function openDeal(file: unknown): OpenDeal {
  const compiled = compileDeal(file);
  const { image } = compiled;
  const labels = labelsOfFile(compiled.file);
  return {
    ...compiled,
    start: () => initialState(image),
    report: (texts, state) => readReport(texts, state, compiled.file.token.decimals),
    run: (state, report) => runPeriod(image, state, report),
    explain: (state, report) => explainPeriod(image, state, report, labels),
  };
}

/** What the bytes of a deal on chain say: its terms, and a deal file that compiles to them again. */
export function readImage(bytes: Uint8Array): { readonly image: DealImage; readonly file: DealFile } {
  const image = decodeImage(bytes);
  return { image, file: describeImage(image) };
}
