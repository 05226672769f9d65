/** How the pool is thought to be and to behave; rates in per cent as people write them. */
export interface Supposed {
  readonly rate: string;
  readonly months: string;
  readonly cpr: string;
  readonly cdr: string;
  readonly recovery: string;
  readonly lag: string;
  readonly index: string;
  /** How many times as fast defaults come under stress. */
  readonly stress: string;
}

export const SUPPOSED: Supposed = { rate: '9', months: '54', cpr: '8', cdr: '2', recovery: '40', lag: '6', index: '3', stress: '3' };
