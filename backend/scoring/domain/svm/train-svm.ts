import type { Column } from '../../../intake/domain/columns.ts';
import { type Calibrator, calibrate } from '../calibration/calibrator.ts';
import { crossFit, type Outputs } from '../calibration/calibrate-learner.ts';
import { fitPlatt } from '../calibration/platt.ts';
import type { Classifier, Learner, TrainingRows } from '../classifier.ts';
import { stratifiedFolds } from '../cross-validation.ts';
import { seededRandom, shuffle } from '../seeded-random.ts';
import { requireTrainable } from '../training-rows.ts';
import { requireCount, requireSetting } from '../validation/scored-rows.ts';
import { splitByFolds, takeTraining } from '../validation/splits.ts';
import { type EncodedRows, type Encoding, type EncodingStyle, encodeRows, fitEncoding } from './encoder.ts';
import { solveLinear } from './linear-dual.ts';
import { kernelSum, scaleGamma } from './rbf-kernel.ts';
import { type RbfMargin, RbfMachine } from './rbf-machine.ts';

export interface SvmOptions {
  readonly kernel: 'linear' | 'rbf';
  /** Cost of one violated margin. */
  readonly cost: number;
  /** Multiplies the cost of goods and bads; `balanced` weighs both outcomes alike. */
  readonly classWeight: 'balanced' | { readonly good: number; readonly bad: number };
  /** Width of the RBF kernel; `scale` as in scikit-learn. */
  readonly gamma: 'scale' | number;
  readonly encoding: EncodingStyle;
  /** Learns from at most so many rows, drawn by the seed with the same share of bads; the model says how many it saw. */
  readonly maxRows: number;
  readonly tolerance: number;
  readonly cacheBytes: number;
  /** Folds of the cross-fitting that makes margins probabilities. */
  readonly folds: number;
  readonly seed: number;
}

const SHARED = {
  cost: 1,
  classWeight: { good: 1, bad: 1 },
  gamma: 'scale',
  encoding: 'plain',
  cacheBytes: 100e6,
  folds: 5,
  seed: 1,
} as const;

/** A kernel of 5,000 rows fits the cache; time grows with their square. */
export const DEFAULT_RBF: SvmOptions = { ...SHARED, kernel: 'rbf', maxRows: 5000, tolerance: 1e-3 };
/** More rows hardly move so few weights, and time grows with them. */
export const DEFAULT_LINEAR: SvmOptions = { ...SHARED, kernel: 'linear', cost: 0.1, maxRows: 50_000, tolerance: 0.01 };

const MOST_ROWS = { rbf: 50_000, linear: 1_000_000 };
const MOST_EPOCHS = 300;

/** A support vector machine as plain data. */
export interface SvmModel {
  readonly kernel: 'linear' | 'rbf';
  readonly encoding: Encoding;
  readonly margin: { readonly kind: 'linear'; readonly weights: readonly number[]; readonly intercept: number } | RbfMargin;
  readonly calibrator: Calibrator;
  /** Rows that were there and rows that were learnt from. */
  readonly rowsGiven: number;
  readonly rowsLearnt: number;
  readonly iterations: number;
  /** False when the limit of iterations came before the tolerance. */
  readonly hasConverged: boolean;
}

export interface SvmClassifier extends Classifier {
  readonly model: SvmModel;
}

type Margin = SvmModel['margin'];

/** What a margin says of encoded rows; made once, so that a single row is not slower than one of many. */
function marginOf(margin: Margin, width: number): (block: EncodedRows) => Float64Array {
  if (margin.kind === 'rbf') {
    const vectors = { values: Float64Array.from(margin.vectors), rows: margin.coefficients.length, width };
    const sum = kernelSum(vectors, margin.coefficients, margin.gamma);
    return (block) => sum(block).map((total) => total - margin.rho);
  }
  const weights = Float64Array.from(margin.weights);
  return (block) =>
    Float64Array.from({ length: block.rows }, (_, row) => {
      let total = margin.intercept;
      for (let place = 0; place < width; place++) total += (weights[place] as number) * (block.values[row * width + place] as number);
      return total;
    });
}

/** The model as a classifier; a model read from JSON gives the same probabilities to the last bit. */
export function svmClassifier(model: SvmModel): SvmClassifier {
  const margin = marginOf(model.margin, model.encoding.width);
  return {
    kind: model.kernel === 'rbf' ? 'rbf_svm' : 'linear_svm',
    inputs: model.encoding.columns.map((column) => column.name),
    model,
    predict: (columns, rows) => calibrate(model.calibrator, margin(encodeRows(model.encoding, columns, rows))),
  };
}

function costsOf({ target, weights }: TrainingRows, { cost, classWeight }: SvmOptions): Float64Array {
  const bads = target.reduce((total, outcome) => total + outcome, 0);
  const share = classWeight === 'balanced' ? { good: 0.5 / (1 - bads / target.length), bad: (0.5 * target.length) / bads } : classWeight;
  return Float64Array.from(target, (outcome, row) => cost * (outcome === 1 ? share.bad : share.good) * (weights?.[row] ?? 1));
}

interface Fitted {
  readonly encoding: Encoding;
  readonly margin: Margin;
  readonly iterations: number;
  readonly hasConverged: boolean;
}

