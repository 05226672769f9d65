import type { Column } from '../../../intake/domain/columns.ts';
import { calibrateClassifier } from '../calibration/calibrate-learner.ts';
import type { Calibrator } from '../calibration/calibrator.ts';
import type { Classifier, ClassifierKind } from '../classifier.ts';
import { type Blend, ensembleClassifier } from '../ensemble/ensemble.ts';
import { probabilityAt } from '../scorecard/scaling.ts';
import type { ScoringDocument } from '../scorecard/scorecard-document.ts';
import { compileDocument } from '../segments/compile-document.ts';
import { inputsOf as inputsOfDocument } from '../segments/scoring-document.ts';
import { type SvmModel, svmClassifier } from '../svm/train-svm.ts';
import { compileTreeModel, type TreeClassifier } from '../trees/tree-classifier.ts';
import type { TreeModelDocument } from '../trees/tree-document.ts';

/** A model of any kind as data: all that is needed to give a row its probability of a bad outcome. */
export type ModelForm =
  /** A card, or one for each segment. */
  | { readonly kind: 'scorecard'; readonly document: ScoringDocument }
  | { readonly kind: 'trees'; readonly document: TreeModelDocument }
  | { readonly kind: 'svm'; readonly model: SvmModel }
  | { readonly kind: 'ensemble'; readonly members: readonly ModelForm[]; readonly blend: Blend }
  /** `calibrator` takes the log-odds of `base`. */
  | { readonly kind: 'calibrated'; readonly base: ModelForm; readonly calibrator: Calibrator };

/** A column that a model reads. */
export interface ModelInput {
  readonly name: string;
  readonly kind: Column['kind'];
}

/** A classifier that can be kept. */
export interface FormedClassifier extends Classifier {
  readonly form: ModelForm;
}

function scorecardClassifier(document: ScoringDocument): Classifier {
  const card = compileDocument(document);
  return {
    kind: 'scorecard',
    inputs: inputsOfDocument(document).map(({ name }) => name),
    predict: (columns) => Float64Array.from(card.scoreColumns(columns), (score) => probabilityAt(document.scaling, score)),
  };
}

/** The model of a valid form, ready to predict; a card predicts by its whole points. */
export function compileForm(form: ModelForm): FormedClassifier {
  switch (form.kind) {
    case 'scorecard':
      return { ...scorecardClassifier(form.document), form };
    case 'trees':
      return { ...compileTreeModel(form.document), form };
    case 'svm':
      return { ...svmClassifier(form.model), form };
    case 'ensemble':
      return { ...ensembleClassifier(form.members.map(compileForm), form.blend), form };
    case 'calibrated':
      return { ...calibrateClassifier(compileForm(form.base), form.calibrator), form };
  }
}

/** Kind of the model that a form holds; calibration does not change it. */
export function kindOfForm(form: ModelForm): ClassifierKind {
  switch (form.kind) {
    case 'scorecard':
    case 'ensemble':
      return form.kind;
    case 'trees':
      return form.document.kind;
    case 'svm':
      return form.model.kernel === 'rbf' ? 'rbf_svm' : 'linear_svm';
    case 'calibrated':
      return kindOfForm(form.base);
  }
}

/** The columns that a model reads, each once, in its own order. */
export function inputsOf(form: ModelForm): ModelInput[] {
  const all = everyInput(form);
  return all.filter(({ name }, place) => all.findIndex((other) => other.name === name) === place);
}

/** As {@link inputsOf}, with what several members read more than once. */
export function everyInput(form: ModelForm): ModelInput[] {
  switch (form.kind) {
    case 'scorecard':
      return inputsOfDocument(form.document);
    case 'trees':
      return form.document.inputs.map(({ name, kind }) => ({ name, kind }));
    case 'svm':
      return form.model.encoding.columns.map((column) => ({
        name: column.name,
        kind: column.kind === 'woe' ? column.binning.kind : column.kind === 'standard' ? 'numeric' : 'categorical',
      }));
    case 'ensemble':
      return form.members.flatMap(everyInput);
    case 'calibrated':
      return everyInput(form.base);
  }
}

/** The trees inside a form whose risk follows them alone, calibrated or not; null for other models. */
export function treesOf(form: ModelForm): TreeClassifier | null {
  if (form.kind === 'trees') return compileTreeModel(form.document);
  return form.kind === 'calibrated' ? treesOf(form.base) : null;
}
