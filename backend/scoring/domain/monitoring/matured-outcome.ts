import type { KnownOutcome } from '../../../intake/domain/customer-outcome.ts';

/**
 * What an outcome says of a score that was given on `day` (UTC): 1 for bad, null for nothing. It counts when it was observed on that day or
 * later, since what was known before is no test of a forecast, and when the customer was imported with an outcome: such customers are a
 * sample of the past, taken as it is, corrections included. Outcomes have days and no hours, so the day of the score itself counts.
 */
export function maturedOutcome(outcome: KnownOutcome | undefined, day: string): 0 | 1 | null {
  if (outcome === undefined) return null;
  return outcome.observedOn === null || outcome.observedOn >= day ? outcome.bad : null;
}
