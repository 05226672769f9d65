import type { Loan } from './loan.ts';

interface Score {
  readonly score: number;
  readonly grade: string;
  readonly pdWad: bigint;
}

/**
 * A loan with score, grade and PD of its credential instead of those of its row. Flags tell what does not agree: `credential_unknown` when no anchored credential has the
 * digest, so that the row's own figures stand without proof; `credential_differs` when the row said something else.
 */
export function matchScore(loan: Loan, scores: ReadonlyMap<string, Score>): Loan {
  if (loan.credential === null) return loan;
  const found = scores.get(loan.credential);
  if (found === undefined) return { ...loan, flags: [...loan.flags, 'credential_unknown'] };
  const differs =
    (loan.score !== null && loan.score !== found.score) ||
    (loan.grade !== null && loan.grade !== found.grade) ||
    (loan.pdWad !== null && loan.pdWad !== found.pdWad);
  return { ...loan, ...found, flags: differs ? [...loan.flags, 'credential_differs'] : loan.flags };
}
