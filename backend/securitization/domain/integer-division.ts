/** Scale of rates, ratios and thresholds. */
export const WAD = 10n ** 18n;

/** `numerator / denominator` to the nearest integer, halves up. Both are not negative, the denominator is not zero. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}

export function divideUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}

/** Interest or fee on `amount` at a yearly `rateWad` for `num / den` years; exact but for one rounding, halves up. */
export function accrue(amount: bigint, rateWad: bigint, num: bigint, den: bigint): bigint {
  const product = amount * rateWad * num;
  return product === 0n ? 0n : divideHalfUp(product, WAD * den);
}

export function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

export function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** `a - b`, or 0 where that would be negative. */
export function excess(a: bigint, b: bigint): bigint {
  return a > b ? a - b : 0n;
}
