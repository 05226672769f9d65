/**
 * Splits `total` by `weights`: each share is rounded down, and the units that are left over go to the largest
 * remainders, ties to the earlier share. The shares sum to `total`, or are all 0 when all weights are.
 */
export function allocate(total: bigint, weights: readonly bigint[]): bigint[] {
  let sum = 0n;
  for (const weight of weights) sum += weight;
  if (sum === 0n) return weights.map(() => 0n);
  const remainders: bigint[] = [];
  let left = total;
  const shares = weights.map((weight) => {
    const product = total * weight;
    const share = product / sum;
    remainders.push(product - share * sum);
    left -= share;
    return share;
  });
  for (; left > 0n; left--) {
    let best = 0;
    for (let at = 1; at < remainders.length; at++) if ((remainders[at] ?? 0n) > (remainders[best] ?? 0n)) best = at;
    shares[best] = (shares[best] ?? 0n) + 1n;
    remainders[best] = -1n;
  }
  return shares;
}

/** Splits `pay` pro rata to `limits`, no share above its limit; what the limits do not take is not paid. */
export function splitUpTo(pay: bigint, limits: readonly bigint[]): bigint[] {
  let sum = 0n;
  for (const limit of limits) sum += limit;
  return pay >= sum ? [...limits] : allocate(pay, limits);
}
