export const ORDER_STATES = ['open', 'filled', 'cancelled', 'expired'] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** What the chain says of an order. */
export interface OrderProgress {
  readonly filled: bigint;
  readonly isCancelled: boolean;
  /** Orders of the maker with lower nonces are void. */
  readonly floor: bigint;
}

/** Where an order stands, time aside, in the words of `ISettlementDesk.Standing`: a whole fill counts before a cancelling. */
export function stateOf(
  { units, nonce }: { readonly units: bigint; readonly nonce: bigint },
  { filled, isCancelled, floor }: OrderProgress,
): Exclude<OrderState, 'expired'> {
  if (filled >= units) return 'filled';
  return isCancelled || nonce < floor ? 'cancelled' : 'open';
}

/** @param deadline - last second at which the order can be filled */
export function isExpired(deadline: bigint, now: bigint): boolean {
  return now > deadline;
}
