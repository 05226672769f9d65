import type { CellValue } from '../../../intake/domain/columns.ts';
import type { Wording } from '../explain/reason-wording.ts';
import type { ModelForm, ModelInput } from '../model-file/model-form.ts';
import type { ModelTraining, SealedModel } from '../model-file/sealed-model.ts';
import type { DocumentBin, ScorecardDocument } from '../scorecard/scorecard-document.ts';
import { TREE_MODEL_TYPE, type TreeModelDocument } from '../trees/tree-document.ts';

export const SCORED_MODEL_TYPE = 'CredenceScoredModel';
export const SCORED_MODEL_VERSION = 1;

/** A model file that holds no card alone. */
export type ModelFileDocument = TreeModelDocument | SealedModel;

/**
 * One attribute that the model reads, with bins for people and for monitoring: the model itself does not use them. Goods and bads are
 * those of the measured customers; `points` are what the attribute adds to the score on average in the bin, in whole points, 0 where
 * the model gives no reasons.
 */
export interface ScoredInput extends ModelInput {
  /** Reason code given when this input costs points. */
  readonly reason: string;
  /** Words for a customer; absent where they are made from the name and the bin. */
  readonly wording?: Wording;
  readonly bins: readonly DocumentBin[];
}

/** How the measured customers are spread over one input: cells that stand for so many of them. */
export interface BackgroundInput {
  readonly name: string;
  readonly cells: readonly { readonly value: CellValue; readonly rows: number }[];
}

/**
 * A model of any kind but a card, made fit to score customers: with the scale that turns its probability into points, the grades, a
 * reason code for each input, and what its contributions are counted from. Its hash names it; the same hash scores the same.
 */
export interface ScoredModelDocument extends Pick<ScorecardDocument, 'name' | 'training' | 'grades'> {
  readonly type: typeof SCORED_MODEL_TYPE;
  readonly version: typeof SCORED_MODEL_VERSION;
  readonly scaling: Omit<ScorecardDocument['scaling'], 'basePoints'>;
  readonly inputs: readonly ScoredInput[];
  /** The customers whom the bins and the background were counted on. */
  readonly measured: ModelTraining;
  /** What inputs are taken to be while they are left out; null for models whose trees know it by their covers. */
  readonly background: readonly BackgroundInput[] | null;
  readonly model: ModelFileDocument;
}

/** The form inside a model file. */
export function formOfFile(model: ModelFileDocument): ModelForm {
  return model.type === TREE_MODEL_TYPE ? { kind: 'trees', document: model } : model.form;
}
