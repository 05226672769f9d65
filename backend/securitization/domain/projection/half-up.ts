/** One, as a rate, ratio or probability scaled 1e18. */
export const WAD = 10n ** 18n;

/** `a / b` to the nearest whole number, halves up, for `a >= 0` and `b > 0`: the rounding of every posting. */
export function halfUp(a: bigint, b: bigint): bigint {
  return (2n * a + b) / (2n * b);
}

/** Exact value of a decimal text such as `0.0525` or `-12`, scaled 1e18; digits beyond the 18th are refused by returning undefined. */
export function parseWad(text: string): bigint | undefined {
  const match = /^(-?)(\d{1,18})(?:\.(\d{1,18}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '0', fraction = ''] = match;
  const value = BigInt(whole) * WAD + BigInt(fraction.padEnd(18, '0'));
  return sign === '-' ? -value : value;
}
