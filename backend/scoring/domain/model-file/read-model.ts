import { DomainError } from '../../../kernel/errors.ts';
import { hashScorecard, SCORECARD_TYPE, type ScoringDocument, SEGMENTED_TYPE } from '../scorecard/scorecard-document.ts';
import { readScoringDocument } from '../segments/scoring-document.ts';
import { TREE_MODEL_TYPE, type TreeModelDocument } from '../trees/tree-document.ts';
import { readTreeModel } from '../trees/validate-tree-document.ts';
import type { ModelForm } from './model-form.ts';
import { type ModelTraining, SEALED_MODEL_TYPE, type SealedModel } from './sealed-model.ts';
import { readSealedModel } from './validate-sealed-model.ts';

/** A model of any kind as it was read from its file. */
export interface StoredModel {
  readonly name: string;
  /** keccak256 of its content. */
  readonly hash: string;
  readonly training: ModelTraining;
  readonly form: ModelForm;
}

export function storedCard(document: ScoringDocument): StoredModel {
  const { datasetHash, rows, goods, bads } = document.training;
  const training = { datasetHash, rows, goods, bads };
  return { name: document.name, hash: hashScorecard(document), training, form: { kind: 'scorecard', document } };
}

export function storedTrees(document: TreeModelDocument): StoredModel {
  return { name: document.name, hash: document.contentHash, training: document.training, form: { kind: 'trees', document } };
}

export function storedSealed({ name, contentHash, training, form }: SealedModel): StoredModel {
  return { name, hash: contentHash, training, form };
}

function typeOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
}

/**
 * Reads a model file of any kind by the type that it names.
 * @throws {@link DomainError} `json_malformed`, `model_invalid`, `scorecard_invalid`, `tree_model_invalid`
 */
export function readModel(text: string): StoredModel {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DomainError('json_malformed', 'invalid', `The file is not JSON: ${cause instanceof Error ? cause.message : 'unknown'}.`, {
      cause,
    });
  }
  switch (typeOf(value)) {
    case SCORECARD_TYPE:
    case SEGMENTED_TYPE:
      return storedCard(readScoringDocument(value));
    case TREE_MODEL_TYPE:
      return storedTrees(readTreeModel(text));
    case SEALED_MODEL_TYPE:
      return storedSealed(readSealedModel(value, text));
    default:
      throw new DomainError('model_invalid', 'unprocessable', 'The document is not a model that can be used.', {
        faults: [
          {
            pointer: '/type',
            code: 'choice',
            detail: `Expected one of ${[SCORECARD_TYPE, SEGMENTED_TYPE, TREE_MODEL_TYPE, SEALED_MODEL_TYPE].join(', ')}.`,
          },
        ],
      });
  }
}
