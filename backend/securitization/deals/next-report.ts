import { canonicalJson } from '../../kernel/canonical-json.ts';
import { hash32 } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import { REPORT_FLAG } from '../domain/waterfall-state.ts';
import type { ServicerReport } from './report-args.ts';
import type { ReportInput } from './schemas.ts';
import type { DealRecord } from './store.ts';

/** The report of the next period out of what the servicer states; its document is published under the hash that it carries. */
export function nextReport(deal: DealRecord, input: ReportInput): { report: ServicerReport; document: string } {
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
  const { late: lateText, ...rest } = input;
  const document = canonicalJson({ deal: deal.address, period: figures.period, late: [...lateText], ...rest });
  const documentHash = hash32(keccakHex(new TextEncoder().encode(document)));
  return { report: { figures, late, loanCount: input.loanCount, tapeRoot: hash32(input.tapeRoot), documentHash }, document };
}
