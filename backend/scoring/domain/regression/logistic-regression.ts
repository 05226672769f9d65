import { DomainError } from '../../../kernel/errors.ts';
import { minimizeBounded, submatrix } from './bounded-quadratic.ts';
import { choleskyFactor, inverseDiagonal } from './linear-algebra.ts';
import { twoSidedPValue } from '../normal-distribution.ts';
import { minimizeSparse } from './sparse-quadratic.ts';

export interface RegressionOptions {
  /** Penalty on half the squared coefficients; the intercept is free. 1 equals scikit-learn's C = 1. */
  readonly ridge: number;
  /** Penalty on the absolute coefficients; with `ridge` it is an elastic net. The intercept is free. */
  readonly lasso: number;
  /** Holds every coefficient at 0 or above: more weight of evidence may never mean less risk. */
  readonly nonNegative: boolean;
  readonly maxIterations: number;
}

export const DEFAULT_REGRESSION: RegressionOptions = { ridge: 1, lasso: 0, nonNegative: true, maxIterations: 100 };

/** One term of the linear predictor; a coefficient held at 0 by its bound or by the lasso has no error and no p-value. */
export interface Term {
  readonly coefficient: number;
  readonly standardError: number | null;
  readonly pValue: number | null;
}

export interface Regression {
  readonly intercept: Term;
  readonly terms: readonly Term[];
  readonly logLikelihood: number;
  readonly deviance: number;
  readonly aic: number;
  readonly iterations: number;
}

/** Newton decrement from which one more full step ends the fit: what is left is its square. */
const TOLERANCE = 1e-9;
const LEAST_STEP = 1e-6;

/** Rows summed up at a time: a few columns of them stay in the first-level cache. */
const BLOCK_ROWS = 1024;

/** What is fitted: columns of weights of evidence, outcomes, and how much each row counts. */
interface Sample {
  readonly columns: readonly Float64Array[];
  readonly target: Uint8Array;
  readonly weights: Float64Array | null;
}

interface State {
  /** Intercept first. */
  readonly terms: Float64Array;
  /** Weight times what the probability exceeds the outcome by, and weight times its variance, by row. */
  readonly residuals: Float64Array;
  readonly curvature: Float64Array;
  readonly logLikelihood: number;
  readonly objective: number;
}

function penaltyOf(terms: Float64Array, { ridge, lasso }: RegressionOptions): number {
  return terms.subarray(1).reduce((total, term) => total + (ridge * term * term) / 2 + lasso * Math.abs(term), 0);
}

function evaluate({ columns, target, weights }: Sample, terms: Float64Array, options: RegressionOptions): State {
  const residuals = new Float64Array(target.length).fill(terms[0] as number);
  columns.forEach((column, index) => {
    const term = terms[index + 1] as number;
    if (term !== 0)
      for (let row = 0; row < column.length; row++) residuals[row] = (residuals[row] as number) + term * (column[row] as number);
  });
  const curvature = new Float64Array(target.length);
  let logLikelihood = 0;
  for (let row = 0; row < residuals.length; row++) {
    const value = residuals[row] as number;
    const weight = weights === null ? 1 : (weights[row] as number);
    const outcome = target[row] as number;
    const small = Math.exp(-Math.abs(value));
    const probability = value >= 0 ? 1 / (1 + small) : small / (1 + small);
    logLikelihood += weight * ((outcome === 1 ? Math.min(value, 0) : Math.min(-value, 0)) - Math.log1p(small));
    residuals[row] = weight * (probability - outcome);
    curvature[row] = weight * probability * (1 - probability);
  }
  return { terms, residuals, curvature, logLikelihood, objective: penaltyOf(terms, options) - logLikelihood };
}

function dot(left: Float64Array, right: Float64Array, start: number, count: number): number {
  let a = 0;
  let b = 0;
  let row = 0;
  for (; row + 1 < count; row += 2) {
    a += (left[row] as number) * (right[start + row] as number);
    b += (left[row + 1] as number) * (right[start + row + 1] as number);
  }
  return row < count ? a + b + (left[row] as number) * (right[start + row] as number) : a + b;
}

/** Slopes of the smooth part of the objective, without the lasso. */
function gradientOf({ columns }: Sample, state: State, ridge: number): Float64Array {
  const gradient = new Float64Array(columns.length + 1);
  gradient[0] = state.residuals.reduce((total, residual) => total + residual, 0);
  columns.forEach((column, index) => {
    gradient[index + 1] = ridge * (state.terms[index + 1] as number) + dot(state.residuals, column, 0, column.length);
  });
  return gradient;
}

/** Second derivatives of the objective, row-major; term 0 is the intercept. */
function hessianOf({ columns }: Sample, { curvature }: State, ridge: number): Float64Array {
  const size = columns.length + 1;
  const hessian = new Float64Array(size * size);
  const weighted = new Float64Array(BLOCK_ROWS);
  for (let start = 0; start < curvature.length; start += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, curvature.length - start);
    for (let i = 0; i < size; i++) {
      const own = i === 0 ? null : (columns[i - 1] as Float64Array);
      let total = 0;
      for (let row = 0; row < count; row++) {
        const value = (own === null ? 1 : (own[start + row] as number)) * (curvature[start + row] as number);
        weighted[row] = value;
        total += value;
      }
      hessian[i * size] = (hessian[i * size] as number) + total;
      for (let j = 1; j <= i; j++)
        hessian[i * size + j] = (hessian[i * size + j] as number) + dot(weighted, columns[j - 1] as Float64Array, start, count);
    }
  }
  for (let i = 1; i < size; i++) {
    hessian[i * size + i] = (hessian[i * size + i] as number) + ridge;
    for (let j = 0; j < i; j++) hessian[j * size + i] = hessian[i * size + j] as number;
  }
  return hessian;
}

