import { address } from '../../kernel/hex.ts';
import { settlementDeskAbi } from '../../platform/chain/abi/settlement-desk.ts';
import type { ChainClient } from '../../platform/chain/chain-client.ts';
import type { Database } from '../../platform/database/database.ts';
import type { DealRecord } from '../deals/store.ts';
import { contractOrder } from './order-typed-data.ts';
import { type OrderRecord, signedOrder } from './store.ts';

/** Orders that are compared at most: the newest that still stand. */
const COMPARED_MAX = 200;
/** What `ISettlementDesk.Standing` calls an order that our tables have as open; whether it is over follows from the time. */
const STANDING = [0, 3];

/** Orders of a deal that stand in the book, to be held against the desk. */
export async function standingOrders({ client }: Pick<Database, 'client'>, { chainId, address: deal }: DealRecord): Promise<OrderRecord[]> {
  return client.deskOrder.findMany({ where: { chainId, deal, state: 'open' }, orderBy: { createdAt: 'desc' }, take: COMPARED_MAX });
}

/** Tells of each order that the desk has as filled otherwise (SD-3), or as void (SD-5). @param at - block of the comparison */
export async function compareOrders(
  chain: Pick<ChainClient, 'readView'>,
  orders: readonly OrderRecord[],
  at: bigint,
  say: (invariant: string, en: string, zh: string) => void,
): Promise<void> {
  for (const row of orders) {
    const view = { address: address(row.desk), abi: settlementDeskAbi, functionName: 'standingOf', at } as const;
    const [standing, filled] = await chain.readView({ ...view, args: [contractOrder(signedOrder(row))] });
    const name = row.orderHash;
    if (filled !== BigInt(row.filled)) {
      say(
        'SD-3',
        `Order ${name} is filled to ${filled}, the database says ${row.filled}.`,
        `挂单 ${name} 链上已成交 ${filled}，数据库为 ${row.filled}。`,
      );
    } else if (!STANDING.includes(standing)) {
      say('SD-5', `Order ${name} is void at the desk and open in the database.`, `挂单 ${name} 在合约中已失效，数据库中仍有效。`);
    }
  }
}
