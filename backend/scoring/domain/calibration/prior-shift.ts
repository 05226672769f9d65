import { requireSetting } from '../validation/scored-rows.ts';
import type { Calibrator } from './calibrator.ts';

const LEAST_SHARE = 1e-9;

/**
 * Moves log-odds to another share of bads when only that share differs between the training rows and the rows to
 * come (King and Zeng 2001; Saerens, Latinne and Decaestecker 2002).
 * @throws {@link DomainError} `setting_invalid`
 */
export function shiftPrior(trainedShare: number, trueShare: number): Calibrator & { readonly kind: 'prior_shift' } {
  requireSetting('trainedShare', trainedShare, LEAST_SHARE, 1 - LEAST_SHARE);
  requireSetting('trueShare', trueShare, LEAST_SHARE, 1 - LEAST_SHARE);
  return { kind: 'prior_shift', offset: Math.log(trueShare / (1 - trueShare)) - Math.log(trainedShare / (1 - trainedShare)) };
}

const MOST_ROUNDS = 10_000;
const SETTLED = 1e-12;

/**
 * Share of bads among rows without outcomes, by the expectation maximization of Saerens et al.: the share and the
 * probabilities under it are computed in turn until the share settles.
 * @throws {@link DomainError} `setting_invalid`
 */
export function estimatePrior(probabilities: Float64Array, trainedShare: number): number {
  requireSetting('trainedShare', trainedShare, LEAST_SHARE, 1 - LEAST_SHARE);
  requireSetting('rows', probabilities.length, 1, Number.MAX_SAFE_INTEGER);
  let share = trainedShare;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const bad = share / trainedShare;
    const good = (1 - share) / (1 - trainedShare);
    let total = 0;
    for (const probability of probabilities) total += (bad * probability) / (bad * probability + good * (1 - probability));
    const next = total / probabilities.length;
    if (Math.abs(next - share) < SETTLED) return next;
    share = next;
  }
  return share;
}
