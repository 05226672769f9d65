import { DomainError } from '../../../kernel/errors.ts';
import { normalUpperQuantile } from '../distributions.ts';
import { twoSidedPValue } from '../normal-distribution.ts';
import { areaUnderCurve, rankByRisk, type Ranking } from '../ranking.ts';
import { requireBothOutcomes, requireSetting } from './scored-rows.ts';

export interface AucEstimate {
  readonly auc: number;
  readonly standardError: number;
  /** Normal interval, cut at 0 and 1. A ranking without fault has no spread, so its interval is a point. */
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
}

export interface AucComparison {
  readonly first: number;
  readonly second: number;
  /** First less second. */
  readonly difference: number;
  readonly standardError: number;
  readonly z: number;
  readonly pValue: number;
}

/** Share of the other class that is ranked rightly against each group, ties half: the structural components of DeLong. */
interface Components {
  readonly ofBads: Float64Array;
  readonly ofGoods: Float64Array;
}

function componentsOf(ranking: Ranking): Components {
  const ofBads = new Float64Array(ranking.risks.length);
  const ofGoods = new Float64Array(ranking.risks.length);
  let goodsBelow = 0;
  let badsBelow = 0;
  for (let group = 0; group < ofBads.length; group++) {
    const goods = ranking.goods[group] as number;
    const bads = ranking.bads[group] as number;
    ofBads[group] = (goodsBelow + goods / 2) / ranking.totalGoods;
    ofGoods[group] = (ranking.totalBads - badsBelow - bads / 2) / ranking.totalBads;
    goodsBelow += goods;
    badsBelow += bads;
  }
  return { ofBads, ofGoods };
}

function requireTwoEach(ranking: Ranking): void {
  if (ranking.totalGoods > 1 && ranking.totalBads > 1) return;
  throw new DomainError('outcomes_too_few', 'unprocessable', 'The variance of an AUC needs at least two goods and two bads.', {
    params: { goods: ranking.totalGoods, bads: ranking.totalBads },
  });
}

function squaredDeviations(values: Float64Array, counts: Float64Array, mean: number): number {
  let total = 0;
  for (let group = 0; group < values.length; group++) total += (counts[group] as number) * ((values[group] as number) - mean) ** 2;
  return total;
}

/**
 * AUC with the variance of DeLong, DeLong and Clarke-Pearson (1988), from mid-ranks: O(n log n) with the sort
 * of `rankByRisk`, no more than one pass here.
 * @throws {@link DomainError} `outcomes_too_few`, `setting_invalid`
 */
export function estimateAuc(ranking: Ranking, level = 0.95): AucEstimate {
  requireSetting('level', level, 0.5, 0.999_999);
  requireTwoEach(ranking);
  const { totalBads, totalGoods } = ranking;
  const { ofBads, ofGoods } = componentsOf(ranking);
  const auc = areaUnderCurve(ranking);
  const variance =
    squaredDeviations(ofBads, ranking.bads, auc) / ((totalBads - 1) * totalBads) +
    squaredDeviations(ofGoods, ranking.goods, auc) / ((totalGoods - 1) * totalGoods);
  const standardError = Math.sqrt(variance);
  const reach = normalUpperQuantile((1 - level) / 2) * standardError;
  return { auc, standardError, lower: Math.max(0, auc - reach), upper: Math.min(1, auc + reach), level };
}

function groupOf(risks: Float64Array, risk: number): number {
  let low = 0;
  let high = risks.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((risks[middle] as number) < risk) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The component of each row, in the order of the rows. */
function componentOfRows(risks: ArrayLike<number>, target: Uint8Array, ranking: Ranking): Float64Array {
  const { ofBads, ofGoods } = componentsOf(ranking);
  return Float64Array.from(target, (outcome, row) => {
    const group = groupOf(ranking.risks, risks[row] as number);
    return (outcome === 1 ? ofBads[group] : ofGoods[group]) as number;
  });
}

/**
 * Paired test of two models on the same rows (DeLong 1988, mid-ranks as in Sun and Xu 2014): is one AUC larger?
 * Models that rank alike have difference 0 and p-value 1.
 * @throws {@link DomainError} of {@link requireBothOutcomes}, `outcomes_too_few`
 */
export function compareAuc(first: ArrayLike<number>, second: ArrayLike<number>, target: Uint8Array): AucComparison {
  requireBothOutcomes('risk of the first model', first, target);
  requireBothOutcomes('risk of the second model', second, target);
  const rankings = [rankByRisk(first, target), rankByRisk(second, target)] as const;
  requireTwoEach(rankings[0]);
  const areas = [areaUnderCurve(rankings[0]), areaUnderCurve(rankings[1])] as const;
  const one = componentOfRows(first, target, rankings[0]);
  const two = componentOfRows(second, target, rankings[1]);
  const difference = areas[0] - areas[1];
  const { totalBads, totalGoods } = rankings[0];
  let ofBads = 0;
  let ofGoods = 0;
  for (let row = 0; row < target.length; row++) {
    const squared = ((one[row] as number) - (two[row] as number) - difference) ** 2;
    if (target[row] === 1) ofBads += squared;
    else ofGoods += squared;
  }
  const standardError = Math.sqrt(ofBads / (totalBads * (totalBads - 1)) + ofGoods / (totalGoods * (totalGoods - 1)));
  return { first: areas[0], second: areas[1], difference, standardError, ...testOfZero(difference, standardError) };
}

/** Differences below this are rounding: models that rank alike. */
const ROUNDING = 1e-12;
/** Farther from zero than any probability of a double can tell. */
const FARTHEST_Z = 40;

/** Normal test of `difference` against 0. Without any spread a difference beyond rounding is sure. */
export function testOfZero(difference: number, standardError: number): { readonly z: number; readonly pValue: number } {
  if (Math.abs(difference) < ROUNDING) return { z: 0, pValue: 1 };
  const z = Math.max(-FARTHEST_Z, Math.min(FARTHEST_Z, difference / standardError));
  return { z, pValue: twoSidedPValue(z) };
}
