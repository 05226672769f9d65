import { encodeFunctionData } from 'viem';
import type { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import { address } from '../../kernel/hex.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import { type Actor, requireAnotherPerson } from '../../platform/auth/another-person.ts';
import { dealAbi } from '../../platform/chain/abi/deal.ts';
import { depositTokenAbi } from '../../platform/chain/abi/deposit-token.ts';
import { appendOutbox } from '../../platform/outbox/outbox.ts';
import { runPeriod } from '../domain/waterfall.ts';
import type { Order, SecuritizationDeps } from '../open-securitization.ts';
import { imageOf } from './deal-machine.ts';
import { readMachine } from '../domain/machine-text.ts';
import { enqueueOnce, type OrderedCall } from '../order-call.ts';
import { isDocumentOf } from './closing-document.ts';
import { readReport, type ServicerReport } from './report-args.ts';
import { contractReport, reportDigest } from './report-digest.ts';
import { restatementCalls } from './sign-restatement.ts';
import type { DecideClosing } from './schemas.ts';
import { type ClosingRecord, type DealRecord, findDeal } from './store.ts';

const CLOSE_KIND = 'deal.close-period';
const APPROVE_KIND = 'deal.approve-cash';

/**
 * Another person approves or rejects. With the approval the servicer's key signs, and the cash and the report go to the chain
 * in this order: the transaction of the closing takes exactly the cash of its report, or nothing happens. A restatement goes alone.
 * @throws {@link DomainError} `closing_unknown`, `closing_decided`, `four_eyes`, `closing_document_differs`, `deal_report_invalid`,
 *   `restatement_refused`
 */
export async function decideClosing(
  deps: SecuritizationDeps,
  id: string,
  { decision, note }: z.infer<typeof DecideClosing>,
  { caller, requestId }: Actor,
): Promise<void> {
  const { database } = deps;
  const closing = await database.client.periodClosing.findUnique({ where: { id } });
  if (closing === null) throw new DomainError('closing_unknown', 'not_found', 'There is no closing with this id.');
  await requireAnotherPerson(database.client, closing.preparedBy, caller);
  const order = { actor: caller.actor, requestId };
  const deal = await findDeal(deps, closing.deal);
  if (decision === 'approve' && !isDocumentOf(closing.document, readReport(closing.report).documentHash))
    throw new DomainError(
      'closing_document_differs',
      'conflict',
      'The document behind the report is not the one that it names; prepare it again.',
    );
  const calls = decision === 'approve' ? await signedCalls(deps, deal, closing, order) : [];
  await database.write(async (tx) => {
    const decided = { note, decidedBy: order.actor, decidedAt: new Date() };
    const state = decision === 'approve' ? 'approved' : 'rejected';
    const { count } = await tx.periodClosing.updateMany({ where: { id, state: 'prepared' }, data: { state, ...decided } });
    if (count === 0) throw new DomainError('closing_decided', 'conflict', 'This closing is decided already.');
    let transactionId: string | null = null;
    for (const { target, data, kind } of calls) {
      const place = { chainId: deal.chainId, refId: deal.address, sender: deps.signer('servicer').address };
      transactionId = await enqueueOnce(tx, { ...place, target, data, kind });
    }
    if (transactionId !== null) await tx.periodClosing.update({ where: { id }, data: { transactionId } });
    const detail = { deal: deal.address, period: closing.period, version: closing.version, decision };
    const what = { action: 'closing.decided', entity: 'closing', entityId: id, outcome: 'ok', detail } as const;
    await appendAudit(tx, { ...what, ...order, at: new Date() });
    await appendOutbox(tx, { topic: 'deal.changed', key: deal.address, payload: { closing: id, deal: deal.address, decision } });
  });
}

type PreparedCall = Pick<OrderedCall, 'target' | 'data' | 'kind'>;

function signedCalls(deps: SecuritizationDeps, deal: DealRecord, closing: ClosingRecord, order: Order): Promise<PreparedCall[]> {
  return closing.version === 0 ? closingCalls(deps, deal, readReport(closing.report)) : restatementCalls(deps, deal, closing, order);
}

/** The allowance for exactly the cash of the report, then the closing with the servicer's signature. */
async function closingCalls(deps: SecuritizationDeps, deal: DealRecord, report: ServicerReport): Promise<PreparedCall[]> {
  const { figures } = report;
  runPeriod(imageOf(deal.image), readMachine(deal.machine ?? ''), figures);
  const digest = reportDigest({ chainId: deal.chainId, deal: deal.address }, report);
  const signature = await deps.signer('servicer').signDigest(digest);
  const cash = figures.interest + figures.principal + figures.recoveries;
  const spender = address(deal.address);
  const approve = encodeFunctionData({ abi: depositTokenAbi, functionName: 'approve', args: [spender, cash] });
  const close = encodeFunctionData({ abi: dealAbi, functionName: 'closePeriod', args: [contractReport(report), signature] });
  return [
    { target: address(deal.asset), data: approve, kind: `${APPROVE_KIND}.${figures.period}` },
    { target: spender, data: close, kind: `${CLOSE_KIND}.${figures.period}` },
  ];
}
