import { amortisedBalance } from './historical-speed.ts';

/** One month of a pass-through in fractions of par, unrounded. */
export interface PassThroughMonth {
  readonly scheduled: number;
  readonly prepayment: number;
  readonly principal: number;
  readonly grossInterest: number;
  readonly servicing: number;
  readonly netInterest: number;
  readonly cashFlow: number;
  readonly factor: number;
}

/**
 * Cash flow of a level-pay pass-through of par 1, unrounded (BMA B.1, SF-4/5).
 *
 * @param gross - annual coupon of the loans, fraction; `net` that of the holders, the rest is servicing
 * @param smm - monthly prepayment of month k, from 1, as a fraction
 */
export function passThrough(gross: number, net: number, term: number, smm: (month: number) => number): PassThroughMonth[] {
  let factor = 1;
  return Array.from({ length: term }, (_, at) => {
    const share = 1 - amortisedBalance(gross, term, term - at - 1) / amortisedBalance(gross, term, term - at);
    const scheduled = factor * share;
    const prepayment = (factor - scheduled) * smm(at + 1);
    const [grossInterest, netInterest] = [(factor * gross) / 12, (factor * net) / 12];
    const principal = scheduled + prepayment;
    factor = Math.max(0, factor - principal);
    return {
      scheduled,
      prepayment,
      principal,
      grossInterest,
      servicing: grossInterest - netInterest,
      netInterest,
      cashFlow: principal + netInterest,
      factor,
    };
  });
}
