import type { Column } from '../../../intake/domain/columns.ts';
import { type Calibrator, calibrate } from '../calibration/calibrator.ts';
import { crossFit, type Outputs } from '../calibration/calibrate-learner.ts';
import { fitPlatt } from '../calibration/platt.ts';
import type { Classifier, Learner, TrainingRows } from '../classifier.ts';
import { seededRandom, shuffle } from '../seeded-random.ts';
import { requireTrainable } from '../training-rows.ts';
import { requireCount, requireSetting } from '../validation/scored-rows.ts';
import { takeTraining } from '../validation/splits.ts';
import { type EncodedRows, type Encoding, type EncodingStyle, encodeRows, fitEncoding } from './encoder.ts';
import { solveLinear } from './linear-dual.ts';
import { KernelCache, kernelSum, scaleGamma } from './rbf-kernel.ts';
import { solveDual } from './smo.ts';

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
const ITERATIONS_PER_ROW = 100;
const LEAST_ITERATIONS = 100_000;
const MOST_EPOCHS = 300;

/** A support vector machine as plain data. */
export interface SvmModel {
  readonly kernel: 'linear' | 'rbf';
  readonly encoding: Encoding;
  readonly margin:
    | { readonly kind: 'linear'; readonly weights: readonly number[]; readonly intercept: number }
    | {
        readonly kind: 'rbf';
        readonly gamma: number;
        readonly rho: number;
        readonly coefficients: readonly number[];
        /** Support vectors, encoded, one after the other. */
        readonly vectors: readonly number[];
      };
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

function fitRbf(block: EncodedRows, signs: Int8Array, bounds: Float64Array, options: SvmOptions): Omit<Fitted, 'encoding'> {
  const gamma = options.gamma === 'scale' ? scaleGamma(block) : options.gamma;
  const cache = new KernelCache(block, gamma, options.cacheBytes);
  const maxIterations = Math.max(LEAST_ITERATIONS, ITERATIONS_PER_ROW * block.rows);
  const solution = solveDual({ signs, bounds, kernelRow: (row) => cache.row(row) }, { tolerance: options.tolerance, maxIterations });
  const support = [...signs.keys()].filter((row) => (solution.multipliers[row] as number) > 0);
  const margin: Margin = {
    kind: 'rbf',
    gamma,
    rho: solution.rho,
    coefficients: support.map((row) => (signs[row] as number) * (solution.multipliers[row] as number)),
    vectors: support.flatMap((row) => Array.from(block.values.subarray(row * block.width, (row + 1) * block.width))),
  };
  return { margin, iterations: solution.iterations, hasConverged: solution.hasConverged };
}

function fitMargin(rows: TrainingRows, options: SvmOptions): Fitted {
  const encoding = fitEncoding(rows, options.encoding);
  const block = encodeRows(encoding, rows.columns, rows.target.length);
  const signs = Int8Array.from(rows.target, (outcome) => (outcome === 1 ? 1 : -1));
  const costs = costsOf(rows, options);
  if (options.kernel === 'rbf') return { encoding, ...fitRbf(block, signs, costs, options) };
  const solution = solveLinear({ block, signs, costs }, { tolerance: options.tolerance, maxEpochs: MOST_EPOCHS, seed: options.seed });
  return {
    encoding,
    margin: { kind: 'linear', weights: [...solution.weights], intercept: solution.intercept },
    iterations: solution.epochs,
    hasConverged: solution.hasConverged,
  };
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
 * that the machine of the fold had not seen; binning and standardising are done inside each fold.
 * @throws {@link DomainError} of `requireTrainable`, `setting_invalid`, `columns_unusable`, `folds_unusable`
 */
export function svmLearner(options: SvmOptions): (...given: Parameters<Learner>) => SvmClassifier {
  requireOptions(options);
  return (given) => {
    requireTrainable(given);
    const rows = drawRows(given, options.maxRows, options.seed);
    const learn = (part: TrainingRows): Outputs => {
      const { encoding, margin } = fitMargin(part, options);
      const say = marginOf(margin, encoding.width);
      return (columns: readonly Column[], count: number) => say(encodeRows(encoding, columns, count));
    };
    const calibrator = fitPlatt(crossFit(rows, learn, options), rows.target, rows.weights);
    const sizes = { rowsGiven: given.target.length, rowsLearnt: rows.target.length };
    return svmClassifier({ kernel: options.kernel, ...fitMargin(rows, options), calibrator, ...sizes });
  };
}
