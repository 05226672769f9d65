import { type Column, takeRows } from '../intake/domain/columns.ts';
import type { Finding } from '../intake/domain/data-profile.ts';
import { loadColumns } from '../intake/load-columns.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import type { TrainingRows } from './domain/classifier.ts';
import { stratifiedFolds } from './domain/cross-validation.ts';
import { cardOptions, type ModelSettings } from './domain/model-file/formed-learners.ts';
import { areaUnderCurve, rankByRisk } from './domain/ranking.ts';
import type { Applications } from './domain/reject-inference/applications.ts';
import { augment } from './domain/reject-inference/augmentation.ts';
import { inferFuzzily } from './domain/reject-inference/fuzzy.ts';
import { parcel } from './domain/reject-inference/parcelling.ts';
import { refitModel } from './domain/reject-inference/refit-model.ts';
import { DEFAULT_TRAINING, documentModel } from './domain/scorecard/build-scorecard.ts';
import { compileScorecard } from './domain/scorecard/compile-scorecard.ts';
import { fitModel, type Model, type ModelOptions, predictLogOdds } from './domain/scorecard/fit-model.ts';
import type { ScalingOptions } from './domain/scorecard/scaling.ts';
import type { ScorecardDocument } from './domain/scorecard/scorecard-document.ts';
import { scorecardLearner } from './domain/scorecard/scorecard-learner.ts';
import { splitByFolds, takeTraining } from './domain/validation/splits.ts';
import { openModelData } from './open-card-data.ts';
import { type DataOrder, prepareData } from './prepare-data.ts';

export type InferenceMethod = 'augmentation' | 'fuzzy' | 'parcelling';

export interface InferFileOrder extends DataOrder {
  /** File of the rejected applications, without outcomes. */
  readonly rejectedPath: string;
  readonly name: string;
  readonly scaling: ScalingOptions;
  readonly settings: ModelSettings;
  readonly method: InferenceMethod;
  /** Bands of likelihood or of risk. */
  readonly bands: number;
  /** Fuzzy: multiplies the odds of the rejected; parcelling: their bad rate over that of the accepted of the same band. */
  readonly factor: number;
  readonly folds: number;
  readonly seed: number;
}

/** What one characteristic gives before and after; null when it is not in the card. */
export interface InferredCharacteristic {
  readonly name: string;
  readonly before: { readonly coefficient: number; readonly least: number; readonly most: number } | null;
  readonly after: { readonly coefficient: number; readonly least: number; readonly most: number } | null;
}

export interface InferredFile {
  readonly document: ScorecardDocument;
  readonly accepted: { readonly rows: number; readonly bads: number };
  readonly rejected: number;
  /** Share of bads among the accepted, and among all as the method has it. */
  readonly badRate: { readonly accepted: number; readonly all: number };
  /** Rejected applications that no accepted one can stand for; of augmentation only. */
  readonly unrepresented: number | null;
  /** AUC on accepted applications that the model had not seen: the card of the accepted alone, and the one with inference. */
  readonly auc: { readonly before: number; readonly after: number };
  /** Mean score of the accepted and of the rejected under both cards. */
  readonly meanScore: {
    readonly before: { readonly accepted: number; readonly rejected: number };
    readonly after: { readonly accepted: number; readonly rejected: number };
  };
  readonly basePoints: { readonly before: number; readonly after: number };
  readonly characteristics: readonly InferredCharacteristic[];
  readonly leftOut: readonly Finding[];
  readonly warnings: readonly Finding[];
}

interface Inferred {
  readonly rows: TrainingRows;
  readonly unrepresented: number | null;
}

function infer(applications: Applications, options: ModelOptions, { method, bands, factor, seed }: InferFileOrder): Inferred {
  const learner = scorecardLearner(options);
  switch (method) {
    case 'augmentation':
      return augment(applications, learner, bands);
    case 'fuzzy':
      return { rows: inferFuzzily(applications, learner, factor), unrepresented: null };
    case 'parcelling':
      return { rows: parcel(applications, learner, { bands, badRateFactor: factor, seed }), unrepresented: null };
  }
}