/** The full step, halved until the objective falls by a fair part of what the curvature promises. */
function lineSearch(
  sample: Sample,
  state: State,
  move: { readonly step: Float64Array; readonly decrement: number },
  options: RegressionOptions,
): State {
  const { step, decrement } = move;
  let next = state;
  for (let length = 1; length > LEAST_STEP; length /= 2) {
    const terms = state.terms.map((value, term) => value + length * (step[term] as number));
    next = evaluate(sample, terms, options);
    if (decrement < TOLERANCE || next.objective <= state.objective - 1e-4 * length * decrement) break;
  }
  return next;
}

/** Where the local quadratic is least under the penalty and the bounds. */
function idealTerms(state: State, gradient: Float64Array, hessian: Float64Array, options: RegressionOptions): Float64Array {
  const { lasso, nonNegative } = options;
  const size = gradient.length;
  const linear = gradient.map((slope, row) =>
    state.terms.reduce((total, term, column) => total + (hessian[row * size + column] as number) * term, -slope),
  );
  // Where no coefficient goes below 0 the lasso is a slope like any other.
  if (nonNegative) for (let term = 1; term < size; term++) linear[term] = (linear[term] as number) - lasso;
  else if (lasso > 0) return minimizeSparse({ hessian, linear, lasso }, state.terms);
  const bounded = Array.from(linear, (_, term) => nonNegative && term > 0);
  return minimizeBounded({ hessian, linear, bounded }, state.terms);
}

function summarize(sample: Sample, state: State, options: RegressionOptions, iterations: number): Regression {
  const size = state.terms.length;
  const isHeld = (term: number) => term > 0 && (options.nonNegative || options.lasso > 0) && state.terms[term] === 0;
  const free = Array.from(state.terms.keys()).filter((term) => !isHeld(term));
  const curvature = submatrix(hessianOf(sample, state, options.ridge), size, free);
  const variances = inverseDiagonal(choleskyFactor(curvature, free.length), free.length);
  const terms = Array.from(state.terms, (coefficient, term): Term => {
    const place = free.indexOf(term);
    if (place < 0) return { coefficient: 0, standardError: null, pValue: null };
    const standardError = Math.sqrt(variances[place] as number);
    return { coefficient, standardError, pValue: twoSidedPValue(coefficient / standardError) };
  });
  const { logLikelihood } = state;
  return {
    intercept: terms[0] as Term,
    terms: terms.slice(1),
    logLikelihood,
    deviance: -2 * logLikelihood,
    aic: 2 * free.length - 2 * logLikelihood,
    iterations,
  };
}

function startOf({ target, weights, columns }: Sample): Float64Array {
  let all = 0;
  let bads = 0;
  target.forEach((outcome, row) => {
    const weight = weights === null ? 1 : (weights[row] as number);
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY))
      throw new DomainError('weights_invalid', 'invalid', 'A weight of a row is below 0 or not a finite number.', { params: { row } });
    all += weight;
    bads += weight * outcome;
  });
  if (bads === 0 || bads === all)
    throw new DomainError('target_one_class', 'unprocessable', 'Regression needs rows with a good and rows with a bad outcome.');
  const start = new Float64Array(columns.length + 1);
  start[0] = Math.log(bads / (all - bads));
  return start;
}

/**
 * Logistic regression by iteratively reweighted least squares, each row counting `weights` times, once when they are
 * absent. Each Newton step minimises the local quadratic exactly under the bounds, so every point on the way is
 * feasible; with a lasso and free signs it is minimised by coordinate descent. Standard errors come from the curvature
 * at the optimum among the coefficients that are not held at 0, p-values are Wald's.
 * @throws {@link DomainError} `columns_dependent`, `regression_diverged`, `target_one_class`, `weights_invalid`
 */
export function fitLogistic(
  columns: readonly Float64Array[],
  target: Uint8Array,
  options: RegressionOptions = DEFAULT_REGRESSION,
  weights: Float64Array | null = null,
): Regression {
  const sample = { columns, target, weights };
  let state = evaluate(sample, startOf(sample), options);
  for (let iteration = 1; iteration <= options.maxIterations; iteration++) {
    const gradient = gradientOf(sample, state, options.ridge);
    const hessian = hessianOf(sample, state, options.ridge);
    const ideal = idealTerms(state, gradient, hessian, options);
    const step = ideal.map((value, term) => value - (state.terms[term] as number));
    const slope = step.reduce((total, part, term) => total + part * (gradient[term] as number), 0);
    const sparseness = (terms: Float64Array) => options.lasso * terms.subarray(1).reduce((total, term) => total + Math.abs(term), 0);
    const decrement = sparseness(state.terms) - sparseness(ideal) - slope;
    state = lineSearch(sample, state, { step, decrement }, options);
    if (decrement < TOLERANCE) return summarize(sample, state, options, iteration);
  }
  throw new DomainError(
    'regression_diverged',
    'unprocessable',
    'The regression does not converge: the outcomes can be parted wholly; add a ridge.',
  );
}
