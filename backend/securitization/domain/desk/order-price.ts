import { divideHalfUp, WAD } from '../integer-division.ts';

/**
 * Payment for the first `units` of an order, half up to a unit of money, as `SettlementDesk` has it.
 * @param price - units of money for one unit of the token, wad
 */
export function paymentFor(price: bigint, units: bigint): bigint {
  return divideHalfUp(units * price, WAD);
}

/**
 * Payment of a fill of `units` after `filled` of the order: the difference between where it ends and where it begins, so that the
 * payments of all fills add up to {@link paymentFor} of the whole, however the order is cut.
 */
export function fillPayment(price: bigint, filled: bigint, units: bigint): bigint {
  return paymentFor(price, filled + units) - paymentFor(price, filled);
}

/** What prices of a class are a share of: `balance` is outstanding behind `units` notes. */
export interface Outstanding {
  readonly balance: bigint;
  readonly units: bigint;
}

/** Price of one unit, wad, out of a share of the outstanding balance, wad; half up. Both parts of `outstanding` are above zero. */
export function unitPrice(shareWad: bigint, { balance, units }: Outstanding): bigint {
  return divideHalfUp(shareWad * balance, units);
}

/** Share of the outstanding balance, wad, that a price of one unit is; half up. Both parts of `outstanding` are above zero. */
export function shareOfBalance(price: bigint, { balance, units }: Outstanding): bigint {
  return divideHalfUp(price * units, balance);
}
