import { hash32 } from '../../kernel/hex.ts';
import { REPORT_FLAG } from '../domain/waterfall-state.ts';
import { type Behind, closingDocument } from './closing-document.ts';
import type { ServicerReport } from './report-args.ts';
import type { ReportInput } from './schemas.ts';
import type { DealRecord } from './store.ts';

/** A report with the document whose hash it carries. */
export interface PreparedReport {
  readonly report: ServicerReport;
  readonly document: string;
}

/** The report of the next period out of what the servicer states. */
export function nextReport(deal: DealRecord, input: ReportInput, loans: Behind['loans'] = null): PreparedReport {
  return stateReport(deal, deal.lastPeriod + 1, input, { loans });
}

/** The report of a period out of what the servicer states, and of what stands behind it. */
export function stateReport(deal: Pick<DealRecord, 'address'>, period: number, input: ReportInput, behind: Behind): PreparedReport {
  const late = input.late.map(BigInt);
  const figures = {
    period,
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
  const { document, documentHash } = closingDocument({ deal: deal.address, period }, input, behind);
  return { report: { figures, late, loanCount: input.loanCount, tapeRoot: hash32(input.tapeRoot), documentHash }, document };
}
