import { randomUUID } from 'node:crypto';
import { DomainError } from '../../kernel/errors.ts';
import type { Hash32 } from '../../kernel/hex.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import type { Tx } from '../../platform/database/database.ts';
import { appendOutbox } from '../../platform/outbox/outbox.ts';
import { runPeriod } from '../domain/waterfall.ts';
import type { Order, SecuritizationDeps } from '../open-securitization.ts';
import { imageOf } from './deal-machine.ts';
import { readMachine } from '../domain/machine-text.ts';
import { isLive } from './deal-status.ts';
import { nextReport, type PreparedReport } from './next-report.ts';
import { reportText } from './report-args.ts';
import { reportDigest } from './report-digest.ts';
import type { ReportInput } from './schemas.ts';
import { type DealRecord, findDeal } from './store.ts';

/**
 * Prepares the closing of the next period with totals that the servicer states without loans.
 * @throws {@link DomainError} `deal_unknown`, `deal_state_wrong`, `deal_report_invalid`, `closing_pending`
 */
export async function prepareClosing(deps: SecuritizationDeps, target: string, input: ReportInput, order: Order): Promise<string> {
  const deal = await findDeal(deps, target);
  requireLive(deal);
  return keepClosing(deps, deal, nextReport(deal, input), order);
}

/**
 * Keeps a report for another person to decide about. It is run by our own interpreter first, so that one that does not follow
 * from the books is refused with every reason before anybody signs. Nothing moves until another person approves it.
 * @throws {@link DomainError} `deal_report_invalid`, `closing_pending`
 */
export async function keepClosing(
  deps: Pick<SecuritizationDeps, 'database'>,
  deal: DealRecord,
  { report, document }: PreparedReport,
  order: Order,
): Promise<string> {
  runPeriod(imageOf(deal.image), readMachine(deal.machine ?? ''), report.figures);
  const digest = reportDigest({ chainId: deal.chainId, deal: deal.address }, report);
  return keepPrepared(deps, deal, { version: 0, report, document, digest }, order);
}

interface Prepared extends PreparedReport {
  /** 0 closes the period, else the number of the restatement. */
  readonly version: number;
  readonly digest: Hash32;
}

/** Keeps a report for another person to decide about; one at a time of each period and version. @throws {@link DomainError} `closing_pending` */
export async function keepPrepared(
  deps: Pick<SecuritizationDeps, 'database'>,
  deal: DealRecord,
  { version, report, document, digest }: Prepared,
  order: Order,
): Promise<string> {
  const id = `pcl_${randomUUID()}`;
  await deps.database.write(async (tx) => {
    const place = { chainId: deal.chainId, deal: deal.address, period: report.figures.period, version };
    await forgetFailed(tx, place);
    const open = await tx.periodClosing.findFirst({ where: { ...place, state: { in: ['prepared', 'approved'] } }, select: { id: true } });
    if (open !== null)
      throw new DomainError('closing_pending', 'conflict', 'A report of this period waits for approval, or is on its way to the chain.', {
        params: { closing: open.id },
      });
    await tx.periodClosing.create({
      data: { id, ...place, report: reportText(report), document, digest, state: 'prepared', preparedBy: order.actor },
    });
    const detail = { deal: deal.address, period: place.period, version, digest };
    const what = { action: 'closing.prepared', entity: 'closing', entityId: id, outcome: 'ok', detail } as const;
    await appendAudit(tx, { ...what, ...order, at: new Date() });
    await appendOutbox(tx, { topic: 'deal.changed', key: deal.address, payload: { closing: id, deal: deal.address } });
  });
  return id;
}

interface Place {
  readonly chainId: number;
  readonly deal: string;
  readonly period: number;
  readonly version: number;
}

/** A closing whose transaction the chain refused is over: its period is free for another report. */
async function forgetFailed(tx: Tx, place: Place): Promise<void> {
  const approved = { where: { ...place, state: 'approved' }, select: { id: true, transactionId: true } } as const;
  for (const { id, transactionId } of await tx.periodClosing.findMany(approved)) {
    const transaction = await tx.chainTransaction.findUnique({ where: { id: transactionId ?? '' } });
    if (transaction?.state === 'failed') await tx.periodClosing.update({ where: { id }, data: { state: 'failed' } });
  }
}

export function requireLive(deal: DealRecord): void {
  if (isLive(deal.status) && deal.machine !== null) return;
  throw new DomainError('deal_state_wrong', 'conflict', `Periods are closed while a deal lives; this one is ${deal.status}.`, {
    params: { status: deal.status },
  });
}
