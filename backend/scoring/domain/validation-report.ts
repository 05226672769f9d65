import type { Dataset } from '../../intake/domain/columns.ts';
import { compileScorecard } from './scorecard/compile-scorecard.ts';
import { crossValidate, stratifiedFolds } from './cross-validation.ts';
import { brierScore, calibrationTable, type CalibrationBin, logLoss, type ScoreBand, scoreDistribution } from './metrics.ts';
import { areaUnderCurve, captureCurve, giniOf, rankByRisk, thinCurve, widestGap } from './ranking.ts';
import { reportUnseen, type UnseenReport } from './validation/unseen-report.ts';
import { probabilityAt, scoreAt } from './scorecard/scaling.ts';
import type { ScorecardDocument } from './scorecard/scorecard-document.ts';
import type { ModelOptions } from './scorecard/fit-model.ts';

const CURVE_POINTS = 200;
const CALIBRATION_BINS = 10;
const DISTRIBUTION_BANDS = 25;
const FOLDS = 5;
const FOLD_SEED = 1;

/**
 * How well a scorecard tells good from bad. The figures at the top, the curves, the distribution and the
 * grades are of the card on the rows it was trained on; cross-validation, calibration and `unseen` are of
 * models that had not seen the rows they are measured on.
 */
export interface ValidationReport {
  readonly rows: number;
  readonly goods: number;
  readonly bads: number;
  readonly auc: number;
  readonly gini: number;
  readonly ks: number;
  readonly ksScore: number;
  readonly brier: number;
  readonly logLoss: number;
  readonly crossValidation: {
    readonly folds: readonly { readonly fold: number; readonly auc: number; readonly ks: number; readonly gini: number }[];
    readonly auc: number;
    readonly aucSd: number;
    readonly ks: number;
    readonly gini: number;
    readonly brier: number;
    readonly logLoss: number;
  };
  readonly roc: readonly { readonly x: number; readonly y: number }[];
  readonly ks_curve: readonly { readonly score: number; readonly cumulativeGoods: number; readonly cumulativeBads: number }[];
  readonly calibration: readonly CalibrationBin[];
  readonly distribution: readonly ScoreBand[];
  readonly grades: readonly { readonly grade: string; readonly minScore: number; readonly count: number; readonly badRate: number }[];
  readonly unseen: UnseenReport;
}

/** The folds that the customers bring, or five drawn with a fixed seed. */
export function validationFolds({ folds, target }: Pick<Dataset, 'folds' | 'target'>): Uint8Array {
  return folds ?? stratifiedFolds(target, FOLDS, FOLD_SEED);
}

function gradeTable(document: ScorecardDocument, grades: readonly string[], target: Uint8Array): ValidationReport['grades'] {
  return document.grades.map(({ grade, minScore }) => {
    const rows = [...target.keys()].filter((row) => grades[row] === grade);
    const bads = rows.reduce((total, row) => total + (target[row] as number), 0);
    return { grade, minScore, count: rows.length, badRate: rows.length === 0 ? 0 : bads / rows.length };
  });
}

/** Measures `document` on the rows it was trained on and cross-validates the way it was made. */
export function validateScorecard(dataset: Dataset, document: ScorecardDocument, options: ModelOptions): ValidationReport {
  const { target } = dataset;
  const card = compileScorecard(document);
  const scores = card.scoreColumns(dataset.columns);
  const probabilities = Float64Array.from(scores, (score) => probabilityAt(document.scaling, score));
  const ranking = rankByRisk(
    Int32Array.from(scores, (score) => -score),
    target,
  );
  const auc = areaUnderCurve(ranking);
  const gap = widestGap(ranking);
  const curve = captureCurve(ranking);
  const widest = curve.filter((point) => point.risk === gap.risk);
  const shown = thinCurve(curve, CURVE_POINTS, widest);
  const { probabilities: unseen, ...crossValidation } = crossValidate(dataset, validationFolds(dataset), options);
  const unseenScores = Int32Array.from(unseen, (probability) => scoreAt(document.scaling, probability));
  return {
    rows: target.length,
    goods: ranking.totalGoods,
    bads: ranking.totalBads,
    auc,
    gini: giniOf(auc),
    ks: gap.ks,
    ksScore: -gap.risk,
    brier: brierScore(probabilities, target),
    logLoss: logLoss(probabilities, target),
    crossValidation,
    roc: shown.map((point) => ({ x: point.goods, y: point.bads })),
    ks_curve: shown.slice(1).map((point) => ({ score: -point.risk, cumulativeGoods: point.goods, cumulativeBads: point.bads })),
    calibration: calibrationTable(unseenScores, unseen, target, CALIBRATION_BINS),
    distribution: scoreDistribution(scores, target, DISTRIBUTION_BANDS),
    grades: gradeTable(document, Array.from(scores, card.gradeOf), target),
    unseen: reportUnseen(unseen, unseenScores, target),
  };
}
