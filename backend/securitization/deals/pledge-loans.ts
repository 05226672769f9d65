import { encodeFunctionData } from 'viem';
import type { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import { type Address, address, type Hex } from '../../kernel/hex.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import { loanRegistryAbi } from '../../platform/chain/abi/loan-registry.ts';
import { pledgeWords, type PledgeCall } from '../domain/pool/pledge-words.ts';
import { type Order, type SecuritizationDeps, securitizationPlace } from '../open-securitization.ts';
import { enqueueOnce, type Refusal, requireWilling } from '../order-call.ts';
import { committedTape } from '../pools/registered-tape.ts';
import type { PledgeLoans, PledgesAccepted } from './schemas.ts';
import { type DealRecord, findDeal, noPool, poolIdOf } from './store.ts';

const PLEDGE_KIND = 'deal.pledge';

interface PlacedLoan {
  readonly tapeId: string;
  readonly position: number;
}

/**
 * Orders that loans are pledged to a deal, those of its pool unless some are named; by the house's originator. The registry is asked first:
 * what it would refuse, such as a loan that is pledged already, is refused here with the registry's own error, and kept in the audit log.
 * @throws {@link DomainError} `deal_unknown`, `deal_state_wrong`, `pool_missing`, `tape_unknown`, `tape_not_committed`, `pledge_refused`
 */
export async function pledgeLoans(
  deps: SecuritizationDeps,
  target: string,
  { loans }: z.infer<typeof PledgeLoans>,
  order: Order,
): Promise<z.infer<typeof PledgesAccepted>> {
  const { database } = deps;
  const deal = await findDeal(deps, target);
  requireOpen(deal);
  const { loans: registry } = await securitizationPlace(deps);
  const sender = deps.signer('originator').address;
  const places = loans?.map(({ tape, position }) => ({ tapeId: tape, position })) ?? (await poolOf(deps, deal));
  const calls = (await callsFor(deps, deal, { sender, places })).map((call) => ({ ...call, data: dataOf(deal, call) }));
  for (const { data } of calls) {
    const call = { sender, target: registry, data, abi: loanRegistryAbi };
    await requireWilling(deps, call, { errorOf: pledgeRefused, action: 'loans.pledged', entity: 'deal', entityId: deal.address }, order);
  }
  return database.write(async (tx) => {
    const transactionIds: string[] = [];
    for (const { tape, firstWord, data } of calls) {
      const kind = `${PLEDGE_KIND}.${tape}.${firstWord}`;
      const place = { chainId: deal.chainId, refId: deal.address, sender, target: registry };
      transactionIds.push(await enqueueOnce(tx, { ...place, data, kind }));
    }
    const detail = { loans: places.length };
    const what = { action: 'loans.pledged', entity: 'deal', entityId: deal.address, outcome: 'ok', detail } as const;
    await appendAudit(tx, { ...what, ...order, at: new Date() });
    return { loans: places.length, transactionIds };
  });
}

const pledgeRefused: Refusal['errorOf'] = ({ why, options }) =>
  new DomainError('pledge_refused', 'conflict', `The registry refuses the pledge: ${why}.`, options);

function requireOpen({ status }: DealRecord): void {
  if (status === 'structuring' || status === 'offering') return;
  throw new DomainError('deal_state_wrong', 'conflict', `Loans are pledged until the offering closes; this deal is ${status}.`, {
    params: { status },
  });
}

async function poolOf({ database }: SecuritizationDeps, deal: DealRecord): Promise<PlacedLoan[]> {
  const poolId = await poolIdOf(database, deal);
  const loans = await database.client.poolLoan.findMany({
    where: { poolId },
    orderBy: [{ tapeId: 'asc' }, { position: 'asc' }],
    select: { tapeId: true, position: true },
  });
  if (loans.length > 0) return loans;
  throw noPool('name the loans');
}

/** The loans by their numbers in the registry, word by word; each tape by itself. */
async function callsFor(
  { database }: SecuritizationDeps,
  { chainId }: DealRecord,
  { sender, places }: { readonly sender: Address; readonly places: readonly PlacedLoan[] },
): Promise<(PledgeCall & { readonly tape: number })[]> {
  const calls: (PledgeCall & { readonly tape: number })[] = [];
  for (const tapeId of new Set(places.map((place) => place.tapeId))) {
    const known = await committedTape(database.client, { chainId, originator: sender, tape: tapeId });
    const numbers = places.filter((place) => place.tapeId === tapeId).map(({ position }) => known.first + BigInt(position));
    calls.push(...pledgeWords(numbers).map((call) => ({ ...call, tape: known.tapeId })));
  }
  return calls;
}

function dataOf({ address: deal }: DealRecord, { tape, firstWord, masks }: PledgeCall & { readonly tape: number }): Hex {
  const args = [BigInt(tape), address(deal), firstWord, [...masks]] as const;
  return encodeFunctionData({ abi: loanRegistryAbi, functionName: 'pledge', args });
}
