import type { MonthOrder } from './assumptions.ts';

/** One month of a pool, minor units: `begin + purchases = defaults + scheduled + prepaid + end`. */
export interface PoolMonth {
  readonly month: number;
  readonly begin: bigint;
  /** Principal that defaulted; it leaves the pool at once. */
  readonly defaults: bigint;
  readonly interest: bigint;
  readonly scheduled: bigint;
  readonly prepaid: bigint;
  readonly recoveries: bigint;
  /** What an earlier default did not bring back, taken with its recovery. */
  readonly losses: bigint;
  /** Principal of loans that were bought at the end of the month. */
  readonly purchases: bigint;
  /** Part of `end` that is late 30 days or more; 0 where the method has no buckets. */
  readonly delinquent: bigint;
  readonly end: bigint;
}

/** Flows of a pool and how they came about. */
export interface PoolFlows {
  /** `exact`: whole minor units with exact fractions between; `roll`: the same with a matrix of roll rates. */
  readonly method: 'exact' | 'roll';
  readonly order: MonthOrder;
  readonly months: readonly PoolMonth[];
}
