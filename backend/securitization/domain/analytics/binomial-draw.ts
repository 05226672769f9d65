import type { RandomStream } from './random-stream.ts';

const INVERSION_MAX = 10;
const STIRLING = [
  0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.020790672103765, 0.0166446911898211, 0.0138761288230707, 0.0118967099458917,
  0.010411265261972, 0.00925546218271273, 0.00833056343336287,
];

/**
 * Number of hits in `trials` independent trials that hit with `probability`: by inversion when few are expected, else by Hormann's
 * transformed rejection (BTRS, 1993). Both draw from the exact distribution up to double precision.
 */
export function binomialDraw(random: RandomStream, trials: number, probability: number): number {
  if (trials <= 0 || probability <= 0) return 0;
  if (probability >= 1) return trials;
  if (probability > 0.5) return trials - binomialDraw(random, trials, 1 - probability);
  return trials * probability < INVERSION_MAX ? invert(random, trials, probability) : reject(random, trials, probability);
}

function invert(random: RandomStream, trials: number, p: number): number {
  const odds = p / (1 - p);
  let term = Math.exp(trials * Math.log1p(-p));
  let rest = random.uniform() - term;
  let hits = 0;
  while (rest > 0 && hits < trials) {
    hits += 1;
    term *= (odds * (trials - hits + 1)) / hits;
    rest -= term;
  }
  return hits;
}

function reject(random: RandomStream, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const certain = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const mode = Math.floor((n + 1) * p);
  const odds = p / (1 - p);
  for (;;) {
    const u = random.uniform() - 0.5;
    const v = random.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + centre);
    if (us >= 0.07 && v <= certain) return k;
    if (k < 0 || k > n) continue;
    const bound =
      (mode + 0.5) * Math.log((mode + 1) / (odds * (n - mode + 1))) +
      (n + 1) * Math.log((n - mode + 1) / (n - k + 1)) +
      (k + 0.5) * Math.log((odds * (n - k + 1)) / (k + 1)) +
      stirlingTail(mode) +
      stirlingTail(n - mode) -
      stirlingTail(k) -
      stirlingTail(n - k);
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= bound) return k;
  }
}

/** What Stirling's formula leaves of the logarithm of k!. */
function stirlingTail(k: number): number {
  const kept = STIRLING[k];
  if (kept !== undefined) return kept;
  const square = (k + 1) * (k + 1);
  return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1);
}
