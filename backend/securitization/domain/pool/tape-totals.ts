import type { Loan } from './loan.ts';

/** Control totals of a tape. */
export interface TapeTotals {
  readonly loans: number;
  readonly originalMinor: bigint;
  readonly balanceMinor: bigint;
  readonly obligors: number;
  readonly flagged: number;
  readonly withCredential: number;
  /** Balance by currency. */
  readonly currencies: ReadonlyMap<string, bigint>;
}

export function totalsOf(loans: readonly Loan[]): TapeTotals {
  const currencies = new Map<string, bigint>();
  const obligors = new Set<string>();
  let [originalMinor, balanceMinor, flagged, withCredential] = [0n, 0n, 0, 0];
  for (const loan of loans) {
    originalMinor += loan.originalMinor;
    balanceMinor += loan.balanceMinor;
    flagged += loan.flags.length > 0 ? 1 : 0;
    withCredential += loan.credential === null ? 0 : 1;
    obligors.add(loan.obligor);
    currencies.set(loan.currency, (currencies.get(loan.currency) ?? 0n) + loan.balanceMinor);
  }
  return { loans: loans.length, originalMinor, balanceMinor, obligors: obligors.size, flagged, withCredential, currencies };
}
