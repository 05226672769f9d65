import { divideHalfUp, type Loan } from './loan.ts';

/** Balance-weighted mean of what `of` gives, rounded half up, over the loans that have it; null when none has. */
export function weightedMean(
  loans: readonly Loan[],
  of: (loan: Loan) => bigint | null,
): { readonly mean: bigint; readonly weight: bigint } | null {
  let [sum, weight] = [0n, 0n];
  for (const loan of loans) {
    const value = of(loan);
    if (value === null) continue;
    sum += value * loan.balanceMinor;
    weight += loan.balanceMinor;
  }
  return weight === 0n ? null : { mean: divideHalfUp(sum, weight), weight };
}

/** A share of `whole` in wad, 0 of nothing. */
export function shareWad(part: bigint, whole: bigint): bigint {
  return whole === 0n ? 0n : divideHalfUp(part * 10n ** 18n, whole);
}
