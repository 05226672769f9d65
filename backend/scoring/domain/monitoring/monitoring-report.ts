import { DomainError } from '../../../kernel/errors.ts';
import { normalCdf } from '../distributions.ts';
import { giniOf, type Ranking, widestGap } from '../ranking.ts';
import { gradeAt, probabilityAt } from '../scorecard/scaling.ts';
import { hosmerLemeshow } from '../validation/calibration-tests.ts';
import { estimateAuc, testOfZero } from '../validation/delong.ts';
import { type DriftLevel, judgeShift, type Shift, stabilityShift, sumOf, worstLevel } from './drift-level.ts';
import { type ScoreCount, type ScoreSummary, type ScoreTally, summarizeScores } from './score-tally.ts';
import { type SegmentShifts, segmentShifts } from './segment-shifts.ts';
import { approvedInTraining, meanOf, type TrainingReference } from './training-reference.ts';

/** Of those whose outcome is known. Figures of ranking need two goods and two bads, the test by groups some rows; else they are null. */
export interface MaturedOutcomes {
  readonly rows: number;
  readonly bads: number;
  readonly observed: number;
  /** Mean probability of the same rows. */
  readonly predicted: number;
  /** Distance of observed and predicted over predicted, with the normal test of the number of bads. */
  readonly calibration: Shift;
  readonly hosmerLemeshow: number | null;
  readonly ranking: {
    readonly auc: number;
    readonly gini: number;
    /** DeLong's 95 % interval. */
    readonly giniLower: number;
    readonly giniUpper: number;
    readonly ks: number;
    /** Share of the cross-validated Gini that is lost, with the one-sided test of the AUC. */
    readonly loss: Shift;
  } | null;
}

export interface MonitoringReport extends ScoreSummary, SegmentShifts {
  readonly approvalRate: number;
  readonly score: Shift;
  readonly approval: Shift;
  readonly grades: readonly { readonly grade: string; readonly rows: number; readonly share: number; readonly expectedShare: number }[];
  /** Rows by band of the training; scores beyond them count in the outermost. */
  readonly bands: readonly number[];
  readonly outcome: MaturedOutcomes | null;
  readonly worst: DriftLevel;
}

/** Groups of the Hosmer-Lemeshow test, and the least rows that it is made on. */
const GROUPS = 10;
const LEAST_FOR_GROUPS = 50;

/**
 * How the scores of a period stand against the training of their card: PSI of the score and of the segments, CSI of each characteristic
 * within its segment, approvals at a cut-off and, where outcomes are known, calibration and ranking. From 0.1 on a figure is watched, from 0.25 on it is an alert, unless
 * chance alone explains it.
 * @throws {@link DomainError} `rows_empty`
 */
export function measurePeriod(reference: TrainingReference, tally: ScoreTally, cutOff: number): MonitoringReport {
  const summary = summarizeScores(reference.scaling, tally.scores, cutOff);
  if (summary.rows === 0) throw new DomainError('rows_empty', 'unprocessable', 'There are no rows to measure stability on.');
  const approvalRate = summary.approvalRate ?? 0;
  const score = stabilityShift(groupScores(tally.scores, reference.scoreCuts), reference.scoreCounts);
  const approvedBefore = approvedInTraining(reference, cutOff) * reference.rows;
  const approval = stabilityShift(
    [approvalRate * summary.rows, (1 - approvalRate) * summary.rows],
    [approvedBefore, reference.rows - approvedBefore],
  );
  const bySegment = segmentShifts(reference, tally, summary.rows);
  const outcome = maturedOutcomes(reference, tally.scores);
  const { mix, characteristics } = bySegment;
  const shifts = [score, approval, mix, ...characteristics, outcome?.calibration, outcome?.ranking?.loss];
  return {
    ...summary,
    approvalRate,
    score,
    approval,
    ...bySegment,
    grades: gradeShares(reference, tally.scores, summary.rows),
    bands: groupScores(
      tally.scores,
      reference.bands.slice(1).map(({ lower }) => lower),
    ),
    outcome,
    worst: worstLevel(shifts.flatMap((shift) => (shift ? [shift.level] : []))),
  };
}

