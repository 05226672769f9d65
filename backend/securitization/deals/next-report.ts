import { hash32 } from '../../kernel/hex.ts';
import { REPORT_FLAG } from '../domain/waterfall-state.ts';
import { closingDocument } from './closing-document.ts';
import type { ServicerReport } from './report-args.ts';
import type { ReportFile, ReportInput } from './schemas.ts';
import type { DealRecord } from './store.ts';

/** A report with the document whose hash it carries. */
export interface PreparedReport {
  readonly report: ServicerReport;
  readonly document: string;
}

/**
 * The report of the next period out of what the servicer states.
 * @param loans - the file that the totals are of with its loans, line by line; null for totals that are stated without loans
 */
export function nextReport(
  deal: DealRecord,
  input: ReportInput,
  loans: { readonly file: ReportFile; readonly lines: readonly string[] } | null = null,
): PreparedReport {
  const late = input.late.map(BigInt);
  const figures = {
    period: deal.lastPeriod + 1,
    flags: input.isCall ? REPORT_FLAG.call : 0,
    interest: BigInt(input.interest),
    principal: BigInt(input.principal),
    recoveries: BigInt(input.recoveries),
    defaults: BigInt(input.defaults),
    purchases: BigInt(input.purchases),
    poolEnd: BigInt(input.poolEnd),
    delinquent: late.slice(1).reduce((sum, amount) => sum + amount, 0n),
    index: BigInt(input.index),
  };
  const { document, documentHash } = closingDocument({ deal: deal.address, period: figures.period }, input, loans);
  return { report: { figures, late, loanCount: input.loanCount, tapeRoot: hash32(input.tapeRoot), documentHash }, document };
}
