import { canonicalJson, jsonOf } from '../../../kernel/canonical-json.ts';
import type { Hash32 } from '../../../kernel/hex.ts';
import { keccakHex } from '../../../kernel/keccak.ts';
import type { ModelForm } from './model-form.ts';

export const SEALED_MODEL_TYPE = 'CredenceModel';
export const SEALED_MODEL_VERSION = 1;

export interface ModelTraining {
  readonly datasetHash: string;
  readonly rows: number;
  readonly goods: number;
  readonly bads: number;
}

/**
 * A model that is neither a card nor trees alone, as data: a support vector machine, a blend, or any model with a calibrator.
 * Its hash names it, and the same hash predicts the same.
 */
export interface SealedModel {
  readonly type: typeof SEALED_MODEL_TYPE;
  readonly version: typeof SEALED_MODEL_VERSION;
  readonly name: string;
  readonly training: ModelTraining;
  /** What it was made with. */
  readonly options: Readonly<Record<string, string | number>>;
  readonly form: ModelForm;
  /** {@link hashSealedModel} of all other members: a changed byte shows. */
  readonly contentHash: Hash32;
}

/** keccak256 of the canonical JSON of all members but `contentHash`: the name of the model. */
export function hashSealedModel(document: Omit<SealedModel, 'contentHash'>): Hash32 {
  const { type, version, name, training, options, form } = document;
  const content = { type, version, name, training, options, form };
  return keccakHex(new TextEncoder().encode(canonicalJson(jsonOf(content))));
}

/** Adds type, version and the hash of the content. */
export function sealModelForm(content: Pick<SealedModel, 'name' | 'training' | 'options' | 'form'>): SealedModel {
  const document = { type: SEALED_MODEL_TYPE, version: SEALED_MODEL_VERSION, ...content } as const;
  return { ...document, contentHash: hashSealedModel(document) };
}

/** Canonical JSON of `document`: the bytes of a model file. */
export function sealedModelText(document: SealedModel): string {
  return canonicalJson(jsonOf(document));
}
