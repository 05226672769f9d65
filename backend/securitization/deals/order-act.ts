import { encodeFunctionData } from 'viem';
import { DomainError } from '../../kernel/errors.ts';
import { address, type Hex } from '../../kernel/hex.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import { dealAbi } from '../../platform/chain/abi/deal.ts';
import type { DealDuty, Order, SecuritizationDeps } from '../open-securitization.ts';
import { enqueueOnce } from '../order-call.ts';
import { LIVE } from './deal-status.ts';
import type { DealAct, DealStatusName } from './schemas.ts';
import { findDeal } from './store.ts';

export const DEAL_KIND = 'deal.act';

interface Act {
  readonly duty: DealDuty;
  /** Where the deal must stand; anywhere when it is not said. */
  readonly when?: readonly DealStatusName[];
  readonly data: (act: DealAct) => Hex;
}

const reasonOf = (act: DealAct): Hex => ('reason' in act ? (act.reason as Hex) : '0x');
const call = (functionName: 'open' | 'closeOffering' | 'cancel' | 'reportLate' | 'redeem' | 'payOriginator' | 'sweep'): Hex =>
  encodeFunctionData({ abi: dealAbi, functionName });

/** What people order for a deal beside the closing of its periods, and whose key does it. */
const ACTS: Readonly<Record<DealAct['act'], Act>> = {
  open: { duty: 'originator', when: ['structuring'], data: () => call('open') },
  'close-offering': { duty: 'originator', when: ['offering'], data: () => call('closeOffering') },
  cancel: { duty: 'originator', when: ['structuring', 'offering'], data: () => call('cancel') },
  'take-proceeds': { duty: 'originator', data: () => call('payOriginator') },
  'report-late': { duty: 'servicer', when: LIVE, data: () => call('reportLate') },
  redeem: { duty: 'trustee', when: LIVE, data: () => call('redeem') },
  sweep: { duty: 'trustee', when: ['redeemed'], data: () => call('sweep') },
  accelerate: {
    duty: 'trustee',
    when: LIVE,
    data: (act) => encodeFunctionData({ abi: dealAbi, functionName: 'accelerate', args: [reasonOf(act)] }),
  },
  'servicer-default': {
    duty: 'trustee',
    when: LIVE,
    data: (act) => encodeFunctionData({ abi: dealAbi, functionName: 'declareServicerDefault', args: [reasonOf(act)] }),
  },
  'replace-servicer': {
    duty: 'trustee',
    when: LIVE,
    data: (act) => encodeFunctionData({ abi: dealAbi, functionName: 'replaceServicerKey', args: [address('key' in act ? act.key : '')] }),
  },
};

/**
 * Orders one act for a deal with the key of whoever may do it.
 * @throws {@link DomainError} `deal_unknown`, `deal_state_wrong`
 */
export async function orderAct(deps: SecuritizationDeps, target: string, act: DealAct, order: Order): Promise<{ transactionId: string }> {
  const deal = await findDeal(deps, target);
  const { duty, when, data } = ACTS[act.act];
  if (when !== undefined && !when.some((status) => status === deal.status)) {
    throw new DomainError(
      'deal_state_wrong',
      'conflict',
      `This can be done only while the deal is ${when.join(' or ')}; it is ${deal.status}.`,
      {
        params: { status: deal.status, act: act.act },
      },
    );
  }
  const sender = deps.signer(duty).address;
  return deps.database.write(async (tx) => {
    const transactionId = await enqueueOnce(tx, {
      chainId: deal.chainId,
      refId: deal.address,
      sender,
      target: address(deal.address),
      data: data(act),
      kind: `${DEAL_KIND}.${act.act}`,
    });
    const detail = { act: act.act };
    const what = { action: 'deal.ordered', entity: 'deal', entityId: deal.address, outcome: 'ok', detail } as const;
    await appendAudit(tx, { ...what, ...order, at: new Date() });
    return { transactionId };
  });
}
