import { twoSidedPValue } from './normal-distribution.ts';

/** Coefficients of Lanczos' approximation with g = 607/128 (Godfrey), good to 15 digits. */
const LANCZOS_G = 607 / 128;
const LANCZOS = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202, 3.399464998481189e-5,
  4.652362892704858e-5, -9.837447530487956e-5, 0.0001580887032249125, -0.00021026444172410488, 0.00021743961811521265,
  -0.0001643181065367639, 8.441822398385275e-5, -2.6190838401581408e-5, 3.6899182659531625e-6,
];
const EPSILON = 1e-16;
const TINY = 1e-300;
const MOST_TERMS = 10_000;

/** Natural logarithm of the gamma function for `x` above 0. */
function logGamma(x: number): number {
  const sum = LANCZOS.reduce((total, coefficient, place) => total + (place === 0 ? coefficient : coefficient / (x + place)), 0);
  const base = x + LANCZOS_G + 0.5;
  return (x + 0.5) * Math.log(base) - base + Math.log((Math.sqrt(2 * Math.PI) * sum) / x);
}

/** Lentz' evaluation of `1 / (b0 + a1 / (b1 + a2 / (b2 + ...)))`, with `a(n)` and `b(n)` given by `term`. */
function continuedFraction(first: number, term: (n: number) => readonly [number, number]): number {
  let c = 1 / TINY;
  let d = 1 / (Math.abs(first) < TINY ? TINY : first);
  let value = d;
  for (let n = 1; n < MOST_TERMS; n++) {
    const [a, b] = term(n);
    d = b + a * d;
    c = b + a / c;
    if (Math.abs(d) < TINY) d = TINY;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) <= EPSILON) break;
  }
  return value;
}

/** Q(a, x), the upper regularized incomplete gamma function: series below a + 1, continued fraction above. */
function gammaUpper(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let total = term;
    for (let n = 1; n < MOST_TERMS && term > total * EPSILON; n++) {
      term *= x / (a + n);
      total += term;
    }
    return 1 - front * total;
  }
  return front * continuedFraction(x + 1 - a, (n) => [-n * (n - a), x + 2 * n + 1 - a]);
}

/** Probability that a chi-square value with `degrees` degrees of freedom exceeds `value`. */
export function chiSquareUpperTail(value: number, degrees: number): number {
  return value === Number.POSITIVE_INFINITY ? 0 : gammaUpper(degrees / 2, value / 2);
}

/** I_x(a, b), the regularized incomplete beta function: the probability that a beta(a, b) value is at most `x`. */
export function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  const fraction = continuedFraction(1, (n) => {
    const m = Math.floor(n / 2);
    const numerator = n % 2 === 0 ? m * (b - m) : -(a + m) * (a + b + m);
    return [(numerator * x) / ((a + n - 1) * (a + n)), 1];
  });
  return front * fraction;
}

/** Probability that Student's t with `degrees` degrees of freedom lies farther from 0 than `t`. */
export function studentTwoSided(t: number, degrees: number): number {
  return betaCdf(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** Probability that a standard normal value is at most `z`. */
export function normalCdf(z: number): number {
  return z < 0 ? twoSidedPValue(z) / 2 : 1 - twoSidedPValue(z) / 2;
}

const STEPS = 100;
const FARTHEST = 38;

/** The `z` that a standard normal value exceeds with probability `tail`, for 0 < tail <= 0.5: halved until it moves no more. */
export function normalUpperQuantile(tail: number): number {
  let low = 0;
  let high = FARTHEST;
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (twoSidedPValue(middle) / 2 > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
