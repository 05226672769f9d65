const SQRT_TWO_PI = Math.sqrt(2 * Math.PI);
const TAIL_STARTS = 3;
const TAIL_DEPTH = 50;

/**
 * Standard normal distribution function. Inside 3 by the series `phi(x) sum x^(2k+1) / (1 3 5 ... (2k+1))`, outside by the continued
 * fraction of the tail; the relative error of either tail is below 1e-12.
 */
export function normalCdf(x: number): number {
  if (x === 0) return 0.5;
  const size = Math.abs(x);
  const density = Math.exp((-size * size) / 2) / SQRT_TWO_PI;
  const tail = size > TAIL_STARTS ? density * tailFraction(size) : 0.5 - density * oddSeries(size);
  return x < 0 ? tail : 1 - tail;
}

function oddSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return sum;
}

/** `1 / (x + 1 / (x + 2 / (x + 3 / ...)))`, from behind. */
function tailFraction(x: number): number {
  let value = x;
  for (let k = TAIL_DEPTH; k >= 1; k--) value = x + k / value;
  return 1 / value;
}

const CENTRE_A = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1, 2.506628277459239,
];
const CENTRE_B = [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1];
const TAIL_C = [-7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
const TAIL_D = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];
const TAIL = 0.02425;

/**
 * Standard normal quantile: Acklam's rational approximation (relative error 1.15e-9) and one step of Halley's method on `normalCdf`.
 * Within 1e-12 of the exact value for p from 1e-12 to 1 - 1e-12; infinite at 0 and 1.
 */
export function normalQuantile(p: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY;
  if (p >= 1) return Number.POSITIVE_INFINITY;
  if (p > 0.5) return -normalQuantile(1 - p);
  const first = p < TAIL ? tailGuess(p) : centreGuess(p);
  const error = (normalCdf(first) - p) * SQRT_TWO_PI * Math.exp((first * first) / 2);
  return first - error / (1 + (first * error) / 2);
}

function centreGuess(p: number): number {
  const q = p - 0.5;
  return (polynomial(CENTRE_A, q * q) * q) / polynomial(CENTRE_B, q * q);
}

function tailGuess(p: number): number {
  const q = Math.sqrt(-2 * Math.log(p));
  return polynomial(TAIL_C, q) / polynomial(TAIL_D, q);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}
