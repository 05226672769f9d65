import type { TimedFlow } from './cash-flow.ts';
import { findRoot } from './find-root.ts';

/** A yield is sought between these, by compounding. */
const [LOWEST, HIGHEST] = [-0.9, 20];

/** Price with accrued interest at the bond-equivalent yield `y`: `sum amount / (1 + y/2)^(2 years)` (BMA SF-51). */
export function priceOfYield(flows: readonly TimedFlow[], y: number): number {
  return flows.reduce((sum, { years, amount }) => sum + amount / (1 + y / 2) ** (2 * years), 0);
}

/**
 * Bond-equivalent yield, compounded twice a year (BMA SF-52, ISMA with two periods a year).
 *
 * @param full - price plus accrued interest, in the unit of the flows
 * @returns the yield as a fraction
 * @throws {@link DomainError} `rate_not_found`
 */
export function bondYield(flows: readonly TimedFlow[], full: number): number {
  return findRoot((y) => priceOfYield(flows, y) - full, LOWEST, HIGHEST);
}

/** The mortgage yield, compounded monthly, of a bond-equivalent one: `12 ((1 + y/2)^(1/6) - 1)`. */
export function monthlyYield(bondEquivalent: number): number {
  return 12 * ((1 + bondEquivalent / 2) ** (1 / 6) - 1);
}

/** The bond-equivalent yield of a monthly one: `2 ((1 + m/12)^6 - 1)`. */
export function bondEquivalent(monthly: number): number {
  return 2 * ((1 + monthly / 12) ** 6 - 1);
}

/** Sensitivities at a yield. */
export interface YieldSensitivity {
  /** Price with accrued interest. */
  readonly full: number;
  readonly macaulay: number;
  readonly modified: number;
  /** The full second-order sum, years squared. */
  readonly convexity: number;
}

/**
 * Macaulay and modified duration and convexity at a yield compounded `frequency` times a year (BMA SF-53/54 for 2, yearly for 1):
 * `sum years PV / P`, that over `1 + y/f`, and `sum years (years + 1/f) PV / P / (1 + y/f)^2` over every flow.
 */
export function yieldSensitivity(flows: readonly TimedFlow[], y: number, frequency = 2): YieldSensitivity {
  const step = 1 + y / frequency;
  let [full, first, second] = [0, 0, 0];
  for (const { years, amount } of flows) {
    const value = amount / step ** (frequency * years);
    full += value;
    first += years * value;
    second += years * (years + 1 / frequency) * value;
  }
  const macaulay = first / full;
  return { full, macaulay, modified: macaulay / step, convexity: second / full / step ** 2 };
}
