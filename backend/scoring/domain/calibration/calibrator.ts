/** Turns a model's raw output into a probability; plain data, so that it can be stored and hashed. */
export type Calibrator =
  | { readonly kind: 'platt'; readonly slope: number; readonly intercept: number }
  | { readonly kind: 'isotonic'; readonly scores: readonly number[]; readonly probabilities: readonly number[] }
  | { readonly kind: 'prior_shift'; readonly offset: number };

export type CalibrationMethod = 'platt' | 'isotonic';

/** Probabilities nearer to 0 or 1 have no finite log-odds to move; they count as this far. */
const CLIP = 1e-12;

/** 1 / (1 + e^-x) without overflow. */
export function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

/** Natural logarithm of the odds of `probability`, kept finite at 0 and 1. */
export function logOdds(probability: number): number {
  const inside = Math.min(1 - CLIP, Math.max(CLIP, probability));
  return Math.log(inside / (1 - inside));
}

function interpolate(scores: readonly number[], values: readonly number[], score: number): number {
  let low = 0;
  let high = scores.length - 1;
  if (score <= (scores[0] as number)) return values[0] as number;
  if (score >= (scores[high] as number)) return values[high] as number;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((scores[middle] as number) <= score) low = middle;
    else high = middle;
  }
  // Halves, since the difference of two enormous scores is no number.
  const width = (scores[high] as number) / 2 - (scores[low] as number) / 2;
  const share = (score / 2 - (scores[low] as number) / 2) / width;
  return (values[low] as number) + share * ((values[high] as number) - (values[low] as number));
}

/** The probability that `calibrator` makes of each output: log-odds, or for Platt and isotonic any margin they were fitted to. */
export function calibrate(calibrator: Calibrator, outputs: Float64Array): Float64Array {
  switch (calibrator.kind) {
    case 'platt':
      return outputs.map((output) => sigmoid(calibrator.intercept + calibrator.slope * output));
    case 'isotonic':
      return outputs.map((output) => interpolate(calibrator.scores, calibrator.probabilities, output));
    case 'prior_shift':
      return outputs.map((output) => sigmoid(output + calibrator.offset));
  }
}
