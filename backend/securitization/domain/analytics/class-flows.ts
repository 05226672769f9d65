import type { DealProjection } from './project-deal.ts';

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

/** Principal of class `at` that is never paid, minor units: its original balance less all principal and, for a residual class, residual paid. */
export function classLoss({ image, periods }: DealProjection, at: number): bigint {
  const terms = image.classes[at];
  if (terms === undefined) throw new RangeError(`The deal has no class ${at}.`);
  let left = terms.original;
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
