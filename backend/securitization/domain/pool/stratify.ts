import type { Loan } from './loan.ts';
import { compareBalances } from './loan-basket.ts';
import { decimalText, fieldText, type LoanField, loanField } from './loan-field.ts';
import { shareWad, weightedMean } from './weighted.ts';

/** One line of a stratification table. Weighted means are those of the loans that have the value, by balance. */
export interface Stratum {
  readonly label: string;
  readonly loans: number;
  readonly balanceMinor: bigint;
  readonly shareWad: bigint;
  readonly rateWad: bigint | null;
  readonly remainingMonths: bigint | null;
  readonly pdWad: bigint | null;
}

/** Lower edges of the ranges of a numeric field; a range reaches up to the next edge, which is not part of it. In the field's own units. */
const EDGES: Readonly<Partial<Record<LoanField, readonly (number | bigint)[]>>> = {
  balance: [0n, 1_000n, 2_500n, 5_000n, 10_000n, 25_000n, 50_000n, 100_000n, 250_000n, 500_000n, 1_000_000n].map((major) => major * 100n),
  originalBalance: [0n, 1_000n, 2_500n, 5_000n, 10_000n, 25_000n, 50_000n, 100_000n, 250_000n, 500_000n, 1_000_000n].map(
    (major) => major * 100n,
  ),
  rate: [0n, 2n, 4n, 6n, 8n, 10n, 12n, 15n, 20n].map((percent) => percent * 10n ** 16n),
  pd: [0n, 1n, 5n, 10n, 25n, 50n, 100n, 200n].map((perMille) => perMille * 10n ** 15n),
  lgd: [0n, 10n, 25n, 45n, 60n, 80n].map((percent) => percent * 10n ** 16n),
  guaranteed: [0n, 1n, 25n, 50n, 75n, 90n].map((percent) => percent * 10n ** 16n),
  termMonths: [0, 12, 24, 36, 48, 60, 84, 120, 180, 240, 300],
  remainingMonths: [0, 12, 24, 36, 48, 60, 84, 120, 180, 240, 300],
  ageMonths: [0, 6, 12, 24, 36, 60],
  daysPastDue: [0, 1, 30, 60, 90, 120, 150, 180],
  score: [0, 500, 550, 600, 650, 700, 750],
};
const DAYS_OF_YEAR = /^\d{4}/;

/**
 * Table of the loans by one field: by ranges where the field is a number, by year where it is a day, else by value. Lines partition the loans; empty ones are left out.
 *
 * @param edges - other lower edges, rising, the first at most the lowest value
 */
export function stratify(loans: readonly Loan[], by: LoanField, edges: readonly (number | bigint)[] | undefined = EDGES[by]): Stratum[] {
  const total = loans.reduce((sum, loan) => sum + loan.balanceMinor, 0n);
  const groups = new Map<string, Loan[]>();
  const places = new Map<string, number>();
  for (const loan of loans) {
    const { label, place } = labelOf(loan, by, edges);
    const group = groups.get(label);
    if (group === undefined) groups.set(label, [loan]);
    else group.push(loan);
    places.set(label, place);
  }
  const strata = [...groups].map(([label, members]) => stratumOf(label, members, total));
  return strata.sort((a, b) => (places.get(a.label) ?? 0) - (places.get(b.label) ?? 0) || (a.label < b.label ? -1 : 1));
}

/** The largest `count` groups of a field by balance, such as the largest obligors. */
export function largestGroups(loans: readonly Loan[], by: LoanField, count: number): Stratum[] {
  const all = stratify(loans, by, undefined);
  return all.sort((a, b) => compareBalances(b.balanceMinor, a.balanceMinor) || (a.label < b.label ? -1 : 1)).slice(0, count);
}

function stratumOf(label: string, loans: readonly Loan[], total: bigint): Stratum {
  const balanceMinor = loans.reduce((sum, loan) => sum + loan.balanceMinor, 0n);
  return {
    label,
    loans: loans.length,
    balanceMinor,
    shareWad: shareWad(balanceMinor, total),
    rateWad: weightedMean(loans, (loan) => loan.rateWad)?.mean ?? null,
    remainingMonths: weightedMean(loans, (loan) => BigInt(loan.remainingMonths))?.mean ?? null,
    pdWad: weightedMean(loans, (loan) => loan.pdWad)?.mean ?? null,
  };
}

function labelOf(loan: Loan, by: LoanField, edges: readonly (number | bigint)[] | undefined): { label: string; place: number } {
  const { kind, of } = loanField(by);
  const value = of(loan);
  if (value === null) return { label: '-', place: Number.MAX_SAFE_INTEGER };
  if (kind === 'day') return { label: DAYS_OF_YEAR.exec(fieldText(by, loan))?.[0] ?? '', place: 0 };
  if (edges === undefined || typeof value === 'string') return { label: fieldText(by, loan), place: 0 };
  let place = 0;
  while (place + 1 < edges.length && value >= (edges[place + 1] ?? 0)) place++;
  const [low, high] = [edges[place] ?? 0, edges[place + 1]];
  return { label: high === undefined ? `${edgeText(low, kind)}+` : `${edgeText(low, kind)}-<${edgeText(high, kind)}`, place };
}

function edgeText(edge: number | bigint, kind: string): string {
  if (kind === 'amount') return decimalText(BigInt(edge), 2);
  return kind === 'fraction' ? `${decimalText(BigInt(edge), 16)}%` : String(edge);
}
