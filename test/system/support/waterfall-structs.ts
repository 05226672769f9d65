import type { DealState, Report } from '../../independent/waterfall/deal-state.ts';

const BREACH_BITS = 4n;
const BREACH_MASK = 15n;

/** A state as the contract's struct and the interpreter's type hold it. */
export interface StateStruct {
  readonly classes: readonly { readonly balance: bigint; readonly unpaid: bigint; readonly deficit: bigint }[];
  readonly feesUnpaid: readonly bigint[];
  readonly reserve: bigint;
  readonly carriedInterest: bigint;
  readonly carriedPrincipal: bigint;
  readonly pool: bigint;
  readonly cumulativeDefaults: bigint;
  readonly cumulativeRecoveries: bigint;
  readonly unallocatedLoss: bigint;
  readonly lastDelinquency: bigint;
  readonly earlierDelinquency: bigint;
  readonly delinquencyCount: number;
  readonly period: number;
  readonly active: number;
  readonly breaches: bigint;
  readonly failed: number;
  readonly isAccelerated: boolean;
}

export interface Counts {
  readonly tests: number;
  readonly triggers: number;
}

export function countsOf(image: Uint8Array): Counts {
  const [tests = 0, triggers = 0] = image.subarray(3, 5);
  return { tests, triggers };
}

export function reportStruct({ isLate, isServicerDefault, isCall, accelerates, ...report }: Report) {
  const flags = [isLate, isServicerDefault, isCall, accelerates].reduce((mask, flag, bit) => mask + (flag ? 2 ** bit : 0), 0);
  return { ...report, flags };
}

const bits = (mask: number, count: number): boolean[] => Array.from({ length: count }, (_, bit) => ((mask >> bit) & 1) === 1);

/** Bits beyond the counts must be zero, so they are kept where they can be seen. */
export function stateOfStruct(state: StateStruct, { tests, triggers }: Counts): DealState {
  const strays = [state.active >> triggers, state.failed >> tests, Number(state.breaches >> (BREACH_BITS * BigInt(triggers)))];
  if (strays.some((stray) => stray !== 0)) throw new Error(`The state has bits of things that the deal does not have: ${strays}.`);
  const { lastDelinquency, earlierDelinquency, delinquencyCount } = state;
  const known = [lastDelinquency, earlierDelinquency];
  if (known.slice(delinquencyCount).some((ratio) => ratio !== 0n)) throw new Error('The state remembers a ratio that it does not count.');
  return {
    notes: state.classes.map(({ balance, unpaid, deficit }) => ({ balance, unpaid, deficit })),
    feesUnpaid: [...state.feesUnpaid],
    reserve: state.reserve,
    carriedInterest: state.carriedInterest,
    carriedPrincipal: state.carriedPrincipal,
    pool: state.pool,
    cumulativeDefaults: state.cumulativeDefaults,
    cumulativeRecoveries: state.cumulativeRecoveries,
    unallocatedLoss: state.unallocatedLoss,
    delinquency: known.slice(0, delinquencyCount),
    period: state.period,
    active: bits(state.active, triggers),
    breaches: Array.from({ length: triggers }, (_, at) => Number((state.breaches >> (BREACH_BITS * BigInt(at))) & BREACH_MASK)),
    failed: bits(state.failed, tests),
    isAccelerated: state.isAccelerated,
  };
}
