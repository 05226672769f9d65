import { seededRandom } from '../seeded-random.ts';
import { requireBothOutcomes, requireCount, requireSetting } from './scored-rows.ts';

export interface BootstrapOptions {
  readonly replicates: number;
  readonly seed: number;
  readonly level: number;
}

export interface BootstrapInterval {
  readonly estimate: number;
  /** Mean of the replicates less the estimate. */
  readonly bias: number;
  readonly standardError: number;
  /** Percentiles of the replicates, between two of them by proportion. */
  readonly lower: number;
  readonly upper: number;
}

export const DEFAULT_BOOTSTRAP: BootstrapOptions = { replicates: 1000, seed: 1, level: 0.95 };

function percentile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] as number;
  return below + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] as number) - below);
}

/**
 * Percentile interval of any figure of scores and outcomes. Goods are drawn among goods and bads among bads, so
 * every replicate has both; the same seed draws the same rows.
 * @throws {@link DomainError} of `requireBothOutcomes`, `setting_invalid`
 */
export function bootstrapInterval(
  scores: Float64Array,
  target: Uint8Array,
  figure: (scores: Float64Array, target: Uint8Array) => number,
  options: BootstrapOptions = DEFAULT_BOOTSTRAP,
): BootstrapInterval {
  requireBothOutcomes('score', scores, target);
  requireCount('replicates', options.replicates, 2, 100_000);
  requireSetting('level', options.level, 0.5, 0.999_999);
  const random = seededRandom(options.seed);
  const goods = scores.filter((_, row) => target[row] === 0);
  const bads = scores.filter((_, row) => target[row] === 1);
  const outcomes = Uint8Array.from(target).sort();
  const drawn = new Float64Array(target.length);
  const replicates = new Float64Array(options.replicates).map(() => {
    for (let row = 0; row < drawn.length; row++) {
      const source = row < goods.length ? goods : bads;
      drawn[row] = source[Math.floor(random() * source.length)] as number;
    }
    return figure(drawn, outcomes);
  });
  replicates.sort();
  const mean = replicates.reduce((total, value) => total + value, 0) / replicates.length;
  const spread = replicates.reduce((total, value) => total + (value - mean) ** 2, 0) / (replicates.length - 1);
  const estimate = figure(scores, target);
  return {
    estimate,
    bias: mean - estimate,
    standardError: Math.sqrt(spread),
    lower: percentile(replicates, (1 - options.level) / 2),
    upper: percentile(replicates, (1 + options.level) / 2),
  };
}
