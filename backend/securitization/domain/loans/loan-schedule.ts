import { DomainError } from '../../../kernel/errors.ts';
import type { DayFraction } from '../day-count.ts';
import { accrue, divideHalfUp, excess, most, WAD } from '../integer-division.ts';

/** One instalment in minor units: `payment = interest + principal`, `end` is what is owed after it. */
export interface Instalment {
  readonly number: number;
  readonly payment: bigint;
  readonly interest: bigint;
  readonly principal: bigint;
  readonly end: bigint;
}

/**
 * What was agreed. Rates are wads: `annualRate` a year, `feeRate` a period on the amount lent, `minimumShare` of what is owed.
 * A revolving line is shown as it runs off without new draws.
 */
export type LoanTerms =
  | { readonly kind: 'level' | 'bullet'; readonly principal: bigint; readonly annualRate: bigint; readonly instalments: number }
  | { readonly kind: 'flat-fee'; readonly principal: bigint; readonly feeRate: bigint; readonly instalments: number }
  | {
      readonly kind: 'revolving';
      readonly principal: bigint;
      readonly annualRate: bigint;
      readonly minimumShare: bigint;
      readonly minimumAmount: bigint;
      /** The line is due in full with this payment. */
      readonly instalments: number;
    };

const MONTH: DayFraction = { num: 1n, den: 12n };

/**
 * The level payment `P r / (1 - (1+r)^-n)` (BMA SF-4), rounded half up once; `P / n` when the rate is 0.
 *
 * @param rate - rate of a period, as the fraction `rate.num / rate.den`
 */
export function levelPayment(principal: bigint, rate: DayFraction, instalments: number): bigint {
  const n = BigInt(instalments);
  if (rate.num === 0n) return divideHalfUp(principal, n);
  const grown = (rate.den + rate.num) ** n;
  return divideHalfUp(principal * rate.num * grown, rate.den * (grown - rate.den ** n));
}

/**
 * The whole schedule in minor units: interest half up once a period, the last instalment takes what is left, so principal adds up to the
 * amount lent. Interest is `balance * rate * fraction`; a period is a twelfth of a year unless `fractions` says otherwise (actual-day
 * loans), and the level payment is that of equal months.
 *
 * @throws {@link DomainError} `loan_terms_invalid`
 */
export function loanSchedule(terms: LoanTerms, fractions?: readonly DayFraction[]): Instalment[] {
  requireTerms(terms, fractions);
  const plan = planOf(terms);
  let balance = terms.principal;
  return Array.from({ length: terms.instalments }, (_, at) => {
    const interest = plan.interest(balance, fractions?.[at] ?? MONTH);
    const isLast = at + 1 === terms.instalments;
    const wanted = isLast ? balance : plan.principal(balance, interest);
    const principal = wanted > balance ? balance : wanted;
    balance -= principal;
    return { number: at + 1, payment: principal + interest, interest, principal, end: balance };
  });
}

interface Plan {
  interest(balance: bigint, fraction: DayFraction): bigint;
  principal(balance: bigint, interest: bigint): bigint;
}

function planOf(terms: LoanTerms): Plan {
  if (terms.kind === 'flat-fee') {
    const [fee, part] = [divideHalfUp(terms.principal * terms.feeRate, WAD), divideHalfUp(terms.principal, BigInt(terms.instalments))];
    return { interest: (balance) => (balance > 0n ? fee : 0n), principal: () => part };
  }
  const interest = (balance: bigint, { num, den }: DayFraction) => accrue(balance, terms.annualRate, num, den);
  if (terms.kind === 'revolving') {
    const minimum = (balance: bigint, due: bigint) => most(divideHalfUp((balance + due) * terms.minimumShare, WAD), terms.minimumAmount);
    return { interest, principal: (balance, due) => excess(minimum(balance, due), due) };
  }
  if (terms.kind === 'bullet') return { interest, principal: () => 0n };
  const payment = levelPayment(terms.principal, { num: terms.annualRate, den: 12n * WAD }, terms.instalments);
  return { interest, principal: (_, due) => excess(payment, due) };
}

function requireTerms(terms: LoanTerms, fractions: readonly DayFraction[] | undefined): void {
  const rate = terms.kind === 'flat-fee' ? terms.feeRate : terms.annualRate;
  const isTermGood = Number.isInteger(terms.instalments) && terms.instalments >= 1 && terms.instalments <= 1200;
  const isLineGood = terms.kind !== 'revolving' || (terms.minimumShare >= 0n && terms.minimumShare <= WAD && terms.minimumAmount >= 0n);
  const isFractionGood = fractions === undefined || fractions.length === terms.instalments;
  if (!isTermGood || !isLineGood || !isFractionGood || terms.principal <= 0n || rate < 0n) {
    throw new DomainError(
      'loan_terms_invalid',
      'invalid',
      'A loan has a positive principal, rates that are not negative, 1 to 1200 instalments and one day fraction for each, if any.',
    );
  }
}
