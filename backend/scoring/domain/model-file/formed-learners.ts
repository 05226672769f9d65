import { DomainError } from '../../../kernel/errors.ts';
import { type CalibrationOptions, calibratedLearner } from '../calibration/calibrate-learner.ts';
import type { ClassifierKind, TrainingRows } from '../classifier.ts';
import { ensembleLearner } from '../ensemble/ensemble.ts';
import { buildScorecard, DEFAULT_MODEL, DEFAULT_TRAINING } from '../scorecard/build-scorecard.ts';
import type { ModelOptions } from '../scorecard/fit-model.ts';
import { DEFAULT_LINEAR, DEFAULT_RBF, type SvmOptions, svmLearner } from '../svm/train-svm.ts';
import { fitBoosting } from '../trees/fit-boosting.ts';
import { fitCart } from '../trees/fit-cart.ts';
import { fitForest } from '../trees/fit-forest.ts';
import type { ModelOrigin } from '../trees/seal-model.ts';
import { DEFAULT_BOOSTING, DEFAULT_CART, DEFAULT_FOREST } from '../trees/tree-options.ts';
import { compileForm, type FormedClassifier } from './model-form.ts';

/** Hyper-parameters by name, over the usual ones of the kind. */
export type ModelSettings = Readonly<Record<string, number | string>>;

/** How a model of one kind is to be learnt. */
export interface LearningOrder {
  readonly kind: ClassifierKind;
  readonly origin: ModelOrigin;
  readonly seed: number;
  readonly settings: ModelSettings;
  /** Of boosting: 1 for columns with which risk may only rise, -1 for those with which it may only fall. */
  readonly monotone: Readonly<Record<string, 1 | -1>>;
}

const CARD_BINNING = {
  maxPrebins: DEFAULT_MODEL.binning.maxPrebins,
  minPrebinShare: DEFAULT_MODEL.binning.minPrebinShare,
  minPrebinRows: DEFAULT_MODEL.binning.minPrebinRows,
  maxBins: DEFAULT_MODEL.binning.maxBins,
  minBinShare: DEFAULT_MODEL.binning.minBinShare,
  maxPValue: DEFAULT_MODEL.binning.maxPValue,
  peakValleyGain: DEFAULT_MODEL.binning.peakValleyGain,
};
const CARD_REGRESSION = { ridge: DEFAULT_MODEL.regression.ridge, lasso: DEFAULT_MODEL.regression.lasso };
const CARD_SELECTION = { minIv: DEFAULT_MODEL.selection.minIv, maxCorrelation: DEFAULT_MODEL.selection.maxCorrelation };
const BLEND = { boostingTrees: DEFAULT_BOOSTING.trees, boostingLearningRate: DEFAULT_BOOSTING.learningRate, folds: 5 };
/** `scale` is the width that the data suggest. */
const WIDTH = { gamma: 'scale' };

function plainOf(options: object, leftOut: readonly string[]): Record<string, number | string> {
  const entries = Object.entries(options).flatMap(([name, value]): [string, number | string][] =>
    (typeof value === 'number' || typeof value === 'string') && !leftOut.includes(name) ? [[name, value]] : [],
  );
  return Object.fromEntries(entries);
}

const SVM_FIXED = ['kernel', 'gamma', 'encoding', 'cacheBytes', 'seed'];

/** The hyper-parameters of each kind, with their usual values. */
export const USUAL_SETTINGS: Readonly<Record<ClassifierKind, ModelSettings>> = {
  scorecard: { ...CARD_BINNING, ...CARD_REGRESSION, ...CARD_SELECTION },
  cart: plainOf(DEFAULT_CART, []),
  forest: { ...plainOf(DEFAULT_FOREST, ['seed']), columnsPerSplit: 0 },
  boosting: plainOf(DEFAULT_BOOSTING, ['seed']),
  linear_svm: plainOf(DEFAULT_LINEAR, SVM_FIXED),
  rbf_svm: { ...plainOf(DEFAULT_RBF, SVM_FIXED), ...WIDTH },
  ensemble: BLEND,
};

/** @throws {@link DomainError} `model_setting_unknown`, `setting_invalid` for text where a number belongs */
function requireSettings({ kind, settings }: LearningOrder): void {
  const usual = USUAL_SETTINGS[kind];
  for (const [name, value] of Object.entries(settings)) {
    const known = Object.hasOwn(usual, name) ? usual[name] : undefined;
    if (known === undefined)
      throw new DomainError(
        'model_setting_unknown',
        'invalid',
        `A ${kind} has no setting ${name}; it has ${Object.keys(usual).join(', ')}.`,
        { params: { setting: name } },
      );
    if (typeof known === 'number' && typeof value !== 'number')
      throw new DomainError('setting_invalid', 'invalid', `${name} must be a number.`, { params: { setting: name, value: String(value) } });
  }
}

