import { requireBothOutcomes } from '../validation/scored-rows.ts';
import { type Calibrator, sigmoid } from './calibrator.ts';

const MOST_STEPS = 100;
const RIDGE = 1e-12;
const LEAST_GRADIENT = 1e-10;
const LEAST_STEP = 1e-10;
const SUFFICIENT = 1e-4;

interface Fit {
  readonly scaled: Float64Array;
  /** Smoothed outcome of each row, and its weight. */
  readonly goal: Float64Array;
  readonly weights: Float64Array;
}

function negativeLogLikelihood({ scaled, goal, weights }: Fit, slope: number, intercept: number): number {
  let total = 0;
  for (let row = 0; row < scaled.length; row++) {
    const value = slope * (scaled[row] as number) + intercept;
    const aim = goal[row] as number;
    // Written so that the exponent is never positive (Lin, Lin and Weng 2007).
    total += (weights[row] as number) * ((value >= 0 ? (1 - aim) * value : -aim * value) + Math.log1p(Math.exp(-Math.abs(value))));
  }
  return total;
}

interface Curvature {
  readonly gradient: readonly [number, number];
  readonly hessian: readonly [number, number, number];
}

function curvatureOf({ scaled, goal, weights }: Fit, slope: number, intercept: number): Curvature {
  let gSlope = 0;
  let gIntercept = 0;
  let hSlope = RIDGE;
  let hBoth = 0;
  let hIntercept = RIDGE;
  for (let row = 0; row < scaled.length; row++) {
    const x = scaled[row] as number;
    const weight = weights[row] as number;
    const probability = sigmoid(slope * x + intercept);
    const error = weight * (probability - (goal[row] as number));
    const bend = weight * probability * (1 - probability);
    gSlope += error * x;
    gIntercept += error;
    hSlope += bend * x * x;
    hBoth += bend * x;
    hIntercept += bend;
  }
  return { gradient: [gSlope, gIntercept], hessian: [hSlope, hBoth, hIntercept] };
}

/** Newton's method with halved steps until the likelihood rises enough. */
function minimize(fit: Fit, start: number): readonly [number, number] {
  let slope = 0;
  let intercept = start;
  let value = negativeLogLikelihood(fit, slope, intercept);
  for (let round = 0; round < MOST_STEPS; round++) {
    const { gradient, hessian } = curvatureOf(fit, slope, intercept);
    if (Math.abs(gradient[0]) + Math.abs(gradient[1]) < LEAST_GRADIENT * fit.scaled.length) break;
    const determinant = hessian[0] * hessian[2] - hessian[1] ** 2;
    const dSlope = -(hessian[2] * gradient[0] - hessian[1] * gradient[1]) / determinant;
    const dIntercept = -(hessian[0] * gradient[1] - hessian[1] * gradient[0]) / determinant;
    const descent = gradient[0] * dSlope + gradient[1] * dIntercept;
    let step = 1;
    for (; step >= LEAST_STEP; step /= 2) {
      const next = negativeLogLikelihood(fit, slope + step * dSlope, intercept + step * dIntercept);
      if (next >= value + SUFFICIENT * step * descent) continue;
      slope += step * dSlope;
      intercept += step * dIntercept;
      value = next;
      break;
    }
    if (step < LEAST_STEP) break;
  }
  return [slope, intercept];
}

/**
 * Platt's sigmoid, fitted by the Newton method of Lin, Lin and Weng (2007) to outcomes smoothed as Platt (1999) has
 * it: a bad counts (B + 1) / (B + 2), a good 1 / (G + 2), with B and G the weights of the bads and the goods.
 * Outputs that are all alike give their smoothed bad rate.
 * @throws {@link DomainError} of `requireBothOutcomes`
 */
export function fitPlatt(outputs: Float64Array, target: Uint8Array, given?: Float64Array): Calibrator & { readonly kind: 'platt' } {
  requireBothOutcomes('output of the model', outputs, target);
  const weights = given ?? new Float64Array(target.length).fill(1);
  const scale = outputs.reduce((most, output) => Math.max(most, Math.abs(output)), 0) || 1;
  let bads = 0;
  let goods = 0;
  for (let row = 0; row < target.length; row++) {
    if (target[row] === 1) bads += weights[row] as number;
    else goods += weights[row] as number;
  }
  const goal = Float64Array.from(target, (outcome) => (outcome === 1 ? (bads + 1) / (bads + 2) : 1 / (goods + 2)));
  const fit = { scaled: outputs.map((output) => output / scale), goal, weights };
  const [slope, intercept] = minimize(fit, Math.log((bads + 1) / (goods + 1)));
  return { kind: 'platt', slope: slope / scale, intercept };
}
