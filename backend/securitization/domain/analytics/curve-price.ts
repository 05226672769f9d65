import { DomainError } from '../../../kernel/errors.ts';
import type { DatedFlow } from './cash-flow.ts';

/** A yearly rate on a day; between two points the rate runs straight by days, beyond the ends it stays. */
export interface CurvePoint {
  readonly day: number;
  readonly rate: number;
}

export interface CurvePrice {
  /** Present value in the unit of the flows. */
  readonly value: number;
  readonly macaulay: number;
  /** The full sum `t (t + 1) CF (1 + r)^-(t+2)` over the price, r the rate of each flow's own day. */
  readonly convexity: number;
}

/**
 * Present value of the flows after `day` on a curve of annually compounded rates, actual days over 365, with Macaulay duration and convexity.
 *
 * @throws {@link DomainError} `curve_invalid` for a curve without points or out of order
 */
export function priceOnCurve(flows: readonly DatedFlow[], curve: readonly CurvePoint[], day: number): CurvePrice {
  const isOrdered = curve.every((point, at) => at === 0 || point.day > (curve[at - 1]?.day ?? 0));
  if (curve.length === 0 || !isOrdered) throw new DomainError('curve_invalid', 'invalid', 'A curve has points in order of their days.');
  let [value, first, second] = [0, 0, 0];
  for (const flow of flows.filter((candidate) => candidate.day > day)) {
    const [rate, years] = [rateOn(curve, flow.day), (flow.day - day) / 365];
    const present = flow.amount / (1 + rate) ** years;
    value += present;
    first += years * present;
    second += (years * (years + 1) * present) / (1 + rate) ** 2;
  }
  return { value, macaulay: first / value, convexity: second / value };
}

function rateOn(curve: readonly CurvePoint[], day: number): number {
  const after = curve.findIndex((point) => point.day >= day);
  const [from, to] = [curve[after - 1], curve[after]];
  if (to === undefined) return curve.at(-1)?.rate ?? 0;
  if (from === undefined) return to.rate;
  return from.rate + ((to.rate - from.rate) * (day - from.day)) / (to.day - from.day);
}
