import type { FieldSource, TapeProfile } from './tape-profile.ts';

const column = (name: string): FieldSource => ({ kind: 'column', column: name });
const optional = (name: string): FieldSource => ({ kind: 'column', column: name, optional: true });
const constant = (value: string): FieldSource => ({ kind: 'constant', value });

/** Our own format: one column for each field, rates and probabilities as fractions of one. */
export const OWN_TAPE: TapeProfile = {
  id: 'credence',
  title: 'Credence loan tape',
  ignoreOthers: false,
  fields: {
    loanId: column('loan_id'),
    register: optional('register'),
    obligor: column('obligor'),
    originator: column('originator'),
    product: column('product'),
    currency: column('currency'),
    original: column('original_balance'),
    balance: column('balance'),
    rate: column('rate'),
    termMonths: column('term_months'),
    remainingMonths: column('remaining_months'),
    origination: column('origination_date'),
    maturity: column('maturity_date'),
    payment: column('payment'),
    daysPastDue: optional('days_past_due'),
    score: optional('score'),
    grade: optional('grade'),
    pd: optional('pd'),
    lgd: optional('lgd'),
    region: optional('region'),
    industry: optional('industry'),
    guaranteed: optional('guaranteed'),
    credential: optional('credential'),
    outcome: optional('outcome'),
    outcomeDay: optional('outcome_date'),
    chargedOff: optional('charged_off'),
  },
};

/**
 * US SBA 7(a) loans, as they stood when they were drawn: the balance is what was disbursed, and what became of it since is the outcome. The file has no rates; those here are
 * assumed, half a point apart as the programme's highest margins are below and from seven years on. Each loan counts as an obligor of its own, because the file names no borrower.
 */
export const SBA_TAPE: TapeProfile = {
  id: 'sba',
  title: 'US SBA 7(a) loans',
  ignoreOthers: true,
  fields: {
    loanId: column('loan_id'),
    register: constant('us-sba'),
    obligor: column('loan_id'),
    originator: column('bank'),
    product: constant('sba-7a'),
    currency: constant('USD'),
    original: column('disbursed'),
    balance: column('disbursed'),
    rate: { kind: 'by-term', below: 84, value: '0.0825', otherwise: '0.0875' },
    termMonths: column('term_months'),
    remainingMonths: column('term_months'),
    origination: { kind: 'column', column: 'disbursement_date', orElse: 'approval_date' },
    maturity: { kind: 'after-term' },
    payment: constant('level'),
    region: column('zip3'),
    industry: column('naics'),
    guaranteed: { kind: 'ratio', part: 'sba_guaranteed', whole: 'approved' },
    outcome: { kind: 'column', column: 'status', codes: { PIF: 'repaid', CHGOFF: 'charged-off' } },
    outcomeDay: column('chargeoff_date'),
    chargedOff: column('chargeoff_principal'),
  },
};

/** Loans of the Statlog German credit customers, booked on one day and priced from their PD. Where no PD is given, the one that a grade in the middle has is taken. */
export const GERMAN_TAPE: TapeProfile = {
  id: 'german-booked',
  title: 'Booked loans of the German credit customers',
  ignoreOthers: true,
  fields: {
    loanId: { kind: 'row-number' },
    register: constant('credence-demo'),
    obligor: { kind: 'row-number' },
    originator: constant('credence-demo'),
    product: constant('consumer-instalment'),
    currency: constant('EUR'),
    original: column('amount'),
    balance: column('amount'),
    rate: { kind: 'priced' },
    termMonths: column('duration'),
    remainingMonths: column('duration'),
    origination: constant('2026-01-01'),
    maturity: { kind: 'after-term' },
    payment: constant('level'),
    score: optional('score'),
    grade: optional('grade'),
    pd: optional('pd'),
    lgd: constant('0.45'),
    industry: column('purpose'),
    credential: optional('credential'),
  },
};

export const TAPE_PROFILES: readonly TapeProfile[] = [OWN_TAPE, SBA_TAPE, GERMAN_TAPE];
