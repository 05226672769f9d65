import type { DealImage } from './deal-image.ts';

export interface ClassState {
  readonly balance: bigint;
  readonly unpaid: bigint;
  readonly deficit: bigint;
}

/** A deal between two periods, with the members of the contract's struct of the same name. */
export interface WaterfallState {
  readonly classes: readonly ClassState[];
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
  /** Last period that was closed. */
  readonly period: number;
  /** Triggers that are active, one bit each. */
  readonly active: number;
  /** Breaches in a row of each trigger, four bits each. */
  readonly breaches: bigint;
  /** Tests that failed in the last run, one bit each. */
  readonly failed: number;
  readonly isAccelerated: boolean;
}

export const REPORT_FLAG = { late: 1, servicerDefault: 2, call: 4, accelerate: 8 } as const;

/** What a servicer reports of one period, in units of the settlement token. */
export interface PeriodReport {
  readonly period: number;
  /** Sum of {@link REPORT_FLAG}. */
  readonly flags: number;
  readonly interest: bigint;
  readonly principal: bigint;
  readonly recoveries: bigint;
  readonly defaults: bigint;
  readonly purchases: bigint;
  readonly poolEnd: bigint;
  readonly delinquent: bigint;
  /** Index of floating classes, wad, may be negative. */
  readonly index: bigint;
}

/** What a step did: what was due and what of it was paid or moved. */
export interface Posting {
  /** Place of the step in the program. */
  readonly step: number;
  readonly due: bigint;
  readonly paid: bigint;
}

/** What one period pays, by class and by fee. */
export interface WaterfallOutcome {
  readonly interest: readonly bigint[];
  readonly principal: readonly bigint[];
  readonly residual: readonly bigint[];
  readonly fees: readonly bigint[];
  readonly purchases: bigint;
}

export interface PeriodResult {
  readonly next: WaterfallState;
  readonly outcome: WaterfallOutcome;
  readonly postings: readonly Posting[];
}

/** State of a deal on the day it closes. */
export function initialState(image: DealImage): WaterfallState {
  return {
    classes: image.classes.map(({ original }) => ({ balance: original, unpaid: 0n, deficit: 0n })),
    feesUnpaid: image.fees.map(() => 0n),
    reserve: image.reserveInitial,
    carriedInterest: 0n,
    carriedPrincipal: 0n,
    pool: image.originalPool,
    cumulativeDefaults: 0n,
    cumulativeRecoveries: 0n,
    unallocatedLoss: 0n,
    lastDelinquency: 0n,
    earlierDelinquency: 0n,
    delinquencyCount: 0,
    period: 0,
    active: 0,
    breaches: 0n,
    failed: 0,
    isAccelerated: false,
  };
}

/** The posting as the contract packs it into one word: step from bit 240, due from bit 120, paid. */
export function packPosting({ step, due, paid }: Posting): bigint {
  return (BigInt(step) << 240n) | (due << 120n) | paid;
}
