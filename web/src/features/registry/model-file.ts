import { SEALED_MODEL_TYPE } from '../../../../backend/scoring/domain/model-file/sealed-model.ts';
import { SCORECARD_TYPE, SEGMENTED_TYPE } from '../../../../backend/scoring/domain/scorecard/scorecard-document.ts';
import { SCORED_MODEL_TYPE } from '../../../../backend/scoring/domain/scored-model/scored-model-document.ts';
import { TREE_MODEL_TYPE } from '../../../../backend/scoring/domain/trees/tree-document.ts';

const FORMS = {
  [SCORECARD_TYPE]: 'card',
  [SEGMENTED_TYPE]: 'segmented',
  [TREE_MODEL_TYPE]: 'model',
  [SEALED_MODEL_TYPE]: 'model',
  [SCORED_MODEL_TYPE]: 'scored',
} as const;

/** What a document of a model says that it is; whether that is true the API judges. */
export interface ModelFile {
  readonly form: (typeof FORMS)[keyof typeof FORMS];
  readonly name: string;
  /** Whether it has a scale and words of its own, so that none can be given. */
  readonly isCard: boolean;
}

const isKnown = (type: unknown): type is keyof typeof FORMS => typeof type === 'string' && Object.hasOwn(FORMS, type);

/** Null for a document of no known type. */
export function modelFileOf({ type, name }: Readonly<Record<string, unknown>>): ModelFile | null {
  if (!isKnown(type)) return null;
  const form = FORMS[type];
  return { form, name: typeof name === 'string' ? name : '', isCard: form === 'card' || form === 'segmented' };
}
