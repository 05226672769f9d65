import type { FieldFault } from '../../../kernel/errors.ts';
import { WAD } from './loan.ts';
import type { Loan } from './loan.ts';
import { fieldText, isLoanField, type LoanField } from './loan-field.ts';
import { readFraction } from './read-value.ts';

/** What part of a pool's balance loans that have something in common may be at most. */
export interface ConcentrationLimit {
  readonly id: string;
  /** Field that groups the loans. */
  readonly by: string;
  /** The groups that count as one, such as the two worst grades; without it each group is held to the limit by itself. */
  readonly values?: readonly string[] | undefined;
  /** The largest `top` groups together. */
  readonly top?: number | undefined;
  /** Decimal fraction of the pool. */
  readonly max: string;
}

export interface CompiledLimit {
  readonly id: string;
  readonly maxWad: bigint;
  readonly top: number | null;
  /** Group of a loan, null when the limit does not concern it. */
  groupOf(loan: Loan): string | null;
}

/** Reads limits once for many loans; every fault of them is told by its JSON pointer. */
export function compileLimits(limits: readonly ConcentrationLimit[]): {
  readonly limits: readonly CompiledLimit[];
  readonly faults: readonly FieldFault[];
} {
  const faults: FieldFault[] = [];
  const compiled: CompiledLimit[] = [];
  for (const [at, { id, by, values, top, max }] of limits.entries()) {
    const fault = (member: string, code: string, detail: string) => faults.push({ pointer: `/limits/${at}/${member}`, code, detail });
    const share = readFraction(max, WAD, false);
    if (!share.ok) fault('max', share.code, share.detail);
    else if (share.value === 0n) fault('max', 'limit_zero', 'nothing at all is a rule of eligibility');
    if (!isLoanField(by)) fault('by', 'field_unknown', 'no field of a loan has this name');
    if (values !== undefined && top !== undefined) fault('top', 'limit_ambiguous', 'a limit has values or top, not both');
    if (share.ok && isLoanField(by)) compiled.push({ id, maxWad: share.value, top: top ?? null, groupOf: groupBy(by, values) });
  }
  return { limits: compiled, faults };
}

function groupBy(by: LoanField, values: readonly string[] | undefined): (loan: Loan) => string | null {
  if (values === undefined) return (loan) => fieldText(by, loan);
  const members = new Set(values);
  const name = values.join(', ');
  return (loan) => (members.has(fieldText(by, loan)) ? name : null);
}

/** How near a pool is to a limit. */
export interface LimitReading {
  readonly id: string;
  /** The group, or the groups of a `top` limit, with the highest balance. */
  readonly group: string;
  readonly balanceMinor: bigint;
  /** Most that the group may have: floor of the share of the pool. */
  readonly maxMinor: bigint;
  readonly isMet: boolean;
}

/** Reads every limit against the loans of a pool, exactly: `balance * 1 <= max * pool`. */
export function readLimits(loans: readonly Loan[], limits: readonly CompiledLimit[]): LimitReading[] {
  const total = loans.reduce((sum, loan) => sum + loan.balanceMinor, 0n);
  return limits.map((limit) => {
    const groups = [...groupSums(loans, limit)].sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x < y ? 1 : -1));
    const worst = groups.slice(0, limit.top ?? 1);
    const balanceMinor = worst.reduce((sum, [, balance]) => sum + balance, 0n);
    const group = worst.map(([name]) => name).join(', ');
    return { id: limit.id, group, balanceMinor, maxMinor: capOf(limit, total), isMet: balanceMinor * WAD <= limit.maxWad * total };
  });
}

/** Balance of a limit's groups. */
export function groupSums(loans: readonly Loan[], limit: CompiledLimit): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const loan of loans) {
    const group = limit.groupOf(loan);
    if (group !== null) sums.set(group, (sums.get(group) ?? 0n) + loan.balanceMinor);
  }
  return sums;
}

/** Most that a limit allows of a pool of `total`, rounded down. */
export function capOf(limit: CompiledLimit, total: bigint): bigint {
  return (limit.maxWad * total) / WAD;
}
