import type { Hash32 } from '../../../kernel/hex.ts';

export const PAYMENT_KINDS = ['level', 'flat-fee', 'bullet', 'revolving'] as const;
export type PaymentKind = (typeof PAYMENT_KINDS)[number];

/** What became of a loan after the cut-off, where a tape of the past tells it. */
export const OUTCOMES = ['unknown', 'repaid', 'charged-off'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One loan of a tape. It names nobody: the obligor is a keyed hash. Days count from 1970-01-01, amounts are minor units, rates and probabilities wad. */
export interface Loan {
  /** Number under which {@link register} knows the loan. */
  readonly loanId: string;
  /** Who numbers the loan: the same for all originators that pass it on. */
  readonly register: string;
  /** Names the economic loan, whoever registers it. */
  readonly key: Hash32;
  readonly obligor: Hash32;
  readonly originator: string;
  readonly product: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly originalMinor: bigint;
  readonly balanceMinor: bigint;
  readonly rateWad: bigint;
  readonly termMonths: number;
  readonly remainingMonths: number;
  readonly originationDay: number;
  readonly maturityDay: number;
  readonly payment: PaymentKind;
  readonly daysPastDue: number;
  readonly score: number | null;
  readonly grade: string | null;
  /** Within a year. */
  readonly pdWad: bigint | null;
  readonly lgdWad: bigint | null;
  readonly region: string | null;
  readonly industry: string | null;
  /** Part of the balance that a guarantor covers. */
  readonly guaranteedWad: bigint;
  /** Digest of the obligor's credential, of which score, grade and PD are taken. */
  readonly credential: Hash32 | null;
  readonly outcome: Outcome;
  readonly outcomeDay: number | null;
  readonly chargedOffMinor: bigint;
  /** Codes of contradictions in the row that do not keep the loan from being read. */
  readonly flags: readonly string[];
}

export const WAD = 10n ** 18n;

/** `numerator / denominator` rounded half up; both not negative, the denominator positive. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}

/**
 * The row as canonical JSON (RFC 8785): what the data hash covers and what an investor is shown. Members stand in the order of their names and integers beyond 53 bits are
 * text, so that plain `JSON.stringify` gives the canonical form, several times as fast.
 */
export function loanText(loan: Loan): string {
  return JSON.stringify({
    balance: String(loan.balanceMinor),
    chargedOff: String(loan.chargedOffMinor),
    credential: loan.credential,
    currency: loan.currency,
    daysPastDue: loan.daysPastDue,
    flags: loan.flags,
    grade: loan.grade,
    guaranteed: String(loan.guaranteedWad),
    industry: loan.industry,
    key: loan.key,
    lgd: loan.lgdWad === null ? null : String(loan.lgdWad),
    loanId: loan.loanId,
    maturity: loan.maturityDay,
    obligor: loan.obligor,
    original: String(loan.originalMinor),
    origination: loan.originationDay,
    originator: loan.originator,
    outcome: loan.outcome,
    outcomeDay: loan.outcomeDay,
    payment: loan.payment,
    pd: loan.pdWad === null ? null : String(loan.pdWad),
    product: loan.product,
    rate: String(loan.rateWad),
    region: loan.region,
    register: loan.register,
    remainingMonths: loan.remainingMonths,
    score: loan.score,
    termMonths: loan.termMonths,
  });
}

/** Inverse of {@link loanText} for text that it made. */
export function parseLoan(text: string): Loan {
  const row = JSON.parse(text);
  const wadOrNull = (value: string | null) => (value === null ? null : BigInt(value));
  return {
    loanId: row.loanId,
    register: row.register,
    key: row.key,
    obligor: row.obligor,
    originator: row.originator,
    product: row.product,
    currency: row.currency,
    originalMinor: BigInt(row.original),
    balanceMinor: BigInt(row.balance),
    rateWad: BigInt(row.rate),
    termMonths: row.termMonths,
    remainingMonths: row.remainingMonths,
    originationDay: row.origination,
    maturityDay: row.maturity,
    payment: row.payment,
    daysPastDue: row.daysPastDue,
    score: row.score,
    grade: row.grade,
    pdWad: wadOrNull(row.pd),
    lgdWad: wadOrNull(row.lgd),
    region: row.region,
    industry: row.industry,
    guaranteedWad: BigInt(row.guaranteed),
    credential: row.credential,
    outcome: row.outcome,
    outcomeDay: row.outcomeDay,
    chargedOffMinor: BigInt(row.chargedOff),
    flags: row.flags,
  };
}
