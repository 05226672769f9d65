import { canonicalJson } from '../../kernel/canonical-json.ts';
import { hash32 } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import { REPORT_FLAG } from '../domain/waterfall-state.ts';
import type { ServicerReport } from './report-args.ts';
import type { ReportInput } from './schemas.ts';
import type { DealRecord } from './store.ts';

export interface StatedReport {
  readonly report: ServicerReport;
  /** Canonical JSON, published under the hash that the report carries. */
  readonly document: string;
}

/** The report of the next period out of what the servicer states. */
export function nextReport(deal: DealRecord, input: ReportInput): StatedReport {
  return stateReport(deal, deal.lastPeriod + 1, input);
}

/** The report of a period; `more` are members of its document beside the figures. */
export function stateReport(
  deal: Pick<DealRecord, 'address'>,
  period: number,
  input: ReportInput,
  more: Readonly<Record<string, string | number>> = {},
): StatedReport {
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
  const { late: lateText, ...rest } = input;
  const document = canonicalJson({ deal: deal.address, period: figures.period, late: [...lateText], ...rest, ...more });
  const documentHash = hash32(keccakHex(new TextEncoder().encode(document)));
  return { report: { figures, late, loanCount: input.loanCount, tapeRoot: hash32(input.tapeRoot), documentHash }, document };
}
