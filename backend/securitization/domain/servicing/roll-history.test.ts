import { describe, expect, test } from 'vitest';
import { parseLoan } from '../pool/loan.ts';
import type { NumberedLoan } from './period-book.ts';
import { classifyLoans, rollHistory } from './roll-history.ts';

const WAD = 10n ** 18n;

function loanAt(number: bigint, balance: number, daysPastDue = 0): NumberedLoan {
  const text = JSON.stringify({
    balance: String(balance),
    original: String(balance),
    rate: '0',
    guaranteed: '0',
    chargedOff: '0',
    lgd: null,
    pd: null,
    daysPastDue,
  });
  return { number, loan: parseLoan(text) };
}

const line = (number: bigint, end: number, daysPastDue = 0, defaulted = 0) => ({
  number,
  end: BigInt(end),
  daysPastDue,
  defaulted: BigInt(defaulted),
});

describe('rollHistory', () => {
  const loans = [loanAt(1n, 100), loanAt(2n, 300), loanAt(3n, 100, 45), loanAt(4n, 50)];

  test('weighs each move of a period by the balance that moved, over all periods', () => {
    const { byBalance, byCount, seen, left } = rollHistory(loans, [
      [line(1n, 90), line(2n, 280, 20), line(3n, 0, 0, 100), line(4n, 0)],
      [line(1n, 80), line(2n, 270, 50)],
    ]);
    // M0: 100 and 90 stayed, 300 went to M1; M1: 280 went to M2; M2: 100 defaulted.
    expect(byBalance[0]?.[0]).toBe((190n * WAD + 245n) / 490n);
    expect(byCount[0]?.slice(0, 2)).toEqual([(2n * WAD + 1n) / 3n, WAD / 3n]);
    expect(byBalance[1]?.[2]).toBe(WAD);
    expect(byBalance[2]?.[7]).toBe(WAD);
    expect(seen).toEqual([3, 1, 1, 0, 0, 0, 0, 0]);
    expect(left).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
    for (const row of [...byBalance, ...byCount]) expect(row.reduce((sum, rate) => sum + rate, 0n)).toBe(WAD);
  });

  test('lets a loan that is gone stay gone, and a bucket that nobody was in stay', () => {
    const { seen, byBalance } = rollHistory(loans, [[line(1n, 0)], [line(1n, 0, 0, 0)]]);
    expect(seen).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    byBalance.forEach((row, at) => expect(row[at]).toBe(WAD));
  });
});

describe('classifyLoans', () => {
  test('sorts what is left by lateness', () => {
    const loans = [loanAt(1n, 100), loanAt(2n, 300, 60), loanAt(3n, 100, 91), loanAt(4n, 50, 400), loanAt(5n, 10, 300)];
    const left = classifyLoans(loans, ['1,0,0,0,0,0,0,0,0,0']);
    expect(left.map(({ category, loans: count, balanceMinor }) => [category, count, balanceMinor])).toEqual([
      ['normal', 0, 0n],
      ['special-mention', 1, 300n],
      ['substandard', 1, 100n],
      ['doubtful', 1, 10n],
      ['loss', 1, 50n],
    ]);
  });
});
