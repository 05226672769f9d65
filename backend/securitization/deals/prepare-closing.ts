import { randomUUID } from 'node:crypto';
import { encodeFunctionData, hashTypedData } from 'viem';
import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import { DomainError } from '../../kernel/errors.ts';
import { address, hash32, type Hash32, type Hex } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import { dealAbi } from '../../platform/chain/abi/deal.ts';
import { depositTokenAbi } from '../../platform/chain/abi/deposit-token.ts';
import type { Tx } from '../../platform/database/database.ts';
import { appendOutbox } from '../../platform/outbox/outbox.ts';
import { runPeriod } from '../domain/waterfall.ts';
import { REPORT_FLAG } from '../domain/waterfall-state.ts';
import type { Order, SecuritizationDeps } from '../open-securitization.ts';
import { imageOf, readMachine } from './deal-machine.ts';
import { enqueueForDeal } from './order-act.ts';
import { readReport, reportText, type ServicerReport } from './report-args.ts';
import type { DecideClosing, ReportInput } from './schemas.ts';
import { type DealRecord, findDeal } from './store.ts';
import type { z } from 'zod';

const CLOSE_KIND = 'deal.close-period';
const APPROVE_KIND = 'deal.approve-cash';

/** The signed type: flat, with the members of the report one by one. */
const REPORT_TYPE = {
  ServicerReport: [
    { name: 'period', type: 'uint16' },
    { name: 'flags', type: 'uint8' },
    ...['interest', 'principal', 'recoveries', 'defaults', 'purchases', 'poolEnd', 'delinquent'].map((name) => ({ name, type: 'uint96' })),
    { name: 'index', type: 'int64' },
    ...['m1', 'm2', 'm3', 'm4', 'm5', 'm6'].map((name) => ({ name, type: 'uint96' })),
    { name: 'loanCount', type: 'uint32' },
    { name: 'tapeRoot', type: 'bytes32' },
    { name: 'documentHash', type: 'bytes32' },
  ],
};

/** What the servicer's key signs: EIP-712 over the whole report, for this deal on this chain only. */
export function reportDigest(place: { readonly chainId: number; readonly deal: string }, report: ServicerReport): Hash32 {
  const { figures, late, ...rest } = report;
  const buckets = Object.fromEntries(late.map((amount, at) => [`m${at + 1}`, amount]));
  return hash32(
    hashTypedData({
      domain: { name: 'Credence Deal', version: '1', chainId: place.chainId, verifyingContract: address(place.deal) },
      types: REPORT_TYPE,
      primaryType: 'ServicerReport',
      message: { ...figures, ...buckets, ...rest },
    }),
  );
}

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
  const document = canonicalJson({ deal: deal.address, period: figures.period, ...(input as unknown as Record<string, Json>) });
  const documentHash = hash32(keccakHex(new TextEncoder().encode(document)));
  return { report: { figures, late, loanCount: input.loanCount, tapeRoot: hash32(input.tapeRoot), documentHash }, document };
}

/**
 * Prepares the closing of the next period: the report is run by our own interpreter first, so that one that does not follow
 * from the books is refused with every reason before anybody signs. Nothing moves until another person approves it.
 * @throws {@link DomainError} `deal_unknown`, `deal_state_wrong`, `deal_report_invalid`, `closing_pending`
 */
export async function prepareClosing(deps: SecuritizationDeps, target: string, input: ReportInput, order: Order): Promise<string> {
  const deal = await findDeal(deps, target);
  requireLive(deal);
  const { report, document } = nextReport(deal, input);
  runPeriod(imageOf(deal.image), readMachine(deal.machine ?? ''), report.figures);
  const digest = reportDigest({ chainId: deal.chainId, deal: deal.address }, report);
  const id = `pcl_${randomUUID()}`;
  await deps.database.write(async (tx) => {
    const place = { chainId: deal.chainId, deal: deal.address, period: report.figures.period };
    await forgetFailed(tx, place);
    const open = await tx.periodClosing.findFirst({ where: { ...place, state: { in: ['prepared', 'approved'] } } });
    if (open !== null)
      throw new DomainError('closing_pending', 'conflict', 'A report of this period waits for approval, or is on its way to the chain.', {
        params: { closing: open.id },
      });
    await tx.periodClosing.create({
      data: { id, ...place, report: reportText(report), document, digest, state: 'prepared', preparedBy: order.actor },
    });
    const detail = { deal: deal.address, period: place.period, digest };
    const what = { action: 'closing.prepared', entity: 'closing', entityId: id, outcome: 'ok', detail } as const;
    await appendAudit(tx, { ...what, ...order, at: new Date() });
    await appendOutbox(tx, { topic: 'deal.changed', key: deal.address, payload: { closing: id, deal: deal.address } });
  });
  return id;
}