function signsOf(target: Uint8Array): Int8Array {
  return Int8Array.from(target, (outcome) => (outcome === 1 ? 1 : -1));
}

function rbfMachine(block: EncodedRows, target: Uint8Array, options: SvmOptions): RbfMachine {
  return new RbfMachine(block, signsOf(target), { ...options, gamma: options.gamma === 'scale' ? scaleGamma(block) : options.gamma });
}

function fitMargin(rows: TrainingRows, options: SvmOptions): Fitted {
  const encoding = fitEncoding(rows, options.encoding);
  const block = encodeRows(encoding, rows.columns, rows.target.length);
  const costs = costsOf(rows, options);
  if (options.kernel === 'rbf') return { encoding, ...rbfMachine(block, rows.target, options).fit(costs) };
  const problem = { block, signs: signsOf(rows.target), costs };
  const solution = solveLinear(problem, { tolerance: options.tolerance, maxEpochs: MOST_EPOCHS, seed: options.seed });
  return {
    encoding,
    margin: { kind: 'linear', weights: [...solution.weights], intercept: solution.intercept },
    iterations: solution.epochs,
    hasConverged: solution.hasConverged,
  };
}

interface FittedAndUnseen {
  readonly fitted: Fitted;
  /** Margin of each row by the machine of the other folds. */
  readonly unseen: Float64Array;
}

/** Learns all from each part: bins see outcomes, so the rows of a fold must not shape its own. */
function fitApart(rows: TrainingRows, options: SvmOptions): FittedAndUnseen {
  const learn = (part: TrainingRows): Outputs => {
    const { encoding, margin } = fitMargin(part, options);
    const say = marginOf(margin, encoding.width);
    return (columns: readonly Column[], count: number) => say(encodeRows(encoding, columns, count));
  };
  const unseen = crossFit(rows, learn, options);
  return { fitted: fitMargin(rows, options), unseen };
}

/** One encoding, which sees no outcome, so that the machines of all folds and the last one share a kernel. */
function fitTogether(rows: TrainingRows, options: SvmOptions): FittedAndUnseen {
  const splits = splitByFolds(rows.target, stratifiedFolds(rows.target, options.folds, options.seed));
  const encoding = fitEncoding(rows, options.encoding);
  const machine = rbfMachine(encodeRows(encoding, rows.columns, rows.target.length), rows.target, options);
  const unseen = new Float64Array(rows.target.length);
  for (const { train, test } of splits) {
    const bounds = new Float64Array(rows.target.length);
    const costs = costsOf(takeTraining({ ...rows, columns: [] }, train), options);
    train.forEach((row, place) => {
      bounds[row] = costs[place] as number;
    });
    machine.marginsAt(test, machine.solve(bounds)).forEach((margin, place) => {
      unseen[test[place] as number] = margin;
    });
  }
  return { fitted: { encoding, ...machine.fit(costsOf(rows, options)) }, unseen };
}

/** At most `most` rows in their order, drawn by `seed` so that goods and bads keep their shares. */
function drawRows(rows: TrainingRows, most: number, seed: number): TrainingRows {
  const all = rows.target.length;
  if (all <= most) return rows;
  const random = seededRandom(seed);
  const chosen = [0, 1].flatMap((outcome) => {
    const own = shuffle(
      Int32Array.from(rows.target.keys()).filter((row) => rows.target[row] === outcome),
      random,
    );
    return [...own.subarray(0, Math.max(1, Math.round((own.length * most) / all)))];
  });
  return takeTraining(rows, Int32Array.from(chosen).sort());
}

function requireOptions(options: SvmOptions): void {
  requireSetting('cost', options.cost, 1e-9, 1e9);
  requireCount('maxRows', options.maxRows, 2, MOST_ROWS[options.kernel]);
  requireCount('folds', options.folds, 2, 255);
  requireSetting('tolerance', options.tolerance, 1e-9, 1);
  requireSetting('cacheBytes', options.cacheBytes, 0, 4e9);
  if (options.gamma !== 'scale') requireSetting('gamma', options.gamma, 1e-9, 1e9);
  if (options.classWeight === 'balanced') return;
  requireSetting('classWeight.good', options.classWeight.good, 1e-9, 1e9);
  requireSetting('classWeight.bad', options.classWeight.bad, 1e-9, 1e9);
}

/**
 * A learner of support vector machines. Margins become probabilities by Platt's sigmoid, fitted to margins of rows
 * that the machine of the fold had not seen; what looks at outcomes, binning too, is done inside each fold.
 * @throws {@link DomainError} of `requireTrainable`, `setting_invalid`, `columns_unusable`, `folds_unusable`
 */
export function svmLearner(options: SvmOptions): (...given: Parameters<Learner>) => SvmClassifier {
  requireOptions(options);
  return (given) => {
    requireTrainable(given);
    const rows = drawRows(given, options.maxRows, options.seed);
    const learn = options.kernel === 'rbf' && options.encoding === 'plain' ? fitTogether : fitApart;
    const { fitted, unseen } = learn(rows, options);
    const calibrator = fitPlatt(unseen, rows.target, rows.weights);
    const sizes = { rowsGiven: given.target.length, rowsLearnt: rows.target.length };
    return svmClassifier({ kernel: options.kernel, ...fitted, calibrator, ...sizes });
  };
}
