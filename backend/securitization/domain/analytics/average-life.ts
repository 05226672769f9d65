import type { TimedFlow } from './cash-flow.ts';

/** Which principal counts when some of it is negative (BMA SF-57): all of it, or what is repaid only. */
export type AverageLifeMethod = 'all-principal' | 'positive-only';

/**
 * Weighted average life, `sum principal * years / sum principal` (BMA SF-48). The convention of the years (30/360, actual/365) is that
 * of the flows. With negative amortisation the two published methods differ; without it they agree.
 *
 * @returns `null` when no principal is paid, for then there is no life to average
 */
export function averageLife(principal: readonly TimedFlow[], method: AverageLifeMethod): number | null {
  const counted = method === 'positive-only' ? principal.filter(({ amount }) => amount > 0) : principal;
  const total = counted.reduce((sum, { amount }) => sum + amount, 0);
  if (!(total > 0)) return null;
  return counted.reduce((sum, { years, amount }) => sum + years * amount, 0) / total;
}