/** Those of `settings` that `names` has. */
function chosen(names: object, settings: ModelSettings): ModelSettings {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => Object.hasOwn(names, name)));
}

function numberIn(settings: ModelSettings, name: string, usual: number): number {
  const value = settings[name];
  return typeof value === 'number' ? value : usual;
}

/** How a card is made under the given settings. */
export function cardOptions(settings: ModelSettings): ModelOptions {
  return {
    ...DEFAULT_MODEL,
    binning: { ...DEFAULT_MODEL.binning, ...chosen(CARD_BINNING, settings) },
    regression: { ...DEFAULT_MODEL.regression, ...chosen(CARD_REGRESSION, settings) },
    selection: { ...DEFAULT_MODEL.selection, ...chosen(CARD_SELECTION, settings) },
  };
}

function svmOptions(usual: SvmOptions, { settings, seed }: LearningOrder): SvmOptions {
  const { gamma, ...own } = settings;
  return { ...usual, ...own, gamma: typeof gamma === 'number' ? gamma : 'scale', seed };
}

function blendLearner(order: LearningOrder): (rows: TrainingRows) => FormedClassifier {
  const { settings, seed } = order;
  const boosting = {
    trees: numberIn(settings, 'boostingTrees', BLEND.boostingTrees),
    learningRate: numberIn(settings, 'boostingLearningRate', BLEND.boostingLearningRate),
  };
  const members = [
    formedLearner({ ...order, kind: 'scorecard', settings: {}, monotone: {} }),
    formedLearner({ ...order, kind: 'boosting', settings: boosting }),
  ];
  const learn = ensembleLearner(members, { folds: numberIn(settings, 'folds', BLEND.folds), seed });
  return (rows) => {
    const { members: learnt, blend } = learn(rows);
    return compileForm({ kind: 'ensemble', members: learnt.map(({ form }) => form), blend });
  };
}

/**
 * A learner of models that can be kept: the same kinds as `usualLearner`, but a card predicts by its whole points, so that what is blended
 * or calibrated is what will be used.
 * @throws {@link DomainError} `model_setting_unknown`, `setting_invalid`, and when it learns what learning throws
 */
export function formedLearner(order: LearningOrder): (rows: TrainingRows) => FormedClassifier {
  requireSettings(order);
  const { kind, origin, seed, settings, monotone } = order;
  switch (kind) {
    case 'scorecard': {
      const options = { ...DEFAULT_TRAINING, name: origin.name, model: cardOptions(settings) };
      return ({ columns, target }) =>
        compileForm({ kind, document: buildScorecard({ columns, target, datasetHash: origin.datasetHash }, options).document });
    }
    case 'cart':
      return (rows) => compileForm({ kind: 'trees', document: fitCart(rows, origin, { ...DEFAULT_CART, ...settings }) });
    case 'forest': {
      const columns = numberIn(settings, 'columnsPerSplit', 0);
      const options = { ...DEFAULT_FOREST, ...settings, columnsPerSplit: columns === 0 ? null : columns, seed };
      return (rows) => compileForm({ kind: 'trees', document: fitForest(rows, origin, options).document });
    }
    case 'boosting':
      return (rows) =>
        compileForm({ kind: 'trees', document: fitBoosting(rows, origin, { ...DEFAULT_BOOSTING, ...settings, seed, monotone }) });
    case 'linear_svm':
    case 'rbf_svm': {
      const learn = svmLearner(svmOptions(kind === 'rbf_svm' ? DEFAULT_RBF : DEFAULT_LINEAR, order));
      return (rows) => compileForm({ kind: 'svm', model: learn(rows).model });
    }
    case 'ensemble':
      return blendLearner(order);
  }
}

/** {@link formedLearner} with its models calibrated by cross-fitting. @throws {@link DomainError} as `formedLearner` */
export function calibratedFormLearner(order: LearningOrder, options: CalibrationOptions): (rows: TrainingRows) => FormedClassifier {
  const learn = calibratedLearner(formedLearner(order), options);
  return (rows) => {
    const { base, calibrator } = learn(rows);
    return compileForm({ kind: 'calibrated', base: base.form, calibrator });
  };
}
