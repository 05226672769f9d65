import { captureCurve, rankByRisk, type Ranking, thinCurve } from '../ranking.ts';
import { type BrierParts, decomposeBrier, hosmerLemeshow, spiegelhalter } from './calibration-tests.ts';
import { type AucEstimate, estimateAuc } from './delong.ts';
import { accuracyRatio, capCurve, type GainsBand, gainsTable } from './gains.ts';
import { hMeasure, priorCosts } from './h-measure.ts';

const CURVE_POINTS = 200;

/** One band of the lift and gains table, the lowest scores first. */
export interface ScoreGains extends Omit<GainsBand, 'lowerRisk' | 'upperRisk' | 'cumulativeLift'> {
  readonly lowerScore: number;
  readonly upperScore: number;
}

/** Who is approved when every score from `score` up is. */
export interface ScoreCutOff {
  readonly score: number;
  readonly approvedGoods: number;
  readonly approvedBads: number;
}

/** Figures of predictions by models that had not seen the rows, all rows together. */
export interface UnseenReport {
  readonly auc: AucEstimate;
  /** By Hand's symmetric weight, beta(2, 2), and by the one that knows the bad rate, beta(1 + bads, 1 + goods). */
  readonly hMeasure: number;
  readonly hMeasureOfPrior: number;
  readonly brier: BrierParts;
  readonly hosmerLemeshow: { readonly chiSquare: number; readonly degreesOfFreedom: number; readonly pValue: number };
  readonly spiegelhalter: { readonly z: number; readonly pValue: number };
  readonly gains: readonly ScoreGains[];
  /** Shares of all rows and of the bads at or below a score. */
  readonly cap: readonly { readonly rows: number; readonly bads: number }[];
  readonly accuracyRatio: number;
  /** From approving all to approving none. */
  readonly cutOffs: readonly ScoreCutOff[];
}

function cutOffsOf(ranking: Ranking): ScoreCutOff[] {
  let approvedGoods = 0;
  let approvedBads = 0;
  const cutOffs: ScoreCutOff[] = [{ score: 1 - (ranking.risks[0] as number), approvedGoods, approvedBads }];
  ranking.risks.forEach((risk, group) => {
    approvedGoods += ranking.goods[group] as number;
    approvedBads += ranking.bads[group] as number;
    cutOffs.push({ score: -risk, approvedGoods, approvedBads });
  });
  return cutOffs.reverse();
}

function gainsByScore(risks: Float64Array, target: Uint8Array): ScoreGains[] {
  return gainsTable(risks, target).map(({ lowerRisk, upperRisk, cumulativeLift: _, ...band }) => ({
    ...band,
    lowerScore: -upperRisk,
    upperScore: -lowerRisk,
  }));
}

/**
 * Measures out-of-fold `probabilities` and the `scores` they make.
 * @throws {@link DomainError} of `requireProbabilities`, `outcomes_one_class`, `outcomes_too_few`
 */
export function reportUnseen(probabilities: Float64Array, scores: Int32Array, target: Uint8Array): UnseenReport {
  const byProbability = rankByRisk(probabilities, target);
  const risks = Float64Array.from(scores, (score) => -score);
  const byScore = rankByRisk(risks, target);
  const cap = capCurve(captureCurve(byScore), byScore);
  const { chiSquare, degreesOfFreedom, pValue } = hosmerLemeshow(probabilities, target);
  return {
    auc: estimateAuc(byProbability),
    hMeasure: hMeasure(byProbability),
    hMeasureOfPrior: hMeasure(byProbability, priorCosts(byProbability)),
    brier: decomposeBrier(probabilities, target),
    hosmerLemeshow: { chiSquare, degreesOfFreedom, pValue },
    spiegelhalter: spiegelhalter(probabilities, target),
    gains: gainsByScore(risks, target),
    cap: thinCurve(cap, CURVE_POINTS).map(({ rows, bads }) => ({ rows, bads })),
    accuracyRatio: accuracyRatio(cap, byScore.totalBads / target.length),
    cutOffs: thinCurve(cutOffsOf(byScore), CURVE_POINTS),
  };
}
