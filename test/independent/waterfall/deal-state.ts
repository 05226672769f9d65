import type { DealImage } from './read-image.ts';

export interface NoteState {
  balance: bigint;
  unpaid: bigint;
  deficit: bigint;
}

/** A deal between two periods. */
export interface DealState {
  notes: NoteState[];
  feesUnpaid: bigint[];
  reserve: bigint;
  carriedInterest: bigint;
  carriedPrincipal: bigint;
  pool: bigint;
  cumulativeDefaults: bigint;
  cumulativeRecoveries: bigint;
  unallocatedLoss: bigint;
  /** Wad ratios that are remembered, the newest first. */
  delinquency: bigint[];
  period: number;
  active: boolean[];
  breaches: number[];
  failed: boolean[];
  isAccelerated: boolean;
}

export interface Report {
  readonly period: number;
  readonly interest: bigint;
  readonly principal: bigint;
  readonly recoveries: bigint;
  readonly defaults: bigint;
  readonly purchases: bigint;
  readonly poolEnd: bigint;
  readonly delinquent: bigint;
  /** Signed, scaled 1e18. */
  readonly index: bigint;
  readonly isLate: boolean;
  readonly isServicerDefault: boolean;
  readonly isCall: boolean;
  readonly accelerates: boolean;
}

export interface Posting {
  readonly step: number;
  readonly due: bigint;
  readonly paid: bigint;
}

export interface Outcome {
  readonly interest: readonly bigint[];
  readonly principal: readonly bigint[];
  readonly residual: readonly bigint[];
  readonly fees: readonly bigint[];
  readonly purchases: bigint;
  readonly postings: readonly Posting[];
}

export function stateAtClosing(deal: DealImage): DealState {
  return {
    notes: deal.classes.map(({ original }) => ({ balance: original, unpaid: 0n, deficit: 0n })),
    feesUnpaid: deal.fees.map(() => 0n),
    reserve: deal.reserve.paidIn,
    carriedInterest: 0n,
    carriedPrincipal: 0n,
    pool: deal.originalPool,
    cumulativeDefaults: 0n,
    cumulativeRecoveries: 0n,
    unallocatedLoss: 0n,
    delinquency: [],
    period: 0,
    active: deal.triggers.map(() => false),
    breaches: deal.triggers.map(() => 0),
    failed: deal.tests.map(() => false),
    isAccelerated: false,
  };
}

/** The first rule of section 3 that the report breaks. */
export function refusalOf(deal: DealImage, state: DealState, report: Report): string | undefined {
  if (report.period !== state.period + 1 || report.period > deal.periods) return 'period';
  if (state.pool + report.purchases !== report.poolEnd + report.principal + report.defaults) return 'pool';
  if (report.purchases > 0n && !mayRevolve(deal, state, report.period)) return 'purchases';
  if (report.delinquent > report.poolEnd) return 'delinquent';
  return undefined;
}

export function mayRevolve(deal: DealImage, state: DealState, period: number): boolean {
  return period <= deal.lastRevolving && !state.isAccelerated && !state.active.includes(true);
}
