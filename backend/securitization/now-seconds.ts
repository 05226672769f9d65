/** Unix seconds by the clock of this machine. */
export function nowSeconds(): bigint {
  return BigInt(Math.floor(Date.now() / 1000));
}