/** Rows below the first cut, from each cut to the next, and from the last cut up. */
function groupScores(scores: readonly ScoreCount[], cuts: readonly number[]): number[] {
  const counts = new Array<number>(cuts.length + 1).fill(0);
  for (const { score, rows } of scores) {
    const above = cuts.findIndex((cut) => score < cut);
    const group = above < 0 ? cuts.length : above;
    counts[group] = (counts[group] ?? 0) + rows;
  }
  return counts;
}

function gradeShares({ grades }: TrainingReference, scores: readonly ScoreCount[], total: number): MonitoringReport['grades'] {
  const before = sumOf(grades.map(({ rows }) => rows));
  return grades.map(({ grade, rows: expected }) => {
    const rows = sumOf(scores.filter(({ score }) => gradeAt(grades, score) === grade).map((count) => count.rows));
    return { grade, rows, share: rows / total, expectedShare: expected / before };
  });
}

function maturedOutcomes(reference: TrainingReference, scores: readonly ScoreCount[]): MaturedOutcomes | null {
  const known = scores.filter(({ goods, bads }) => goods + bads > 0);
  const bads = sumOf(known.map((count) => count.bads));
  const rows = bads + sumOf(known.map((count) => count.goods));
  if (rows === 0) return null;
  const probabilities = known.map(({ score }) => probabilityAt(reference.scaling, score));
  const ofScore = known.map((count) => count.goods + count.bads);
  const predicted = meanOf(probabilities, ofScore);
  const variance = probabilities.reduce((sum, probability, at) => sum + (ofScore[at] ?? 0) * probability * (1 - probability), 0);
  const { pValue } = testOfZero(bads - predicted * rows, Math.sqrt(variance));
  return {
    rows,
    bads,
    observed: bads / rows,
    predicted,
    calibration: judgeShift(Math.abs(bads / rows - predicted) / predicted, pValue),
    hosmerLemeshow: rows < LEAST_FOR_GROUPS ? null : groupTest(known, probabilities),
    ranking: bads < 2 || rows - bads < 2 ? null : rankOutcomes(reference, known),
  };
}

function groupTest(known: readonly ScoreCount[], probabilities: readonly number[]): number {
  const each = known.flatMap((count, at) => new Array<number>(count.goods + count.bads).fill(probabilities[at] ?? 0));
  const target = known.flatMap((count) => [...new Array<number>(count.goods).fill(0), ...new Array<number>(count.bads).fill(1)]);
  return hosmerLemeshow(Float64Array.from(each), Uint8Array.from(target), { groups: GROUPS, fittedOn: false }).pValue;
}

function rankOutcomes(reference: TrainingReference, known: readonly ScoreCount[]): NonNullable<MaturedOutcomes['ranking']> {
  const byRisk = known.toReversed();
  const ranking: Ranking = {
    risks: Float64Array.from(byRisk, ({ score }) => -score),
    goods: Float64Array.from(byRisk, ({ goods }) => goods),
    bads: Float64Array.from(byRisk, ({ bads }) => bads),
    totalGoods: sumOf(known.map(({ goods }) => goods)),
    totalBads: sumOf(known.map(({ bads }) => bads)),
  };
  const { auc, standardError, lower, upper } = estimateAuc(ranking);
  const gini = giniOf(auc);
  const lost = reference.gini > 0 ? Math.max(0, 1 - gini / reference.gini) : 0;
  const below = testOfZero(auc - reference.auc, standardError);
  return {
    auc,
    gini,
    giniLower: giniOf(lower),
    giniUpper: giniOf(upper),
    ks: widestGap(ranking).ks,
    loss: judgeShift(lost, normalCdf(below.z)),
  };
}
