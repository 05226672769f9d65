import type { ClassifierKind } from '../classifier.ts';
import { kindOfForm, type ModelForm } from '../model-file/model-form.ts';
import type { BuiltModel } from './build-scored-model.ts';
import { givesReasons } from './compile-scored-model.ts';
import { formOfFile } from './scored-model-document.ts';

/** What a model that is no card is, and on whom it was measured. */
export interface ModelFacts {
  readonly kind: ClassifierKind;
  readonly isCalibrated: boolean;
  /** Hash of the model file, as it names itself. */
  readonly fileHash: string;
  readonly options: Readonly<Record<string, string | number>>;
  /** Whether whoever is scored can be told why. */
  readonly givesReasons: boolean;
  /** Mean size of what each input adds to a score, in points, the largest first; empty where the model gives no reasons. */
  readonly importance: readonly { readonly name: string; readonly points: number }[];
  /** Whether the measured customers are the training rows: by the hash of the data, or as many of them with as many bads. */
  readonly seen: 'same' | 'alike' | 'no';
}

/** A calibrator that the file names, or the one that makes margins of a support vector machine probabilities. */
function isCalibrated(form: ModelForm): boolean {
  return form.kind === 'calibrated' || form.kind === 'svm';
}

export function factsOf({ document, importance }: BuiltModel): ModelFacts {
  const { model, training, measured } = document;
  const form = formOfFile(model);
  const isAlike = training.rows === measured.rows && training.bads === measured.bads;
  return {
    kind: kindOfForm(form),
    isCalibrated: isCalibrated(form),
    fileHash: model.contentHash,
    options: model.options,
    givesReasons: givesReasons(document),
    importance,
    seen: training.datasetHash === measured.datasetHash ? 'same' : isAlike ? 'alike' : 'no',
  };
}
