import { DomainError, type FieldFault } from '../kernel/errors.ts';
import type { Wording } from './domain/explain/reason-wording.ts';
import { inputsOf } from './domain/model-file/model-form.ts';
import { DEFAULT_SCALING, type ScalingOptions } from './domain/scorecard/scaling.ts';
import { buildScoredModel, type BuiltModel } from './domain/scored-model/build-scored-model.ts';
import { compileScoredModel } from './domain/scored-model/compile-scored-model.ts';
import { factsOf } from './domain/scored-model/model-facts.ts';
import { formOfFile, type ModelFileDocument } from './domain/scored-model/scored-model-document.ts';
import { reportInputs } from './domain/scored-model/report-inputs.ts';
import { isModelFile, isScoredModel, validateModelFile, validateScoredModel } from './domain/scored-model/validate-scored-model.ts';
import { reportItself } from './domain/validation-report.ts';
import type { Dataset } from '../intake/domain/columns.ts';
import type { ImportSettings } from './registry/schemas.ts';
import type { TrainingReport } from './store.ts';
import { wordingsOf } from './training-options.ts';

/** A model file with what the request says of its scale and words. */
export interface ModelImport {
  readonly model: ModelFileDocument;
  readonly scaling: ScalingOptions;
  readonly wordings: Readonly<Record<string, Wording>>;
}

/** Words can be given for what the model reads. @throws {DomainError} `reason_wording_invalid` */
function requireInputs(model: ModelFileDocument, reasons: ImportSettings['reasons']): void {
  const names = new Set(inputsOf(formOfFile(model)).map(({ name }) => name));
  const faults = Object.keys(reasons).flatMap((name): FieldFault[] =>
    names.has(name) ? [] : [{ pointer: `/reasons/${name}`, code: 'unknown', detail: `The model reads no column ${name}.` }],
  );
  if (faults.length > 0)
    throw new DomainError('reason_wording_invalid', 'unprocessable', 'Words are given for columns that the model does not read.', {
      faults,
    });
}

/**
 * The model of a document that is no card: a model file, or one that another registry made fit to score, which brings its scale and words
 * unless the request names others. Null for a card, which has its own.
 * @throws {@link DomainError} `model_invalid`, `tree_model_invalid`, `reason_wording_invalid`, `setting_invalid`
 */
export function readModelImport(value: unknown, { scale, reasons }: ImportSettings): ModelImport | null {
  const wordings = wordingsOf(reasons);
  if (isModelFile(value)) {
    const model = validateModelFile(value);
    requireInputs(model, reasons);
    return { model, scaling: scale ?? DEFAULT_SCALING, wordings };
  }
  if (isScoredModel(value)) {
    const { model, scaling, inputs } = validateScoredModel(value);
    requireInputs(model, reasons);
    const { pdo, baseScore, baseOdds } = scale ?? scaling;
    const own = inputs.flatMap(({ name, wording }) => (wording === undefined ? [] : [[name, wording] as const]));
    return { model, scaling: { pdo, baseScore, baseOdds }, wordings: { ...Object.fromEntries(own), ...wordings } };
  }
  if (scale === undefined && Object.keys(reasons).length === 0) return null;
  throw new DomainError('setting_invalid', 'invalid', 'A scorecard has a scale and words of its own; only other models are given them.', {
    params: { setting: scale === undefined ? 'reasons' : 'scale' },
  });
}

/**
 * Makes a model fit to score, and measures it on the customers of a source: the model itself, since its file does not say how it could be
 * learnt anew in folds.
 * @throws {@link DomainError} `scorecard_column_missing`, `column_kind_mismatch`, `scaling_invalid`, of `reportItself`
 */
export function measureModel(
  dataset: Dataset,
  { model, scaling, wordings }: ModelImport,
): BuiltModel & { readonly report: TrainingReport } {
  const built = buildScoredModel(model, dataset, { scaling, wordings });
  const { document } = built;
  const scores = compileScoredModel(document).scoreColumns(dataset.columns);
  const validation = reportItself(document, { target: dataset.target, scores });
  return { ...built, report: { validation, characteristics: reportInputs(document), warnings: [], model: factsOf(built) } };
}
