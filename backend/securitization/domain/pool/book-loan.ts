import { type Hash32, hash32 } from '../../../kernel/hex.ts';
import type { Loan } from './loan.ts';
import { addMonths } from './loan-day.ts';
import { loanKey, obligorKey } from './loan-key.ts';
import { priceRate, UNSECURED_LGD } from './price-rate.ts';

/** What a loan of our own is booked from. */
export interface BookedTerms {
  readonly originator: string;
  readonly customerId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly termMonths: number;
  readonly bookedDay: number;
  readonly purpose: string | null;
  readonly score: number;
  readonly grade: string;
  readonly pdWad: bigint;
  readonly credential: string;
}

/** A level-payment loan on the day of its booking, priced from the PD of its credential. Its number follows from the credential and tells nothing of the customer. */
export function bookLoan(secret: Uint8Array, terms: BookedTerms): Loan {
  const { originator, customerId, amountMinor, termMonths, bookedDay } = terms;
  const credential: Hash32 = hash32(terms.credential);
  const loanId = `L-${credential.slice(2, 18)}`;
  return {
    loanId,
    register: originator,
    key: loanKey(secret, originator, loanId),
    obligor: obligorKey(secret, originator, customerId),
    originator,
    product: 'consumer-instalment',
    currency: terms.currency,
    originalMinor: amountMinor,
    balanceMinor: amountMinor,
    rateWad: priceRate(terms.pdWad, UNSECURED_LGD),
    termMonths,
    remainingMonths: termMonths,
    originationDay: bookedDay,
    maturityDay: addMonths(bookedDay, termMonths),
    payment: 'level',
    daysPastDue: 0,
    score: terms.score,
    grade: terms.grade,
    pdWad: terms.pdWad,
    lgdWad: UNSECURED_LGD,
    region: null,
    industry: terms.purpose,
    guaranteedWad: 0n,
    credential,
    outcome: 'unknown',
    outcomeDay: null,
    chargedOffMinor: 0n,
    flags: [],
  };
}