/** A closing whose transaction the chain refused is over: its period is free for another report. */
async function forgetFailed(tx: Tx, place: { readonly chainId: number; readonly deal: string; readonly period: number }): Promise<void> {
  for (const { id, transactionId } of await tx.periodClosing.findMany({ where: { ...place, state: 'approved' } })) {
    const transaction = await tx.chainTransaction.findUnique({ where: { id: transactionId ?? '' } });
    if (transaction?.state === 'failed') await tx.periodClosing.update({ where: { id }, data: { state: 'failed' } });
  }
}

export function requireLive(deal: DealRecord): void {
  if (['revolving', 'amortizing', 'accelerated'].includes(deal.status) && deal.machine !== null) return;
  throw new DomainError('deal_state_wrong', 'conflict', `Periods are closed while a deal lives; this one is ${deal.status}.`, {
    params: { status: deal.status },
  });
}

/**
 * Another person approves or rejects. With the approval the servicer's key signs, and the cash and the report go to the chain
 * in this order: the transaction of the closing takes exactly the cash of its report, or nothing happens.
 * @throws {@link DomainError} `closing_unknown`, `closing_decided`, `four_eyes_required`, `deal_report_invalid`
 */
export async function decideClosing(
  deps: SecuritizationDeps,
  id: string,
  { decision, note }: z.infer<typeof DecideClosing>,
  order: Order,
): Promise<void> {
  const { database } = deps;
  const closing = await database.client.periodClosing.findUnique({ where: { id } });
  if (closing === null) throw new DomainError('closing_unknown', 'not_found', 'There is no closing with this id.');
  if (closing.preparedBy === order.actor)
    throw new DomainError(
      'four_eyes_required',
      'forbidden',
      'Whoever prepared the report cannot approve or reject it; another person decides.',
    );
  const deal = await findDeal(deps, closing.deal);
  const report = readReport(closing.report);
  const calls = decision === 'approve' ? await signedCalls(deps, deal, report) : [];
  await database.write(async (tx) => {
    const decided = { note, decidedBy: order.actor, decidedAt: new Date() };
    const state = decision === 'approve' ? 'approved' : 'rejected';
    const { count } = await tx.periodClosing.updateMany({ where: { id, state: 'prepared' }, data: { state, ...decided } });
    if (count === 0) throw new DomainError('closing_decided', 'conflict', 'This closing is decided already.');
    let transactionId: string | null = null;
    for (const { target, data, kind } of calls) {
      const place = { chainId: deal.chainId, deal: address(deal.address), sender: deps.signer('servicer').address };
      transactionId = await enqueueForDeal(tx, { ...place, target, data, kind });
    }
    if (transactionId !== null) await tx.periodClosing.update({ where: { id }, data: { transactionId } });
    const detail = { deal: deal.address, period: closing.period, decision };
    const what = { action: 'closing.decided', entity: 'closing', entityId: id, outcome: 'ok', detail } as const;
    await appendAudit(tx, { ...what, ...order, at: new Date() });
    await appendOutbox(tx, { topic: 'deal.changed', key: deal.address, payload: { closing: id, deal: deal.address, decision } });
  });
}

interface PreparedCall {
  readonly target: ReturnType<typeof address>;
  readonly data: Hex;
  readonly kind: string;
}

/** The allowance for exactly the cash of the report, then the closing with the servicer's signature. */
async function signedCalls(deps: SecuritizationDeps, deal: DealRecord, report: ServicerReport): Promise<PreparedCall[]> {
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

type SixAmounts = readonly [bigint, bigint, bigint, bigint, bigint, bigint];

/** The report in the form that the contract's ABI asks for. */
export function contractReport({ late, ...rest }: ServicerReport) {
  const [m1 = 0n, m2 = 0n, m3 = 0n, m4 = 0n, m5 = 0n, m6 = 0n] = late;
  const buckets: SixAmounts = [m1, m2, m3, m4, m5, m6];
  return { ...rest, late: buckets };
}
