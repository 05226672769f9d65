import { compileDocument, type CompiledDocument } from '../segments/compile-document.ts';
import { inputsOf as inputsOfCard, readScoringDocument, type DocumentInput } from '../segments/scoring-document.ts';
import type { ClassifierKind } from '../classifier.ts';
import { kindOfForm } from '../model-file/model-form.ts';
import type { ScoringDocument } from '../scorecard/scorecard-document.ts';
import { compileScoredModel, givesReasons, inputsOfModel } from './compile-scored-model.ts';
import { formOfFile, SCORED_MODEL_TYPE, type ScoredModelDocument } from './scored-model-document.ts';
import { isScoredModel, validateScoredModel } from './validate-scored-model.ts';

/** Whatever the registry keeps: a card, cards of several segments, or a model of another kind. */
export type RegistryDocument = ScoringDocument | ScoredModelDocument;

/** Whether points of bins make the score. */
export function isCard(document: RegistryDocument): document is ScoringDocument {
  return document.type !== SCORED_MODEL_TYPE;
}

/**
 * Reads whatever the registry keeps, by its type.
 * @throws {@link DomainError} `scorecard_invalid`, `model_invalid`, `tree_model_invalid`
 */
export function readRegistryDocument(value: unknown): RegistryDocument {
  return isScoredModel(value) ? validateScoredModel(value) : readScoringDocument(value);
}

/** Makes the scorers of a valid document. */
export function compileRegistryDocument(document: RegistryDocument): CompiledDocument {
  return isCard(document) ? compileDocument(document) : compileScoredModel(document);
}

/** Every attribute that a document reads, once. */
export function inputsOfDocument(document: RegistryDocument): readonly DocumentInput[] {
  return isCard(document) ? inputsOfCard(document) : inputsOfModel(document);
}

/** The kind of the model inside. */
export function kindOfDocument(document: RegistryDocument): ClassifierKind {
  return isCard(document) ? 'scorecard' : kindOfForm(formOfFile(document.model));
}

/** Whether who is scored can be told why. */
export function isExplained(document: RegistryDocument): boolean {
  return isCard(document) || givesReasons(document);
}
