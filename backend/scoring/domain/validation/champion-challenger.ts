import { DomainError } from '../../../kernel/errors.ts';
import type { Learner, TrainingRows } from '../classifier.ts';
import { studentTwoSided } from '../distributions.ts';
import { type AucComparison, compareAuc, testOfZero } from './delong.ts';
import { type Evaluation, evaluateLearner, type SplitResult } from './evaluate-learner.ts';
import { type Split, takeTraining } from './splits.ts';

export interface ResampledTest {
  /** Mean over the splits of challenger less champion. */
  readonly difference: number;
  readonly standardError: number;
  readonly t: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

export interface ChampionChallenger {
  readonly champion: Evaluation;
  readonly challenger: Evaluation;
  readonly folds: readonly {
    readonly name: string;
    readonly champion: number;
    readonly challenger: number;
    readonly delong: AucComparison;
  }[];
  readonly resampled: ResampledTest;
  /** DeLong's test of the mean difference; null when a row is tested more than once, since the folds then are not independent. */
  readonly delong: { readonly difference: number; readonly standardError: number; readonly z: number; readonly pValue: number } | null;
}

/** Differences of less than this have no spread but rounding. */
const ROUNDING = 1e-12;
/** Farther from zero than any probability of a double can tell, so that a difference without spread stays finite. */
const FARTHEST_T = 1e12;

/**
 * Corrected resampled t-test of Nadeau and Bengio (2003): training sets overlap, so the variance of the mean is
 * (1/k + test/train) times that of the differences.
 * @param testShare - rows tested over rows trained on, in one split
 * @throws {@link DomainError} `folds_unusable` with fewer than two differences
 */
export function correctedResampledTest(differences: readonly number[], testShare: number): ResampledTest {
  const count = differences.length;
  if (count < 2) {
    throw new DomainError(
      'folds_unusable',
      'unprocessable',
      'Each of at least two folds needs rows with a good and rows with a bad outcome.',
      { params: { folds: count } },
    );
  }
  const difference = differences.reduce((total, value) => total + value, 0) / count;
  const variance = differences.reduce((total, value) => total + (value - difference) ** 2, 0) / (count - 1);
  const standardError = Math.sqrt((1 / count + testShare) * variance);
  const degreesOfFreedom = count - 1;
  if (Math.abs(difference) < ROUNDING) return { difference, standardError, t: 0, degreesOfFreedom, pValue: 1 };
  const t = Math.max(-FARTHEST_T, Math.min(FARTHEST_T, difference / standardError));
  return { difference, standardError, t, degreesOfFreedom, pValue: studentTwoSided(t, degreesOfFreedom) };
}

/**
 * Learns both models on the same splits and asks fold by fold, by AUC, whether the challenger ranks better.
 * @throws {@link DomainError} of the learners, `folds_unusable`, `outcomes_too_few`
 */
export function compareLearners(
  learners: { readonly champion: Learner; readonly challenger: Learner },
  rows: TrainingRows,
  splits: readonly Split[],
): ChampionChallenger {
  const champion = evaluateLearner(learners.champion, rows, splits);
  const challenger = evaluateLearner(learners.challenger, rows, splits);
  const folds = splits.map((split, place) => {
    const before = (champion.results[place] as SplitResult).predicted;
    const after = (challenger.results[place] as SplitResult).predicted;
    const delong = compareAuc(after, before, takeTraining(rows, split.test).target);
    return { name: split.name, champion: delong.second, challenger: delong.first, delong };
  });
  const testShare = splits.reduce((total, split) => total + split.test.length / split.train.length, 0) / splits.length;
  const resampled = correctedResampledTest(
    folds.map((fold) => fold.delong.difference),
    testShare,
  );
  const tested = new Set(splits.flatMap((split) => [...split.test]));
  const overlaps = tested.size < splits.reduce((total, split) => total + split.test.length, 0);
  const variance = folds.reduce((total, fold) => total + fold.delong.standardError ** 2, 0) / folds.length ** 2;
  const standardError = Math.sqrt(variance);
  const { difference } = resampled;
  return {
    champion,
    challenger,
    folds,
    resampled,
    delong: overlaps ? null : { difference, standardError, ...testOfZero(difference, standardError) },
  };
}
