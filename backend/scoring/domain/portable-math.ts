/**
 * Exponential and logarithm out of nothing but the four operations, which IEEE 754 rounds the same everywhere. The
 * language leaves the last bits of `Math.exp` and `Math.log` to the machine, and one such bit can turn a split.
 */

const E = 2.718281828459045;
const LN2 = 0.6931471805599453;
/** Beyond this many, odds are 0 or 1 to the last bit of a double. */
const MOST_LOG_ODDS = 40;
const STEPS = 32;

/** Taylor's series of `exp` for |x| up to 1, to the last bits. */
function seriesOf(x: number): number {
  let sum = 1;
  for (let term = 22; term > 0; term--) sum = 1 + (x * sum) / term;
  return sum;
}

const MIDDLE = MOST_LOG_ODDS * STEPS;
const NEAREST = MIDDLE + 0.5;

/** `exp(j / 32)` for j from -1280 to 1280. */
const TABLE = Float64Array.from({ length: 2 * MIDDLE + 1 }, (_, place) => {
  const steps = Math.abs(place - MIDDLE);
  let power = seriesOf((steps % STEPS) / STEPS);
  for (let whole = Math.floor(steps / STEPS); whole > 0; whole--) power *= E;
  return place < MIDDLE ? 1 / power : power;
});

/** `exp(x)` within half a step of 0. */
function powerNear(x: number): number {
  return 1 + x * (1 + x * (1 / 2 + x * (1 / 6 + x * (1 / 24 + x * (1 / 120 + x * (1 / 720))))));
}

/** Probability of log-odds `x`, in (0, 1]; within 1e-14 of the true one, relatively. */
export function probabilityOf(x: number): number {
  if (x > MOST_LOG_ODDS) return 1;
  const y = x < -MOST_LOG_ODDS ? MOST_LOG_ODDS : -x;
  const place = (y * STEPS + NEAREST) | 0;
  const r = y - (place - MIDDLE) / STEPS;
  const near = powerNear(r);
  return 1 / (1 + (TABLE[place] as number) * near);
}

const FAR_DECAY = 1 / (TABLE[2 * MIDDLE] as number);

/** `exp(-x)` of `x` at least 0, infinity included; within 1e-14 of the true one, relatively, for `x` up to 40 and 1e-12 beyond. */
export function decayOf(x: number): number {
  let far = 1;
  let rest = x;
  for (; rest > MOST_LOG_ODDS; rest -= MOST_LOG_ODDS) {
    far *= FAR_DECAY;
    if (far === 0) return 0;
  }
  const place = (rest * STEPS + 0.5) | 0;
  const r = place / STEPS - rest;
  return far * (TABLE[MIDDLE - place] as number) * powerNear(r);
}

/** Natural logarithm of a finite number above 0. */
export function logarithm(x: number): number {
  let mantissa = x;
  let exponent = 0;
  for (; mantissa > 1.5; mantissa /= 2) exponent++;
  for (; mantissa < 0.75; mantissa *= 2) exponent--;
  const s = (mantissa - 1) / (mantissa + 1);
  let sum = 0;
  for (let power = 21; power > 0; power -= 2) sum = sum * s * s + 1 / power;
  return exponent * LN2 + 2 * s * sum;
}
