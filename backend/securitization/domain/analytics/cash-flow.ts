/** Money to the holder at a time in years from settlement. Amounts in any one unit; negative ones are paid by the holder. */
export interface TimedFlow {
  readonly years: number;
  readonly amount: number;
}

/** Money on a day, counted from 1970-01-01. */
export interface DatedFlow {
  readonly day: number;
  readonly amount: number;
}

/** Years as actual days over 365 from `day`. */
export function timedFlows(flows: readonly DatedFlow[], day: number): TimedFlow[] {
  return flows.map((flow) => ({ years: (flow.day - day) / 365, amount: flow.amount }));
}
