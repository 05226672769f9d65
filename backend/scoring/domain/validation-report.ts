import type { Dataset } from '../../intake/domain/columns.ts';
import { type CrossValidation, foldsOf, measureFolds, modelLearner, predictUnseen } from './cross-validation.ts';
import { brierScore, calibrationTable, type CalibrationBin, logLoss, type ScoreBand, scoreDistribution } from './metrics.ts';
import { areaUnderCurve, captureCurve, giniOf, rankByRisk, thinCurve, widestGap } from './ranking.ts';
import { reportUnseen, type UnseenReport } from './validation/unseen-report.ts';
import { gradeAt, probabilityAt, type Scaling, scoreAt } from './scorecard/scaling.ts';
import type { ScoringDocument } from './scorecard/scorecard-document.ts';
import { compileDocument, placesOf } from './segments/compile-document.ts';
import { segmentList } from './segments/scoring-document.ts';
import { rowsByLeaf } from './segments/segment-tree.ts';
import type { ModelOptions } from './scorecard/fit-model.ts';

const CURVE_POINTS = 200;
const CALIBRATION_BINS = 10;
const DISTRIBUTION_BANDS = 25;

/** Figures over folds, everything fitted anew inside each. */
export type CrossValidationFigures = Omit<CrossValidation, 'probabilities'>;

/**
 * How well a scorecard tells good from bad. The figures at the top, the curves, the distribution and the
 * grades are of the card on the rows it was trained on; cross-validation, calibration and `unseen` are of
 * models that had not seen the rows they are measured on. Of a model that could not be learnt anew there is no
 * cross-validation: all figures, `unseen` too, are then of the model itself on the rows that it was measured on.
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
  readonly crossValidation: CrossValidationFigures | null;
  readonly roc: readonly { readonly x: number; readonly y: number }[];
  readonly ks_curve: readonly { readonly score: number; readonly cumulativeGoods: number; readonly cumulativeBads: number }[];
  readonly calibration: readonly CalibrationBin[];
  readonly distribution: readonly ScoreBand[];
  readonly grades: readonly { readonly grade: string; readonly minScore: number; readonly count: number; readonly badRate: number }[];
  readonly unseen: UnseenReport;
  /** Of a model without cross-validation. */
  readonly meanScore?: number;
}

/** Of a card, which can always be learnt anew. */
export interface CrossValidatedReport extends ValidationReport {
  readonly crossValidation: CrossValidationFigures;
}

/** The figures that tell how well a model ranks: cross-validated where they can be. */
export function rankingFigures(validation: Pick<ValidationReport, 'auc' | 'ks' | 'gini' | 'crossValidation'>): {
  readonly auc: number;
  readonly ks: number;
  readonly gini: number;
} {
  return validation.crossValidation ?? validation;
}

interface ScoredRows {
  readonly target: Uint8Array;
  /** Scores of the document on the rows it was trained or measured on. */
  readonly scores: Int32Array;
}

interface ScoredPart extends ScoredRows {
  /** Log-odds by models that had not seen the row. */
  readonly unseen: Float64Array;
  readonly folds: Uint8Array;
}

type Scale = { readonly scaling: Pick<Scaling, 'factor' | 'offset'> } & Pick<ScoringDocument, 'grades'>;

function gradeTable({ grades }: Scale, { scores, target }: ScoredRows): ValidationReport['grades'] {
  const own = Array.from(scores, (score) => gradeAt(grades, score));
  return grades.map(({ grade, minScore }) => {
    const rows = [...target.keys()].filter((row) => own[row] === grade);
    const bads = rows.reduce((total, row) => total + (target[row] as number), 0);
    return { grade, minScore, count: rows.length, badRate: rows.length === 0 ? 0 : bads / rows.length };
  });
}

type OwnFigures = Omit<ValidationReport, 'crossValidation' | 'calibration' | 'unseen'>;

/** Figures of the document itself. */
function reportOwn(scale: Scale, part: ScoredRows): OwnFigures {
  const { target, scores } = part;
  const probabilities = Float64Array.from(scores, (score) => probabilityAt(scale.scaling, score));
  const ranking = rankByRisk(
    Int32Array.from(scores, (score) => -score),
    target,
  );
  const auc = areaUnderCurve(ranking);
  const gap = widestGap(ranking);
  const curve = captureCurve(ranking);
  const widest = curve.filter((point) => point.risk === gap.risk);
  const shown = thinCurve(curve, CURVE_POINTS, widest);
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
    roc: shown.map((point) => ({ x: point.goods, y: point.bads })),
    ks_curve: shown.slice(1).map((point) => ({ score: -point.risk, cumulativeGoods: point.goods, cumulativeBads: point.bads })),
    distribution: scoreDistribution(scores, target, DISTRIBUTION_BANDS),
    grades: gradeTable(scale, part),
  };
}

function reportPart(scale: Scale, part: ScoredPart): CrossValidatedReport {
  const { target } = part;
  const { probabilities: unseen, ...crossValidation } = measureFolds(part.unseen, target, part.folds);
  const unseenScores = Int32Array.from(unseen, (probability) => scoreAt(scale.scaling, probability));
  return {
    ...reportOwn(scale, part),
    crossValidation,
    calibration: calibrationTable(unseenScores, unseen, target, CALIBRATION_BINS),
    unseen: reportUnseen(unseen, unseenScores, target),
  };
}

/**
 * Measures scores of a model that cannot be learnt anew: the model itself, by what its whole scores say.
 * @throws {@link DomainError} of `reportUnseen`
 */
export function reportItself(scale: Scale, rows: ScoredRows): ValidationReport {
  const { target, scores } = rows;
  const probabilities = Float64Array.from(scores, (score) => probabilityAt(scale.scaling, score));
  return {
    ...reportOwn(scale, rows),
    crossValidation: null,
    calibration: calibrationTable(scores, probabilities, target, CALIBRATION_BINS),
    unseen: reportUnseen(probabilities, scores, target),
    meanScore: scores.reduce((sum, score) => sum + score, 0) / scores.length,
  };
}

/** Measures `document` on the rows it was trained on and cross-validates the way it was made. */
export function validateScorecard(dataset: Dataset, document: ScoringDocument, options: ModelOptions): CrossValidatedReport {
  return validateUnseen(dataset, document, predictUnseen(dataset, foldsOf(dataset), modelLearner(options)))[0] as CrossValidatedReport;
}

/**
 * Measures `document` on the rows it was trained on, and `unseen` log-odds that were predicted over the folds of the data.
 * @returns the report of all rows, and where there are several segments one of the rows of each
 */
export function validateUnseen(dataset: Dataset, document: ScoringDocument, unseen: Float64Array): CrossValidatedReport[] {
  const all = { target: dataset.target, scores: compileDocument(document).scoreColumns(dataset.columns), unseen, folds: foldsOf(dataset) };
  const segments = segmentList(document).length;
  const parts = segments < 2 ? [] : rowsByLeaf(placesOf(document, dataset.columns), segments);
  return [
    reportPart(document, all),
    ...parts.map((rows) =>
      reportPart(document, {
        target: Uint8Array.from(rows, (row) => all.target[row] as number),
        scores: rows.map((row) => all.scores[row] as number),
        unseen: Float64Array.from(rows, (row) => all.unseen[row] as number),
        folds: Uint8Array.from(rows, (row) => all.folds[row] as number),
      }),
    ),
  ];
}