function badShare({ target, weights }: TrainingRows): number {
  let [bads, all] = [0, 0];
  target.forEach((outcome, row) => {
    const weight = weights?.[row] ?? 1;
    all += weight;
    bads += weight * outcome;
  });
  return bads / all;
}

/** AUC of both models on accepted rows that they had not seen; bins, selection and inference are done anew in each fold. */
function unseenAuc(applications: Applications, options: ModelOptions, order: InferFileOrder): InferredFile['auc'] {
  const { accepted, rejected } = applications;
  const [before, after] = [new Float64Array(accepted.target.length), new Float64Array(accepted.target.length)];
  for (const { train, test } of splitByFolds(accepted.target, stratifiedFolds(accepted.target, order.folds, order.seed))) {
    const known = takeTraining(accepted, train);
    const model = fitModel(known.columns, known.target, options);
    const refitted = refitModel(model, infer({ accepted: known, rejected }, options, order).rows, options.regression);
    const columns = accepted.columns.map((column) => takeRows(column, test));
    const [first, second] = [predictLogOdds(model, columns, test.length), predictLogOdds(refitted, columns, test.length)];
    test.forEach((row, place) => {
      before[row] = first[place] ?? 0;
      after[row] = second[place] ?? 0;
    });
  }
  const areaOf = (risks: Float64Array) => areaUnderCurve(rankByRisk(risks, accepted.target));
  return { before: areaOf(before), after: areaOf(after) };
}

function partOf(document: ScorecardDocument, name: string): InferredCharacteristic['before'] {
  const found = document.characteristics.find((characteristic) => characteristic.name === name);
  if (found === undefined) return null;
  const points = found.bins.filter(({ goods, bads }) => goods + bads > 0).map((bin) => bin.points);
  return { coefficient: found.coefficient, least: Math.min(...points), most: Math.max(...points) };
}

function meanScore(document: ScorecardDocument, columns: readonly Column[]): number {
  const scores = compileScorecard(document).scoreColumns(columns);
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/**
 * Builds a card from accepted applications with outcomes and rejected ones without. Bins are those of the accepted; what is inferred of
 * the rejected changes how much each characteristic counts, and the base points.
 * @throws {@link DomainError} what reading the files throws, `scorecard_column_missing`, `column_kind_mismatch`, `rejected_empty`,
 * `model_empty`, `setting_invalid`
 */
export async function inferFile(warehouse: Warehouse, order: InferFileOrder): Promise<InferredFile> {
  const data = await prepareData(warehouse, order, []);
  const { columns, target, datasetHash, leftOut, warnings } = data;
  const inputs = columns.map(({ name, kind }) => ({ name, kind }));
  const file = await openModelData(warehouse, order.rejectedPath, inputs);
  const rejected = await loadColumns(
    warehouse,
    file,
    inputs.map(({ name }) => name),
  );
  const applications = { accepted: { columns, target }, rejected };
  const options = { ...cardOptions(order.settings), exclude: order.exclude };
  const model = fitModel(columns, target, options);
  const { rows, unrepresented } = infer(applications, options, order);
  const refitted = refitModel(model, rows, options.regression);
  const training = { ...DEFAULT_TRAINING, name: order.name, scaling: order.scaling, model: options };
  const document = (fitted: Model) => documentModel({ target, datasetHash }, fitted, training).document;
  const [before, after] = [document(model), document(refitted)];
  const bads = target.reduce((sum, outcome) => sum + outcome, 0);
  const scoresOf = (card: ScorecardDocument) => ({ accepted: meanScore(card, columns), rejected: meanScore(card, rejected) });
  return {
    document: after,
    accepted: { rows: target.length, bads },
    rejected: file.rows,
    badRate: { accepted: bads / target.length, all: badShare(rows) },
    unrepresented,
    auc: unseenAuc(applications, options, order),
    meanScore: { before: scoresOf(before), after: scoresOf(after) },
    basePoints: { before: before.scaling.basePoints, after: after.scaling.basePoints },
    characteristics: before.characteristics.map(({ name }) => ({ name, before: partOf(before, name), after: partOf(after, name) })),
    leftOut,
    warnings,
  };
}
