import { type DatedFlow, type TimedFlow, timedFlows } from './cash-flow.ts';
import { findRoot } from './find-root.ts';

/** Bracket of an annual rate of return. */
const [LOWEST, HIGHEST] = [-0.99, 10];

/** Present value at an annual rate, compounded yearly: `sum amount / (1 + rate)^years`. */
export function presentValue(flows: readonly TimedFlow[], rate: number): number {
  return flows.reduce((sum, { years, amount }) => sum + amount / (1 + rate) ** years, 0);
}

/** Value `years` from now at an annual rate, compounded yearly. */
export function futureValue(amount: number, rate: number, years: number): number {
  return amount * (1 + rate) ** years;
}

/**
 * Annual internal rate of return of dated flows, actual days over 365 from the first (XIRR).
 *
 * @returns the rate as a fraction, between -0.99 and 10
 * @throws {@link DomainError} `rate_not_found` when present values at both ends have one sign, as without an outlay
 */
export function internalRate(flows: readonly DatedFlow[]): number {
  const start = flows.reduce((first, { day }) => Math.min(first, day), Number.POSITIVE_INFINITY);
  const timed = timedFlows(flows, start);
  return findRoot((rate) => presentValue(timed, rate), LOWEST, HIGHEST);
}

/**
 * Rate of return a period of evenly spaced flows (IRR), the first one now.
 *
 * @throws {@link DomainError} `rate_not_found`
 */
export function periodicRate(amounts: readonly number[]): number {
  const timed = amounts.map((amount, years) => ({ years, amount }));
  return findRoot((rate) => presentValue(timed, rate), LOWEST, HIGHEST);
}
