import { divideHalfUp, type Loan, WAD } from './loan.ts';
import { compareBalances } from './loan-basket.ts';
import { shareWad, weightedMean } from './weighted.ts';

/** Figures of a pool as investors quote them; weights are balances, months are wad so that they keep their decimals. */
export interface PoolStatistics {
  readonly loans: number;
  readonly obligors: number;
  readonly originalMinor: bigint;
  readonly balanceMinor: bigint;
  readonly averageMinor: bigint;
  readonly largestMinor: bigint;
  /** Weighted average coupon, remaining term and age. */
  readonly wacWad: bigint | null;
  readonly wamWad: bigint | null;
  readonly walaWad: bigint | null;
  readonly pdWad: bigint | null;
  readonly lgdWad: bigint | null;
  /** `pd * lgd * (1 - guaranteed)` a year, over the loans that have both. */
  readonly expectedLossWad: bigint | null;
  /** Share of the balance that has a PD, and that carries a credential. */
  readonly scoredWad: bigint;
  readonly credentialWad: bigint;
  readonly guaranteedWad: bigint;
  readonly delinquent30Wad: bigint;
  /** Herfindahl-Hirschman index of the obligors, 1 when all is owed by one, and the number of equal obligors that has the same. */
  readonly hhiWad: bigint;
  readonly effectiveObligorsWad: bigint;
  readonly top10Wad: bigint;
}

/** Statistics of the loans of one pool, all of one currency. */
export function poolStatistics(loans: readonly Loan[]): PoolStatistics {
  const sum = (of: (loan: Loan) => bigint) => loans.reduce((total, loan) => total + of(loan), 0n);
  const mean = (of: (loan: Loan) => bigint | null) => weightedMean(loans, of)?.mean ?? null;
  const balanceMinor = sum((loan) => loan.balanceMinor);
  const part = (isPart: (loan: Loan) => boolean) =>
    shareWad(
      sum((loan) => (isPart(loan) ? loan.balanceMinor : 0n)),
      balanceMinor,
    );
  const obligors = obligorBalances(loans);
  const squares = obligors.reduce((total, balance) => total + balance * balance, 0n);
  const square = balanceMinor * balanceMinor;
  return {
    loans: loans.length,
    obligors: obligors.length,
    originalMinor: sum((loan) => loan.originalMinor),
    balanceMinor,
    averageMinor: loans.length === 0 ? 0n : divideHalfUp(balanceMinor, BigInt(loans.length)),
    largestMinor: loans.reduce((most, loan) => (loan.balanceMinor > most ? loan.balanceMinor : most), 0n),
    wacWad: mean((loan) => loan.rateWad),
    wamWad: mean((loan) => BigInt(loan.remainingMonths) * WAD),
    walaWad: mean((loan) => BigInt(loan.termMonths - loan.remainingMonths) * WAD),
    pdWad: mean((loan) => loan.pdWad),
    lgdWad: mean((loan) => loan.lgdWad),
    expectedLossWad: mean(expectedLoss),
    scoredWad: part((loan) => loan.pdWad !== null),
    credentialWad: part((loan) => loan.credential !== null),
    guaranteedWad: mean((loan) => loan.guaranteedWad) ?? 0n,
    delinquent30Wad: part((loan) => loan.daysPastDue >= 30),
    hhiWad: shareWad(squares, square),
    effectiveObligorsWad: shareWad(square, squares),
    top10Wad: shareWad(
      obligors.slice(0, 10).reduce((total, balance) => total + balance, 0n),
      balanceMinor,
    ),
  };
}

/** Expected loss of a loan within a year as a share of its balance; null without PD or LGD. */
function expectedLoss(loan: Loan): bigint | null {
  if (loan.pdWad === null || loan.lgdWad === null) return null;
  return divideHalfUp(loan.pdWad * loan.lgdWad * (WAD - loan.guaranteedWad), WAD * WAD);
}

/** Balance of each obligor, falling. */
function obligorBalances(loans: readonly Loan[]): bigint[] {
  const balances = new Map<string, bigint>();
  for (const loan of loans) balances.set(loan.obligor, (balances.get(loan.obligor) ?? 0n) + loan.balanceMinor);
  return [...balances.values()].sort((a, b) => compareBalances(b, a));
}
