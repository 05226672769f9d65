import type { FieldFault } from '../../../kernel/errors.ts';
import { ownFailures, type PoolOrder } from './choose-pool.ts';
import { compileLimits, readLimits } from './concentration.ts';
import { compileRules } from './eligibility.ts';
import type { Loan } from './loan.ts';
import { fieldText, isLoanField } from './loan-field.ts';

export interface Exchange {
  /** Loans of the pool, with the one that leaves. */
  readonly pool: readonly Loan[];
  readonly leaves: Loan;
  readonly comes: Loan;
  /** Keys of loans that open pools have. */
  readonly held: ReadonlySet<string>;
}

/**
 * Why a loan cannot come into a pool in the place of another; nothing when it can. It meets every rule that the pool was chosen by, its
 * balance is not lower than that of the loan that leaves, and every limit holds in the pool as it results.
 */
export function substituteFaults(order: PoolOrder, { pool, leaves, comes, held }: Exchange): FieldFault[] {
  const faults: FieldFault[] = [];
  const say = (code: string, detail: string) => faults.push({ pointer: '/in', code, detail });
  const rest = pool.filter(({ key }) => key !== leaves.key);
  const others = new Set([...held].filter((key) => key !== leaves.key));
  const failed = [
    ...ownFailures(comes, order.currency, new Set(rest.map(({ key }) => key)), others),
    ...compileRules(order.rules).test.failed(comes),
  ];
  for (const rule of failed) say('rule_failed', `the loan fails the rule ${rule} of the pool`);
  const { mix } = order;
  if (mix !== undefined && isLoanField(mix.by) && !Object.hasOwn(mix.shares, fieldText(mix.by, comes)))
    say('outside_mix', `the pool takes no loan whose ${mix.by} is ${fieldText(mix.by, comes)}`);
  if (comes.balanceMinor < leaves.balanceMinor)
    say('balance_lower', `its balance ${comes.balanceMinor} is lower than ${leaves.balanceMinor} of the loan that leaves`);
  for (const { id, group, isMet } of readLimits([...rest, comes], compileLimits(order.limits).limits)) {
    if (!isMet) say('limit_exceeded', `the limit ${id} would not hold any more: ${group}`);
  }
  return faults;
}
