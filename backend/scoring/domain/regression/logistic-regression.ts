import { DomainError } from '../../../kernel/errors.ts';
import { minimizeBounded, submatrix } from './bounded-quadratic.ts';
import { choleskyFactor, inverseDiagonal } from './linear-algebra.ts';
import { twoSidedPValue } from '../normal-distribution.ts';

export interface RegressionOptions {
  /** Penalty on half the squared coefficients; the intercept is free. 1 equals scikit-learn's C = 1. */
  readonly ridge: number;
  /** Holds every coefficient at 0 or above: more weight of evidence may never mean less risk. */
  readonly nonNegative: boolean;
  readonly maxIterations: number;
}

export const DEFAULT_REGRESSION: RegressionOptions = { ridge: 1, nonNegative: true, maxIterations: 100 };

/** Weights of one term of the linear predictor; a coefficient held at its bound has no error and no p-value. */
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

interface State {
  /** Intercept first. */
  readonly weights: Float64Array;
  readonly probabilities: Float64Array;
  readonly logLikelihood: number;
  readonly objective: number;
}

function evaluate(columns: readonly Float64Array[], target: Uint8Array, weights: Float64Array, ridge: number): State {
  const predictor = new Float64Array(target.length).fill(weights[0] as number);
  let penalty = 0;
  columns.forEach((column, index) => {
    const weight = weights[index + 1] as number;
    penalty += weight * weight;
    if (weight !== 0)
      for (let row = 0; row < column.length; row++) predictor[row] = (predictor[row] as number) + weight * (column[row] as number);
  });
  let logLikelihood = 0;
  for (let row = 0; row < predictor.length; row++) {
    const value = predictor[row] as number;
    const small = Math.exp(-Math.abs(value));
    logLikelihood += (target[row] === 1 ? Math.min(value, 0) : Math.min(-value, 0)) - Math.log1p(small);
    predictor[row] = value >= 0 ? 1 / (1 + small) : small / (1 + small);
  }
  return { weights, probabilities: predictor, logLikelihood, objective: (ridge * penalty) / 2 - logLikelihood };
}

function gradientOf(columns: readonly Float64Array[], target: Uint8Array, state: State, ridge: number): Float64Array {
  const gradient = new Float64Array(columns.length + 1);
  const residuals = state.probabilities.map((probability, row) => probability - (target[row] as number));
  gradient[0] = residuals.reduce((total, residual) => total + residual, 0);
  columns.forEach((column, index) => {
    let total = ridge * (state.weights[index + 1] as number);
    for (let row = 0; row < column.length; row++) total += (column[row] as number) * (residuals[row] as number);
    gradient[index + 1] = total;
  });
  return gradient;
}

/** Second derivatives of the objective, row-major; term 0 is the intercept. */
function hessianOf(columns: readonly Float64Array[], state: State, ridge: number): Float64Array {
  const curvature = state.probabilities.map((probability) => probability * (1 - probability));
  const terms = [new Float64Array(curvature.length).fill(1), ...columns];
  const size = terms.length;
  const hessian = new Float64Array(size * size);
  terms.forEach((left, i) => {
    const weighted = left.map((value, row) => value * (curvature[row] as number));
    terms.slice(0, i + 1).forEach((right, j) => {
      let total = i === j && i > 0 ? ridge : 0;
      for (let row = 0; row < weighted.length; row++) total += (weighted[row] as number) * (right[row] as number);
      hessian[i * size + j] = total;
      hessian[j * size + i] = total;
    });
  });
  return hessian;
}

/** The full step, halved until the objective falls by a fair part of what the curvature promises. */
function lineSearch(
  columns: readonly Float64Array[],
  target: Uint8Array,
  state: State,
  step: Float64Array,
  decrement: number,
  ridge: number,
): State {
  let next = state;
  for (let length = 1; length > LEAST_STEP; length /= 2) {
    next = evaluate(
      columns,
      target,
      state.weights.map((weight, term) => weight + length * (step[term] as number)),
      ridge,
    );
    if (decrement < TOLERANCE || next.objective <= state.objective - 1e-4 * length * decrement) break;
  }
  return next;
}

function summarize(
  columns: readonly Float64Array[],
  state: State,
  ridge: number,
  bounded: readonly boolean[],
  iterations: number,
): Regression {
  const size = state.weights.length;
  const free = Array.from(state.weights.keys()).filter((term) => bounded[term] !== true || (state.weights[term] as number) > 0);
  const curvature = submatrix(hessianOf(columns, state, ridge), size, free);
  const variances = inverseDiagonal(choleskyFactor(curvature, free.length), free.length);
  const terms = Array.from(state.weights, (coefficient, term): Term => {
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

/**
 * Logistic regression by iteratively reweighted least squares. Each Newton step minimises the local
 * quadratic exactly under the bounds, so every point on the way is feasible.
 * Standard errors come from the curvature at the optimum, p-values are Wald's.
 * @throws {@link DomainError} `columns_dependent`, `regression_diverged`
 */
export function fitLogistic(
  columns: readonly Float64Array[],
  target: Uint8Array,
  options: RegressionOptions = DEFAULT_REGRESSION,
): Regression {
  const size = columns.length + 1;
  const bounded = Array.from({ length: size }, (_, term) => options.nonNegative && term > 0);
  const start = new Float64Array(size);
  const badShare = target.reduce((total, outcome) => total + outcome, 0) / target.length;
  start[0] = Math.log(badShare / (1 - badShare));
  let state = evaluate(columns, target, start, options.ridge);
  for (let iteration = 1; iteration <= options.maxIterations; iteration++) {
    const gradient = gradientOf(columns, target, state, options.ridge);
    const hessian = hessianOf(columns, state, options.ridge);
    const linear = gradient.map((slope, row) =>
      state.weights.reduce((total, weight, column) => total + (hessian[row * size + column] as number) * weight, -slope),
    );
    const ideal = minimizeBounded({ hessian, linear, bounded }, state.weights);
    const step = ideal.map((weight, term) => weight - (state.weights[term] as number));
    const decrement = -step.reduce((total, part, term) => total + part * (gradient[term] as number), 0);
    state = lineSearch(columns, target, state, step, decrement, options.ridge);
    if (decrement < TOLERANCE) return summarize(columns, state, options.ridge, bounded, iteration);
  }
  throw new DomainError(
    'regression_diverged',
    'unprocessable',
    'The regression does not converge: the outcomes can be parted wholly; add a ridge.',
  );
}
