import { binomialTail, chiSquareTail } from './statistics.ts';

/** What an agency said of a grade before the year, and what happened. */
export interface GradeOutcome {
  readonly rated: number;
  readonly defaulted: number;
  /** Mean probability of default published for the grade; null when none was. */
  readonly expected: number | null;
}

export interface GradeTest {
  readonly realised: number | null;
  /** Probability of at least this many defaults if `expected` is true. */
  readonly pValue: number | null;
  readonly verdict: 'in-line' | 'too-many-defaults' | 'no-data';
}

export interface GroupTest {
  /** Sum of (defaulted - n p)² / (n p (1 - p)) over the grades. */
  readonly statistic: number;
  readonly degrees: number;
  readonly pValue: number;
  readonly verdict: 'in-line' | 'not-calibrated';
}

/** Below this probability chance is not believed. */
const SIGNIFICANCE = 0.05;

/** One-sided exact binomial test of one grade: were there more defaults than the published probability explains? */
export function testGrade({ rated, defaulted, expected }: GradeOutcome): GradeTest {
  const realised = rated === 0 ? null : defaulted / rated;
  if (realised === null || expected === null) return { realised, pValue: null, verdict: 'no-data' };
  const pValue = binomialTail(rated, defaulted, expected);
  return { realised, pValue, verdict: pValue < SIGNIFICANCE ? 'too-many-defaults' : 'in-line' };
}

/**
 * Hosmer-Lemeshow's chi-square over grades instead of deciles. The probabilities were published before the outcomes,
 * not fitted to them, so every grade with data counts as one degree of freedom. Null below two such grades.
 */
export function testGrades(outcomes: readonly GradeOutcome[]): GroupTest | null {
  const terms = outcomes.flatMap(({ rated, defaulted, expected }) => {
    if (expected === null || expected <= 0 || expected >= 1 || rated === 0) return [];
    return [(defaulted - rated * expected) ** 2 / (rated * expected * (1 - expected))];
  });
  if (terms.length < 2) return null;
  const statistic = terms.reduce((sum, term) => sum + term, 0);
  const pValue = chiSquareTail(statistic, terms.length);
  return { statistic, degrees: terms.length, pValue, verdict: pValue < SIGNIFICANCE ? 'not-calibrated' : 'in-line' };
}
