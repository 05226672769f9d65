import { DomainError } from '../../kernel/errors.ts';
import type { Order, SecuritizationDeps } from '../open-securitization.ts';
import type { TapeFault } from '../domain/pool/tape-fault.ts';
import { keepClosing, requireLive } from './prepare-closing.ts';
import { previewReport } from './preview-closing.ts';
import { reportDigest } from './report-digest.ts';
import { type PeriodFile, reportOfFile } from './report-of-file.ts';
import type { PeriodFileView } from './schemas.ts';
import { findDeal } from './store.ts';

const FAULTS_SHOWN = 1_000;
const FAULTS_THROWN = 100;

/**
 * Reads a period file, compares it with its pool and runs the report that it makes; nothing is kept.
 * @throws {@link DomainError} `deal_unknown`, `deal_state_wrong`, `deal_report_invalid` and what {@link reportOfFile} throws
 */
export async function previewFileClosing(deps: SecuritizationDeps, target: string, file: PeriodFile): Promise<PeriodFileView> {
  const deal = await findDeal(deps, target);
  requireLive(deal);
  const { reading, prepared } = await reportOfFile(deps, deal, file);
  const { fileHash: hash, rows, faults, faultCount } = reading;
  return {
    file: { name: file.name, hash, rows },
    faultCount,
    faults: faults.slice(0, FAULTS_SHOWN),
    report: prepared?.input ?? null,
    preview: prepared === null ? null : await previewReport(deps, deal, prepared.report),
  };
}

/**
 * Prepares the closing of the next period out of the servicer's file. A file with any fault is refused with its faults and nothing is kept.
 * @param digest - of the report that was seen in a dry run; another report is refused
 * @throws {@link DomainError} `period_file_faulty`, `period_file_changed`, `closing_pending` and what {@link previewFileClosing} throws
 */
export async function prepareFileClosing(
  deps: SecuritizationDeps,
  target: string,
  { digest, ...file }: PeriodFile & { readonly digest: string | undefined },
  order: Order,
): Promise<string> {
  const deal = await findDeal(deps, target);
  requireLive(deal);
  const { reading, prepared } = await reportOfFile(deps, deal, file);
  if (prepared === null) throw faulty(reading.faults, reading.faultCount);
  if (digest !== undefined && digest !== reportDigest({ chainId: deal.chainId, deal: deal.address }, prepared.report))
    throw new DomainError('period_file_changed', 'conflict', 'The file makes another report than the one that was seen; run it dry again.');
  return keepClosing(deps, deal, prepared, order);
}

function faulty(faults: readonly TapeFault[], count: number): DomainError {
  return new DomainError('period_file_faulty', 'unprocessable', `The period file has ${count} faults; nothing was kept.`, {
    params: { faults: count },
    faults: faults.slice(0, FAULTS_THROWN).map(({ line, column, code, detail }) => ({ pointer: `${line}:${column}`, code, detail })),
  });
}
