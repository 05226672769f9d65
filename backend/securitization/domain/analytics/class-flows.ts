import { type DealImage, OP } from '../deal-image.ts';
import type { WaterfallState } from '../waterfall-state.ts';
import type { DealProjection } from './project-deal.ts';

/** Bit of the mode of a LOSS step that debits a ledger instead of writing the class down. */
const PDL_MODE = 2;

/** What one class is paid on one date, minor units, and how it stands after it. */
export interface ClassDate {
  readonly period: number;
  readonly day: number;
  readonly interest: bigint;
  readonly principal: bigint;
  readonly residual: bigint;
  readonly balance: bigint;
  readonly unpaid: bigint;
  readonly deficit: bigint;
}

/** The dates of class `at`, counted from the most senior. */
export function classFlows({ periods }: DealProjection, at: number): ClassDate[] {
  return periods.map(({ period, day, result: { next, outcome } }) => {
    const { balance, unpaid, deficit } = next.classes[at] ?? { balance: 0n, unpaid: 0n, deficit: 0n };
    return {
      period,
      day,
      interest: outcome.interest[at] ?? 0n,
      principal: outcome.principal[at] ?? 0n,
      residual: outcome.residual[at] ?? 0n,
      balance,
      unpaid,
      deficit,
    };
  });
}

/** Principal that class `at` is still to be paid where the deal stands, minor units: its balance, and what of it was written down. */
export function claimOf(image: DealImage, state: WaterfallState, at: number): bigint {
  const { balance, deficit } = state.classes[at] ?? { balance: 0n, deficit: 0n };
  const isWrittenDown = image.steps.some(({ op, mode }) => op === OP.LOSS && (mode & PDL_MODE) === 0);
  return isWrittenDown ? balance + deficit : balance;
}

/** Principal of class `at` that is never paid, minor units: its claim at the start less all principal and, for a residual class, residual paid. */
export function classLoss({ image, start, periods }: DealProjection, at: number): bigint {
  const terms = image.classes[at];
  if (terms === undefined) throw new RangeError(`The deal has no class ${at}.`);
  let left = claimOf(image, start, at);
  for (const { outcome } of periods.map(({ result }) => result)) {
    left -= outcome.principal[at] ?? 0n;
    if (terms.isResidual) left -= outcome.residual[at] ?? 0n;
  }
  return left > 0n ? left : 0n;
}

/** Principal that defaulted over the whole projection, minor units. */
export function totalDefaults({ periods }: DealProjection): bigint {
  return periods.reduce((sum, { report }) => sum + report.defaults, 0n);
}
