import { byPriority, type Side, type StandingOrder } from './match-orders.ts';

/** One side of a book: its best order, and the units that are open at any price. */
export interface BookSide {
  readonly best: StandingOrder | null;
  readonly units: bigint;
  readonly orders: number;
}

/** Best price and depth of one side of a book. @param orders - open orders of both sides */
export function summarizeSide(orders: readonly StandingOrder[], side: Side): BookSide {
  const own = orders.filter((order) => order.side === side).sort(byPriority);
  return { best: own[0] ?? null, units: own.reduce((sum, { units, filled }) => sum + units - filled, 0n), orders: own.length };
}
