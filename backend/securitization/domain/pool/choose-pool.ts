import { DomainError } from '../../../kernel/errors.ts';
import { type ConcentrationLimit, compileLimits, type LimitReading } from './concentration.ts';
import { compileRules, type EligibilityRule } from './eligibility.ts';
import { type Loan, WAD } from './loan.ts';
import { isLoanField, type LoanField } from './loan-field.ts';
import { readFraction, readMoney } from './read-value.ts';
import { type MixReading, type PoolMix, type PoolTarget, selectLoans } from './select-loans.ts';

/** What pool is wanted, as it is written. */
export interface PoolOrder {
  readonly currency: string;
  readonly rules: readonly EligibilityRule[];
  readonly limits: readonly ConcentrationLimit[];
  /** Balance in major units, or number of loans. */
  readonly target: { readonly balance: string } | { readonly count: number };
  readonly mix?: { readonly by: string; readonly shares: Readonly<Record<string, string>> } | undefined;
  readonly method: 'random' | 'optimised';
  readonly seed: number;
}

export interface PoolChoice {
  /** Loans there were, and those that met all rules. */
  readonly candidates: number;
  readonly eligible: number;
  /** Loans that failed each rule; a loan is counted with each of its failures. */
  readonly failures: readonly { readonly rule: string; readonly loans: number }[];
  /** Places of the chosen loans in the list, and the loans. */
  readonly chosen: readonly number[];
  readonly loans: readonly Loan[];
  readonly balanceMinor: bigint;
  readonly gap: bigint;
  readonly limits: readonly LimitReading[];
  readonly mix: readonly MixReading[];
}

/** Rules that hold for every pool: its currency, one registration of a loan, no loan of another open pool, nothing contradictory. */
const OWN_RULES = { currency: 'pool.currency', duplicate: 'pool.duplicate', held: 'pool.held', flagged: 'pool.flagged' } as const;

/**
 * Chooses a pool out of `loans`.
 *
 * @param held - keys of loans that other pools have
 * @throws {@link DomainError} `pool_order_invalid` with every fault of the order
 */
export function choosePool(loans: readonly Loan[], order: PoolOrder, held: ReadonlySet<string>): PoolChoice {
  const rules = compileRules(order.rules);
  const limits = compileLimits(order.limits);
  const { mix, target, faults: others } = readTarget(order);
  const faults = [...rules.faults, ...limits.faults, ...others];
  if (faults.length > 0 || target === null)
    throw new DomainError('pool_order_invalid', 'invalid', 'The rules, limits or target of this pool have faults.', { faults });
  const failures = new Map<string, number>();
  const seen = new Set<string>();
  const eligible: number[] = [];
  for (const [at, loan] of loans.entries()) {
    const failed = [...ownFailures(loan, order.currency, seen, held), ...rules.test.failed(loan)];
    seen.add(loan.key);
    for (const rule of failed) failures.set(rule, (failures.get(rule) ?? 0) + 1);
    if (failed.length === 0) eligible.push(at);
  }
  const pick = eligible.flatMap((at) => loans[at] ?? []);
  const selection = selectLoans(pick, { target, mix, limits: limits.limits, method: order.method, seed: order.seed });
  return {
    candidates: loans.length,
    eligible: eligible.length,
    failures: [...failures].map(([rule, count]) => ({ rule, loans: count })),
    chosen: selection.chosen.map((at) => eligible[at] ?? 0),
    loans: selection.chosen.flatMap((at) => pick[at] ?? []),
    balanceMinor: selection.balanceMinor,
    gap: selection.gap,
    limits: selection.limits,
    mix: selection.mix,
  };
}

/** Ids of the rules of every pool that a loan fails, given the keys of loans before it and of loans that other pools have. */
export function ownFailures(loan: Loan, currency: string, seen: ReadonlySet<string>, held: ReadonlySet<string>): string[] {
  const failed: string[] = [];
  if (loan.currency !== currency) failed.push(OWN_RULES.currency);
  if (seen.has(loan.key)) failed.push(OWN_RULES.duplicate);
  if (held.has(loan.key)) failed.push(OWN_RULES.held);
  if (loan.flags.length > 0) failed.push(OWN_RULES.flagged);
  return failed;
}

interface ReadTarget {
  readonly target: PoolTarget | null;
  readonly mix: PoolMix | null;
  readonly faults: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[];
}

function readTarget(order: PoolOrder): ReadTarget {
  const faults: { pointer: string; code: string; detail: string }[] = [];
  const fault = (pointer: string, code: string, detail: string) => faults.push({ pointer, code, detail });
  let target: PoolTarget | null = null;
  if ('count' in order.target) target = { kind: 'count', loans: order.target.count };
  else {
    const balance = readMoney(order.target.balance);
    if (!balance.ok) fault('/target/balance', balance.code, balance.detail);
    else target = { kind: 'balance', minor: balance.value };
  }
  if (order.mix === undefined) return { target, mix: null, faults };
  const { by, shares } = order.mix;
  if (!isLoanField(by)) fault('/mix/by', 'field_unknown', 'no field of a loan has this name');
  const read = new Map<string, bigint>();
  for (const [value, text] of Object.entries(shares)) {
    const share = readFraction(text, WAD, false);
    if (share.ok) read.set(value, share.value);
    else fault(`/mix/shares/${value}`, share.code, share.detail);
  }
  const whole = [...read.values()].reduce((sum, share) => sum + share, 0n);
  if (whole > WAD) fault('/mix/shares', 'shares_above_one', 'the shares are more than one together');
  return { target, mix: { by: by as LoanField, shares: read }, faults };
}
