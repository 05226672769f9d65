import { chiSquareUpperTail } from '../distributions.ts';
import { scoreGroups } from '../score-groups.ts';
import { testOfZero } from './delong.ts';
import { requireCount, requireProbabilities } from './scored-rows.ts';

export interface HosmerLemeshow {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  readonly groups: readonly { readonly rows: number; readonly expectedBads: number; readonly observedBads: number }[];
}

/** Probabilities nearer to 0 or 1 count as this far, so that one sure error stays finite. */
const CLIP = 1e-15;

function sumOver(rows: readonly number[], value: (row: number) => number): number {
  return rows.reduce((total, row) => total + value(row), 0);
}

/**
 * Hosmer-Lemeshow test over at most `groups` groups of like size by probability; equal probabilities stay together.
 * Rows the model was fitted on cost two degrees of freedom, rows it had not seen none.
 * @throws {@link DomainError} of `requireProbabilities`, `setting_invalid`
 */
export function hosmerLemeshow(
  probabilities: Float64Array,
  target: Uint8Array,
  { groups, fittedOn }: { readonly groups: number; readonly fittedOn: boolean } = { groups: 10, fittedOn: false },
): HosmerLemeshow {
  requireProbabilities(probabilities, target);
  requireCount('groups', groups, 3, 1000);
  const table = scoreGroups(probabilities, groups).map((rows) => ({
    rows: rows.length,
    expectedBads: sumOver(rows, (row) => probabilities[row] as number),
    observedBads: sumOver(rows, (row) => target[row] as number),
  }));
  const chiSquare = table.reduce((total, { rows, expectedBads, observedBads }) => {
    const mean = Math.min(1 - CLIP, Math.max(CLIP, expectedBads / rows));
    return total + (observedBads - rows * mean) ** 2 / (rows * mean * (1 - mean));
  }, 0);
  const degreesOfFreedom = Math.max(1, table.length - (fittedOn ? 2 : 0));
  return { chiSquare, degreesOfFreedom, pValue: chiSquareUpperTail(chiSquare, degreesOfFreedom), groups: table };
}

/**
 * Spiegelhalter's test (1986) that the Brier score is what the probabilities themselves expect. Above 0: the outcomes
 * are farther from the probabilities than they should be. Probabilities of one half each have no say and give 0.
 * @throws {@link DomainError} of `requireProbabilities`
 */
export function spiegelhalter(probabilities: Float64Array, target: Uint8Array): { readonly z: number; readonly pValue: number } {
  requireProbabilities(probabilities, target);
  let excess = 0;
  let variance = 0;
  for (let row = 0; row < target.length; row++) {
    const probability = Math.min(1 - CLIP, Math.max(CLIP, probabilities[row] as number));
    const slope = 1 - 2 * probability;
    excess += ((target[row] as number) - probability) * slope;
    variance += slope * slope * probability * (1 - probability);
  }
  return testOfZero(excess, Math.sqrt(variance));
}

/** Parts of the Brier score: `brier = reliability - resolution + uncertainty + withinVariance - withinCovariance`. */
export interface BrierParts {
  readonly brier: number;
  /** Squared distance of mean probability and bad rate of the groups: 0 is best. */
  readonly reliability: number;
  /** Squared distance of the groups' bad rates from the overall one: the more, the better the groups are told apart. */
  readonly resolution: number;
  /** Variance of the outcomes, which no model can change. */
  readonly uncertainty: number;
  readonly withinVariance: number;
  readonly withinCovariance: number;
}

/**
 * Murphy's decomposition over at most `groups` groups by probability, with the two terms of Stephenson, Coelho and
 * Jolliffe (2008) for what varies inside a group, so that the parts add up exactly.
 * @throws {@link DomainError} of `requireProbabilities`, `setting_invalid`
 */
export function decomposeBrier(probabilities: Float64Array, target: Uint8Array, groups = 10): BrierParts {
  requireProbabilities(probabilities, target);
  requireCount('groups', groups, 1, 1000);
  const share = target.reduce((total, outcome) => total + outcome, 0) / target.length;
  const parts = { brier: 0, reliability: 0, resolution: 0, withinVariance: 0, withinCovariance: 0 };
  for (const rows of scoreGroups(probabilities, groups)) {
    const predicted = sumOver(rows, (row) => probabilities[row] as number) / rows.length;
    const observed = sumOver(rows, (row) => target[row] as number) / rows.length;
    parts.reliability += (rows.length * (predicted - observed) ** 2) / target.length;
    parts.resolution += (rows.length * (observed - share) ** 2) / target.length;
    for (const row of rows) {
      const deviation = (probabilities[row] as number) - predicted;
      parts.brier += ((probabilities[row] as number) - (target[row] as number)) ** 2 / target.length;
      parts.withinVariance += deviation ** 2 / target.length;
      parts.withinCovariance += (2 * deviation * ((target[row] as number) - observed)) / target.length;
    }
  }
  return { ...parts, uncertainty: share * (1 - share) };
}
