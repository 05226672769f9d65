import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../attestation/domain/words.ts';
import { hash32, toHex } from '../../../kernel/hex.ts';
import type { Loan } from '../pool/loan.ts';
import { delinquentOf, foldRemittance, type RemittanceRow } from './remittance.ts';
import { type PastLoan, replayLoan } from './replay-loan.ts';

const ZERO = hash32(`0x${'00'.repeat(32)}`);
const keyOf = (loanId: string) => hash32(toHex(utf8(loanId.padEnd(32, '.'))));

function loanOf(loanId: string, balanceMinor: bigint, rateWad: bigint, remainingMonths: number): Loan {
  return {
    loanId,
    register: 'test',
    key: keyOf(loanId),
    obligor: ZERO,
    originator: 'Test Bank',
    product: 'consumer',
    currency: 'EUR',
    originalMinor: balanceMinor,
    balanceMinor,
    rateWad,
    termMonths: remainingMonths,
    remainingMonths,
    originationDay: 18_000,
    maturityDay: 20_000,
    payment: 'level',
    daysPastDue: 0,
    score: null,
    grade: null,
    pdWad: null,
    lgdWad: null,
    region: null,
    industry: null,
    guaranteedWad: 0n,
    credential: null,
    outcome: 'unknown',
    outcomeDay: null,
    chargedOffMinor: 0n,
    flags: [],
  };
}

const past = fc.record({
  balance: fc.bigInt({ min: 1n, max: 10n ** 9n }),
  rate: fc.bigInt({ min: 0n, max: 3n * 10n ** 17n }),
  months: fc.integer({ min: 1, max: 72 }),
  defaultMonth: fc.option(fc.integer({ min: 1, max: 72 })),
  lostShare: fc.integer({ min: 0, max: 100 }),
});
const rules = fc.record({
  periods: fc.integer({ min: 1, max: 12 }),
  monthsPerPeriod: fc.constantFrom(1, 3, 6),
  lag: fc.integer({ min: 1, max: 6 }),
  share: fc.integer({ min: 0, max: 100 }),
});

describe('a replayed pool', () => {
  it('adds up in every period, whatever its loans did', () => {
    fc.assert(
      fc.property(fc.array(past, { minLength: 1, maxLength: 12 }), rules, (given, { periods, monthsPerPeriod, lag, share }) => {
        const pool: PastLoan[] = given.map(({ balance, rate, months, defaultMonth, lostShare }, at) => ({
          loan: loanOf(`L${at}`, balance, rate, months),
          defaultMonth,
          lost: (balance * BigInt(lostShare)) / 100n,
        }));
        const recovery = { shareWad: BigInt(share) * 10n ** 16n, lagMonths: lag };
        const rows = pool.map((each) => replayLoan(each, { periods, monthsPerPeriod, recovery }));
        let loans: readonly Loan[] = pool.map(({ loan }) => loan);
        let [defaults, recoveries] = [0n, 0n];
        for (let period = 0; period < periods; period++) {
          const before = loans.reduce((sum, { balanceMinor }) => sum + balanceMinor, 0n);
          const folded = foldRemittance(
            loans,
            rows.flatMap((own) => own[period] ?? []),
          );
          if ('faults' in folded) throw new Error(JSON.stringify(folded.faults));
          const { figures } = folded;
          expect(before).toBe(figures.poolEnd + figures.principal + figures.defaults);
          expect(delinquentOf(figures) <= figures.poolEnd).toBe(true);
          loans = folded.loans;
          defaults += figures.defaults;
          recoveries += figures.recoveries;
        }
        expect(recoveries <= defaults).toBe(true);
        const opening = pool.reduce((sum, { loan }) => sum + loan.balanceMinor, 0n);
        const paid = rows.flat().reduce((sum, row) => sum + row.principal, 0n);
        const left = loans.reduce((sum, { balanceMinor }) => sum + balanceMinor, 0n);
        expect(opening).toBe(paid + defaults + left);
      }),
    );
  });
});

describe('foldRemittance', () => {
  const loans = [loanOf('A', 1_000n, 0n, 10), loanOf('B', 500n, 0n, 10)];
  const row = (loanId: string, change: Partial<RemittanceRow>): RemittanceRow => ({
    key: keyOf(loanId),
    interest: 0n,
    principal: 0n,
    recovery: 0n,
    defaulted: 0n,
    end: 0n,
    daysPastDue: 0,
    ...change,
  });

  it('puts balances into their buckets', () => {
    const folded = foldRemittance(loans, [
      row('A', { end: 1_000n, daysPastDue: 31 }),
      row('B', { principal: 100n, end: 400n, daysPastDue: 1 }),
    ]);
    if ('faults' in folded) throw new Error('refused');
    expect(folded.figures.late).toEqual([400n, 1_000n, 0n, 0n, 0n, 0n]);
    expect(folded.figures.loanCount).toBe(2);
    expect(delinquentOf(folded.figures)).toBe(1_000n);
  });

  it.each<[string, RemittanceRow[], number | null, keyof RemittanceRow, string]>([
    ['a row of another pool', [row('C', {}), row('A', { end: 1_000n }), row('B', { end: 500n })], 0, 'key', 'loan_unknown'],
    ['a loan twice', [row('A', { end: 1_000n }), row('A', { end: 1_000n }), row('B', { end: 500n })], 1, 'key', 'loan_duplicate'],
    ['a balance that does not follow', [row('A', { end: 999n }), row('B', { end: 500n })], 0, 'end', 'balance_differs'],
    ['a loan left out', [row('A', { end: 1_000n })], null, 'key', 'loan_missing'],
    ['a negative amount', [row('A', { end: 1_000n, interest: -1n }), row('B', { end: 500n })], 0, 'interest', 'negative'],
    [
      'a default that leaves a balance',
      [row('A', { defaulted: 1n, end: 999n }), row('B', { end: 500n })],
      0,
      'end',
      'default_with_balance',
    ],
  ])('refuses %s', (_, rows, at, field, code) => {
    const folded = foldRemittance(loans, rows);
    expect('faults' in folded && folded.faults).toEqual([expect.objectContaining({ row: at, field, code })]);
  });

  it('does not say a second time that a loan is missing whose row was found faulty', () => {
    const folded = foldRemittance(loans, [row('A', { end: 1_000n })], new Set([keyOf('B')]));
    expect('figures' in folded).toBe(true);
  });
});
