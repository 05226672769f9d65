import { DomainError } from '../kernel/errors.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import { type CalibrationMethod, type Calibrator, calibrate, logOdds } from './domain/calibration/calibrator.ts';
import { fitIsotonic } from './domain/calibration/isotonic.ts';
import { fitPlatt } from './domain/calibration/platt.ts';
import { estimatePrior, shiftPrior } from './domain/calibration/prior-shift.ts';
import { stratifiedFolds } from './domain/cross-validation.ts';
import { calibrationTable, logLoss } from './domain/metrics.ts';
import type { StoredModel } from './domain/model-file/read-model.ts';
import { type SealedModel, sealModelForm } from './domain/model-file/sealed-model.ts';
import { decomposeBrier, hosmerLemeshow, spiegelhalter } from './domain/validation/calibration-tests.ts';
import { splitByFolds } from './domain/validation/splits.ts';
import { type ModelRows, type OutcomeOrder, predictRows } from './open-card-data.ts';

export interface CalibrateFileOrder {
  readonly path: string;
  readonly model: StoredModel;
  readonly name: string;
  readonly method: CalibrationMethod | 'prior_shift';
  /** Needed by all methods but a shift of the prior. */
  readonly outcome: OutcomeOrder | null;
  /** Of a shift: the true share of bads; estimated from the rows when null. */
  readonly share: number | null;
  readonly folds: number;
  readonly seed: number;
}

/** How true probabilities are on rows with known outcomes. */
export interface CalibrationFigures {
  readonly brier: number;
  readonly reliability: number;
  readonly logLoss: number;
  readonly hosmerLemeshow: { readonly chiSquare: number; readonly degreesOfFreedom: number; readonly pValue: number };
  readonly spiegelhalter: { readonly z: number; readonly pValue: number };
  /** Groups of like size by probability. */
  readonly table: readonly {
    readonly lower: number;
    readonly upper: number;
    readonly rows: number;
    readonly predicted: number;
    readonly observed: number;
  }[];
}

export interface CalibratedFile {
  readonly document: SealedModel;
  readonly calibrator: Calibrator;
  readonly datasetHash: string;
  readonly isTrainingData: boolean;
  readonly rows: number;
  /** Share of bads that the model was trained on, and the one it is moved to by a shift. */
  readonly trainedShare: number;
  readonly trueShare: number | null;
  /** Null without outcomes. After: out of fold, each row by a calibrator that had not seen it; a shift sees no outcomes at all. */
  readonly before: CalibrationFigures | null;
  readonly after: CalibrationFigures | null;
}

const GROUPS = 10;

export function calibrationFigures(probabilities: Float64Array, target: Uint8Array): CalibrationFigures {
  const { brier, reliability } = decomposeBrier(probabilities, target);
  const { chiSquare, degreesOfFreedom, pValue } = hosmerLemeshow(probabilities, target);
  return {
    brier,
    reliability,
    logLoss: logLoss(probabilities, target),
    hosmerLemeshow: { chiSquare, degreesOfFreedom, pValue },
    spiegelhalter: spiegelhalter(probabilities, target),
    table: calibrationTable(probabilities, probabilities, target, GROUPS).map(({ lowerScore, upperScore, count, predicted, observed }) => ({
      lower: lowerScore,
      upper: upperScore,
      rows: count,
      predicted,
      observed,
    })),
  };
}

/** What a model's rows say: the calibrator, and the probabilities it makes of rows that it had not seen. */
interface Fitted {
  readonly calibrator: Calibrator;
  readonly unseen: Float64Array;
  readonly trueShare: number | null;
}

function shift({ share, model }: CalibrateFileOrder, { probabilities }: ModelRows): Fitted {
  const trainedShare = model.training.bads / model.training.rows;
  const trueShare = share ?? estimatePrior(probabilities, trainedShare);
  const calibrator = shiftPrior(trainedShare, trueShare);
  return { calibrator, unseen: calibrate(calibrator, probabilities.map(logOdds)), trueShare };
}

function fitOutOfFold({ method, folds, seed }: CalibrateFileOrder, outputs: Float64Array, target: Uint8Array): Fitted {
  const fitCalibrator = method === 'isotonic' ? fitIsotonic : fitPlatt;
  const unseen = new Float64Array(target.length);
  for (const { train, test } of splitByFolds(target, stratifiedFolds(target, folds, seed))) {
    const calibrator = fitCalibrator(
      Float64Array.from(train, (row) => outputs[row] ?? 0),
      Uint8Array.from(train, (row) => target[row] ?? 0),
    );
    const made = calibrate(
      calibrator,
      Float64Array.from(test, (row) => outputs[row] ?? 0),
    );
    test.forEach((row, place) => {
      unseen[row] = made[place] ?? 0;
    });
  }
  return { calibrator: fitCalibrator(outputs, target), unseen, trueShare: null };
}

/**
 * Calibrates a model on the rows of a file that it had not seen in training.
 * @throws {@link DomainError} what reading the file throws, `calibration_outcomes_missing`, `folds_unusable`, `setting_invalid`
 */
export async function calibrateFile(warehouse: Warehouse, order: CalibrateFileOrder): Promise<CalibratedFile> {
  const { model, method, folds, seed } = order;
  if (method !== 'prior_shift' && order.outcome === null)
    throw new DomainError('calibration_outcomes_missing', 'invalid', `Calibration by ${method} needs outcomes: name their column.`);
  const rows = await predictRows(warehouse, model, order.path, order.outcome);
  const { outcomes, probabilities } = rows;
  const fitted =
    method === 'prior_shift' || outcomes === null ? shift(order, rows) : fitOutOfFold(order, probabilities.map(logOdds), outcomes);
  const { calibrator, unseen, trueShare } = fitted;
  const options = { method, model: model.hash, data: rows.datasetHash, ...(method === 'prior_shift' ? {} : { folds, seed }) };
  const form = { kind: 'calibrated' as const, base: model.form, calibrator };
  return {
    document: sealModelForm({ name: order.name, training: model.training, options, form }),
    calibrator,
    datasetHash: rows.datasetHash,
    isTrainingData: rows.isTrainingData,
    rows: probabilities.length,
    trainedShare: model.training.bads / model.training.rows,
    trueShare,
    before: outcomes === null ? null : calibrationFigures(probabilities, outcomes),
    after: outcomes === null ? null : calibrationFigures(unseen, outcomes),
  };
}
