import { brierScore, logLoss } from './domain/metrics.ts';
import { areaUnderCurve, giniOf, rankByRisk, widestGap } from './domain/ranking.ts';
import { probabilityAt } from './domain/scorecard/scaling.ts';
import type { ScoringDocument } from './domain/scorecard/scorecard-document.ts';

/** How well scores tell goods from bads, and probabilities the rate of bads; figures of ranking need both kinds of rows. */
export interface Measures {
  readonly rows: number;
  readonly bads: number;
  readonly auc: number | null;
  readonly gini: number | null;
  readonly ks: number | null;
  readonly brier: number;
  readonly logLoss: number;
  /** Mean probability of a bad outcome, beside the observed share. */
  readonly predicted: number;
  readonly observed: number;
}

export function measureScores({ scaling }: Pick<ScoringDocument, 'scaling'>, scores: Int32Array, target: Uint8Array): Measures {
  const risks = Int32Array.from(scores, (score) => -score);
  return measureRisks(
    risks,
    Float64Array.from(scores, (score) => probabilityAt(scaling, score)),
    target,
  );
}

/** Measures probabilities whose rows rank by `risks`. */
export function measureRisks(risks: Int32Array | Float64Array, probabilities: Float64Array, target: Uint8Array): Measures {
  const bads = target.reduce((sum, outcome) => sum + outcome, 0);
  const isRanked = bads > 0 && bads < target.length;
  const ranking = rankByRisk(risks, target);
  const auc = isRanked ? areaUnderCurve(ranking) : null;
  return {
    rows: target.length,
    bads,
    auc,
    gini: auc === null ? null : giniOf(auc),
    ks: isRanked ? widestGap(ranking).ks : null,
    brier: brierScore(probabilities, target),
    logLoss: logLoss(probabilities, target),
    predicted: probabilities.reduce((sum, probability) => sum + probability, 0) / target.length,
    observed: bads / target.length,
  };
}
