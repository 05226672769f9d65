import { utf8 } from '../../attestation/domain/words.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import type { Database } from '../../platform/database/database.ts';
import { headOf } from './closing-document.ts';
import { readReport, type ServicerReport } from './report-args.ts';
import { reportHash } from './report-digest.ts';
import type { DealRecord, PeriodRecord, RestatementRecord } from './store.ts';

/** A restatement as the chain has it, with the report behind its hash where this installation made it. */
export interface StatedAnew {
  readonly record: RestatementRecord;
  readonly report: ServicerReport | null;
  readonly explanation: string | null;
}

/** Restatements of the report of a period, in order. What is given with one hashes to what the chain has. */
export async function restatementsOf(
  { client }: Pick<Database, 'client'>,
  { chainId, address: deal }: Pick<DealRecord, 'chainId' | 'address'>,
  period: number,
): Promise<StatedAnew[]> {
  const records = await client.dealRestatement.findMany({ where: { chainId, deal, period }, orderBy: { version: 'asc' } });
  const own = await client.periodClosing.findMany({ where: { chainId, deal, period, version: { gt: 0 }, state: 'approved' } });
  return records.map((record) => {
    const made = own.find(({ version, report }) => version === record.version && reportHash(readReport(report)) === record.restated);
    const explanation = made === undefined ? '' : explanationOf(made.document);
    return {
      record,
      report: made === undefined ? null : readReport(made.report),
      explanation: keccakHex(utf8(explanation)) === record.reason ? explanation : null,
    };
  });
}

/** What was said of a restatement in its document. */
export function explanationOf(document: string): string {
  return headOf(document).explanation;
}

/** The report of a period as it was stated last, as far as this installation knows it. */
export function lastStated(record: PeriodRecord, restated: readonly StatedAnew[]): ServicerReport {
  return restated.findLast(({ report }) => report !== null)?.report ?? readReport(record.report);
}
