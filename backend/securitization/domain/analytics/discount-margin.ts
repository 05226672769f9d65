import { DomainError } from '../../../kernel/errors.ts';
import { findRoot } from './find-root.ts';

/** One period of a floating class. */
export interface FloatingFlow {
  /** Actual days of the period. */
  readonly days: number;
  /** Index of the period as a fraction a year. */
  readonly index: number;
  readonly amount: number;
}

/** Price with accrued interest at a margin: each period's factor multiplies `1 + (index + margin) * days / 360`. */
export function priceOfMargin(flows: readonly FloatingFlow[], margin: number): number {
  let [price, factor] = [0, 1];
  for (const { days, index, amount } of flows) {
    factor *= 1 + ((index + margin) * days) / 360;
    price += amount / factor;
  }
  return price;
}

/**
 * Discount margin over the index at which the flows are worth `full`, price plus accrued interest.
 *
 * @returns the margin as a fraction a year, between -0.5 and 5
 * @throws {@link DomainError} `rate_not_found`
 */
export function discountMargin(flows: readonly FloatingFlow[], full: number): number {
  if (flows.some(({ days }) => !(days > 0))) {
    throw new DomainError('rate_not_found', 'unprocessable', 'Each period of a floating class has days.');
  }
  return findRoot((margin) => priceOfMargin(flows, margin) - full, -0.5, 5);
}
