import { DomainError } from '../../../kernel/errors.ts';

/** What a class may suffer at most, from the most senior: the chance that it loses anything, or its expected loss. Fractions. */
export type SizingTarget =
  | { readonly kind: 'default-probability'; readonly most: number }
  | { readonly kind: 'expected-loss'; readonly most: number };

/** A class as a layer of pool losses, fractions of the pool; `size` is detachment less attachment. */
export interface SizedTranche {
  readonly attachment: number;
  readonly detachment: number;
  readonly size: number;
  readonly defaultProbability: number;
  readonly expectedLoss: number;
}

/** Expected share of the layer that the losses take. */
export function layerExpectedLoss(losses: Float64Array, attachment: number, detachment: number): number {
  if (!(detachment > attachment)) return 0;
  const total = losses.reduce((sum, loss) => sum + Math.min(Math.max(loss - attachment, 0), detachment - attachment), 0);
  return total / losses.length / (detachment - attachment);
}

/** Share of paths whose loss is above the attachment point. */
export function layerDefaultProbability(losses: Float64Array, attachment: number): number {
  return losses.reduce((count, loss) => count + Number(loss > attachment), 0) / losses.length;
}

/**
 * Sizes layers of a simulated loss distribution from the top: each class is as thick as its target lets it be, what is left below the
 * last is equity. A target on the default probability fixes the attachment point at that quantile of the losses; one on the expected loss
 * is met by halving. No cash flow is in it: excess spread and reserve come on top.
 *
 * @param losses - one path an entry, fractions of the pool
 * @throws {@link DomainError} `simulation_input_invalid` unless targets are fractions that loosen from senior to junior of one kind
 */
export function sizeTranches(losses: Float64Array, targets: readonly SizingTarget[]): SizedTranche[] {
  const isGood = targets.every(({ most }) => most >= 0 && most <= 1);
  if (losses.length === 0 || targets.length === 0 || !isGood) {
    throw new DomainError('simulation_input_invalid', 'invalid', 'Sizing needs simulated losses and targets from 0 to 1.');
  }
  const sorted = Float64Array.from(losses).sort();
  let top = 1;
  return targets.map((target) => {
    const lowest =
      target.kind === 'default-probability' ? exceedancePoint(sorted, target.most) : expectedLossPoint(sorted, top, target.most);
    const attachment = Math.min(top, lowest);
    const tranche = {
      attachment,
      detachment: top,
      size: top - attachment,
      defaultProbability: layerDefaultProbability(sorted, attachment),
      expectedLoss: layerExpectedLoss(sorted, attachment, top),
    };
    top = attachment;
    return tranche;
  });
}

/** The smallest path loss that at most the share `most` of the paths exceeds; 0 when even losing anything is that rare. */
function exceedancePoint(sorted: Float64Array, most: number): number {
  const allowed = Math.floor(most * sorted.length + 1e-9);
  return allowed >= sorted.length ? 0 : (sorted[sorted.length - 1 - allowed] ?? 0);
}

/** The lowest attachment at which the layer up to `top` loses at most `most` of itself; its expected loss falls as it attaches higher. */
function expectedLossPoint(sorted: Float64Array, top: number, most: number): number {
  if (layerExpectedLoss(sorted, 0, top) <= most) return 0;
  let [low, high] = [0, top];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (layerExpectedLoss(sorted, middle, top) <= most) high = middle;
    else low = middle;
  }
  return high;
}
