import { least } from '../integer-division.ts';
import { fillPayment } from './order-price.ts';

export type Side = 'sell' | 'buy';

/** An open order as a taker meets it. */
export interface StandingOrder {
  readonly hash: string;
  readonly maker: string;
  /** Only account that may fill it; null for anybody. */
  readonly taker: string | null;
  readonly side: Side;
  readonly units: bigint;
  readonly filled: bigint;
  /** Units of money for one unit of the token, wad. */
  readonly price: bigint;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** A fill that a taker would send. */
export interface PlannedFill {
  readonly hash: string;
  readonly units: bigint;
  readonly payment: bigint;
}

/** What a taker would get: `units` less than was wanted where the book has no more. */
export interface MatchedOrders {
  readonly fills: readonly PlannedFill[];
  readonly units: bigint;
  readonly payment: bigint;
}

/** Orders of one side in the order in which they are met: the best price first, of equal prices the earlier one. */
export function byPriority(a: StandingOrder, b: StandingOrder): number {
  if (a.price !== b.price) return a.price < b.price === (a.side === 'sell') ? -1 : 1;
  if (a.receivedAt !== b.receivedAt) return a.receivedAt - b.receivedAt;
  return a.hash < b.hash ? -1 : 1;
}

/**
 * What `account` would fill to buy (or sell) `wanted` units: the best orders of the other side first, its own and those for somebody
 * else left out. Payments are those of the contract to the unit.
 * @param orders - open orders of one side, in any order
 */
export function matchOrders(orders: readonly StandingOrder[], account: string, wanted: bigint): MatchedOrders {
  const fills: PlannedFill[] = [];
  let [units, payment] = [0n, 0n];
  for (const order of [...orders].sort(byPriority)) {
    if (units === wanted) break;
    if (order.maker === account || (order.taker !== null && order.taker !== account)) continue;
    const taken = least(wanted - units, order.units - order.filled);
    const own = fillPayment(order.price, order.filled, taken);
    fills.push({ hash: order.hash, units: taken, payment: own });
    units += taken;
    payment += own;
  }
  return { fills, units, payment };
}
