import { seededRandom, shuffle } from '../seeded-random.ts';
import type { EncodedRows } from './encoder.ts';

export interface LinearSolution {
  /** One per place, and the intercept, which is penalised like them. */
  readonly weights: Float64Array;
  readonly intercept: number;
  readonly epochs: number;
  readonly hasConverged: boolean;
}

export interface LinearProblem {
  readonly block: EncodedRows;
  /** +1 bad, -1 good. */
  readonly signs: Int8Array;
  /** Cost of each row's squared hinge loss; 0 leaves it out. */
  readonly costs: Float64Array;
}

export interface LinearOptions {
  readonly tolerance: number;
  readonly maxEpochs: number;
  readonly seed: number;
}

/**
 * Linear SVM with squared hinge loss by dual coordinate descent (Hsieh et al. 2008), as LIBLINEAR's solver 1 without
 * shrinking: minimises |w|^2 / 2 + sum of cost x max(0, 1 - sign x w'x)^2. Rows are visited in an order shuffled by
 * the seed, until no projected gradient is farther from another than the tolerance.
 */
export function solveLinear({ block, signs, costs }: LinearProblem, { tolerance, maxEpochs, seed }: LinearOptions): LinearSolution {
  const { values, width } = block;
  const random = seededRandom(seed);
  const order = Int32Array.from(signs.keys()).filter((row) => (costs[row] as number) > 0);
  const weights = new Float64Array(width);
  const multipliers = new Float64Array(signs.length);
  const diagonal = costs.map((cost, row) => {
    let total = 1 + 1 / (2 * cost);
    for (let place = row * width; place < (row + 1) * width; place++) total += (values[place] as number) ** 2;
    return total;
  });
  let intercept = 0;
  for (let epoch = 1; epoch <= maxEpochs; epoch++) {
    let highest = Number.NEGATIVE_INFINITY;
    let lowest = Number.POSITIVE_INFINITY;
    shuffle(order, random);
    for (const row of order) {
      const sign = signs[row] as number;
      const held = multipliers[row] as number;
      const start = row * width;
      let margin = intercept;
      for (let place = 0; place < width; place++) margin += (weights[place] as number) * (values[start + place] as number);
      const gradient = sign * margin - 1 + held / (2 * (costs[row] as number));
      const projected = held === 0 ? Math.min(gradient, 0) : gradient;
      highest = Math.max(highest, projected);
      lowest = Math.min(lowest, projected);
      if (projected === 0) continue;
      const next = Math.max(held - gradient / (diagonal[row] as number), 0);
      multipliers[row] = next;
      const change = (next - held) * sign;
      for (let place = 0; place < width; place++) weights[place] = (weights[place] as number) + change * (values[start + place] as number);
      intercept += change;
    }
    if (highest - lowest <= tolerance) return { weights, intercept, epochs: epoch, hasConverged: true };
  }
  return { weights, intercept, epochs: maxEpochs, hasConverged: false };
}
