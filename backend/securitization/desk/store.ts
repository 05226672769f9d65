import { DomainError } from '../../kernel/errors.ts';
import type { DatabaseClient, Tx } from '../../platform/database/database.ts';
import type { TradeOrder } from '../domain/desk/check-order.ts';
import type { Side, StandingOrder } from '../domain/desk/match-orders.ts';
import { stateOf } from '../domain/desk/order-standing.ts';
import { ZERO_ADDRESS } from '../../kernel/hex.ts';
import { type SecuritizationDeps, securitizationPlace } from '../open-securitization.ts';

export type OrderRecord = Awaited<ReturnType<DatabaseClient['deskOrder']['findUniqueOrThrow']>>;
export type TradeRecord = Awaited<ReturnType<DatabaseClient['deskTrade']['findUniqueOrThrow']>>;
type OrderWhere = NonNullable<NonNullable<Parameters<Tx['deskOrder']['findMany']>[0]>['where']>;

/** An order of the desk in use. @throws {@link DomainError} `desk_order_unknown` */
export async function findOrder(deps: Pick<SecuritizationDeps, 'database' | 'chain'>, orderHash: string): Promise<OrderRecord> {
  const { chainId, desk } = await securitizationPlace(deps);
  const found = await deps.database.client.deskOrder.findUnique({ where: { chainId_orderHash: { chainId, orderHash } } });
  if (found === null || found.desk !== desk)
    throw new DomainError('desk_order_unknown', 'not_found', 'No order with this hash was handed in here.', {
      params: { order: orderHash },
    });
  return found;
}

/** Lowest nonce of a maker that is not void, as far as the index has read. */
export async function floorOf(
  client: Pick<DatabaseClient, 'deskFloor'>,
  { chainId, desk }: { readonly chainId: number; readonly desk: string },
  maker: string,
): Promise<bigint> {
  const found = await client.deskFloor.findUnique({ where: { chainId_desk_maker: { chainId, desk, maker } } });
  return BigInt(found?.floor ?? '0');
}

/** Writes into orders what the chain says of them. */
export async function refreshOrders(tx: Tx, where: OrderWhere): Promise<void> {
  for (const order of await tx.deskOrder.findMany({ where })) {
    const { chainId, orderHash, desk, maker, units, nonce } = order;
    const key = { chainId_orderHash: { chainId, orderHash } };
    const known = await tx.deskProgress.findUnique({ where: key });
    const filled = known?.filled ?? '0';
    const floor = await floorOf(tx, { chainId, desk }, maker);
    const progress = { filled: BigInt(filled), isCancelled: known?.isCancelled ?? false, floor };
    await tx.deskOrder.update({ where: key, data: { filled, state: stateOf({ units: BigInt(units), nonce }, progress) } });
  }
}

/** Open orders whose deadline is not over at `now`. */
export const openAt = (now: bigint) => ({ state: 'open', deadline: { gte: now } });

export function standingOrder(row: OrderRecord): StandingOrder {
  const { orderHash: hash, maker, taker, side, units, filled, price, createdAt } = row;
  return { hash, maker, taker, side: side as Side, units: BigInt(units), filled: BigInt(filled), price, receivedAt: createdAt.getTime() };
}

/** The order as it was signed. */
export function signedOrder({ maker, taker, side, token, paymentToken, units, price, nonce, deadline }: OrderRecord): TradeOrder {
  return { maker, taker: taker ?? ZERO_ADDRESS, side: side as Side, token, paymentToken, units: BigInt(units), price, nonce, deadline };
}
