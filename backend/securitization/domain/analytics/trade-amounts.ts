import { divideHalfUp, WAD } from '../integer-division.ts';

/** What a trade costs and what is quoted, minor units. */
export interface TradeAmounts {
  readonly clean: bigint;
  readonly accrued: bigint;
  readonly full: bigint;
}

/**
 * Amounts of a trade of `face` at a quoted price: clean is `face * poolFactor * price / 100`, full is clean plus accrued.
 *
 * @param price - per 100 of outstanding balance, wad
 * @param poolFactor - outstanding over original balance, wad
 */
export function tradeAmounts(face: bigint, poolFactor: bigint, price: bigint, accrued: bigint): TradeAmounts {
  const clean = divideHalfUp(face * poolFactor * price, WAD * WAD * 100n);
  return { clean, accrued, full: clean + accrued };
}
