import { dayText } from './loan-day.ts';
import { type Loan, OUTCOMES, PAYMENT_KINDS } from './loan.ts';

/** How a field of a loan is compared, and how its values are written in rules and tables. */
export type FieldKind = 'text' | 'integer' | 'amount' | 'fraction' | 'day';

interface FieldEntry {
  readonly kind: FieldKind;
  readonly of: (loan: Loan) => string | number | bigint | null;
}

/** Fields that rules, limits and tables can name. */
export const LOAN_FIELDS = {
  loanId: { kind: 'text', of: (loan) => loan.loanId },
  register: { kind: 'text', of: (loan) => loan.register },
  obligor: { kind: 'text', of: (loan) => loan.obligor },
  originator: { kind: 'text', of: (loan) => loan.originator },
  product: { kind: 'text', of: (loan) => loan.product },
  currency: { kind: 'text', of: (loan) => loan.currency },
  payment: { kind: 'text', of: (loan) => loan.payment },
  grade: { kind: 'text', of: (loan) => loan.grade },
  region: { kind: 'text', of: (loan) => loan.region },
  industry: { kind: 'text', of: (loan) => loan.industry },
  credential: { kind: 'text', of: (loan) => loan.credential },
  outcome: { kind: 'text', of: (loan) => loan.outcome },
  originalBalance: { kind: 'amount', of: (loan) => loan.originalMinor },
  balance: { kind: 'amount', of: (loan) => loan.balanceMinor },
  rate: { kind: 'fraction', of: (loan) => loan.rateWad },
  pd: { kind: 'fraction', of: (loan) => loan.pdWad },
  lgd: { kind: 'fraction', of: (loan) => loan.lgdWad },
  guaranteed: { kind: 'fraction', of: (loan) => loan.guaranteedWad },
  termMonths: { kind: 'integer', of: (loan) => loan.termMonths },
  remainingMonths: { kind: 'integer', of: (loan) => loan.remainingMonths },
  ageMonths: { kind: 'integer', of: (loan) => loan.termMonths - loan.remainingMonths },
  daysPastDue: { kind: 'integer', of: (loan) => loan.daysPastDue },
  score: { kind: 'integer', of: (loan) => loan.score },
  flagCount: { kind: 'integer', of: (loan) => loan.flags.length },
  origination: { kind: 'day', of: (loan) => loan.originationDay },
  maturity: { kind: 'day', of: (loan) => loan.maturityDay },
} as const satisfies Readonly<Record<string, FieldEntry>>;
export type LoanField = keyof typeof LOAN_FIELDS;

export function isLoanField(name: string): name is LoanField {
  return Object.hasOwn(LOAN_FIELDS, name);
}

/** Field, its kind and how a loan's value of it is read. */
export function loanField(name: LoanField): FieldEntry {
  return LOAN_FIELDS[name];
}

/** Value of a field as tables show it: amounts in major units, fractions as decimals, days as dates; `-` for none. */
export function fieldText(name: LoanField, loan: Loan): string {
  const { kind, of } = loanField(name);
  const value = of(loan);
  if (value === null) return '-';
  if (kind === 'amount') return decimalText(BigInt(value), 2);
  if (kind === 'fraction') return decimalText(BigInt(value), 18);
  return kind === 'day' ? dayText(Number(value)) : String(value);
}

/** Decimal text of `value / 10^places`, without trailing zeros. */
export function decimalText(value: bigint, places: number): string {
  const digits = String(value).padStart(places + 1, '0');
  const decimals = digits.slice(-places).replace(/0+$/, '');
  return decimals === '' ? digits.slice(0, -places) : `${digits.slice(0, -places)}.${decimals}`;
}

/** What a rule may compare the fields of few values with. */
export const FIELD_VALUES: Readonly<Partial<Record<LoanField, readonly string[]>>> = { payment: PAYMENT_KINDS, outcome: OUTCOMES };
