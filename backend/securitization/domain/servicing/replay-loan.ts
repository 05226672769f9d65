import type { Loan } from '../pool/loan.ts';
import type { RemittanceRow } from './remittance.ts';
import { loanSchedule } from '../loans/loan-schedule.ts';

/** A loan of the past with the month, counted from the cut-off, in which it was charged off. */
export interface PastLoan {
  readonly loan: Loan;
  /** From 1; null for a loan that was repaid. */
  readonly defaultMonth: number | null;
  /** What was lost of it, minor units; the rest of its balance was collected before. */
  readonly lost: bigint;
}

/** Part of a loss that was recovered, and how many months later, at least one. */
export interface RecoveryRule {
  readonly shareWad: bigint;
  readonly lagMonths: number;
}

const WAD = 10n ** 18n;
/** How late a loan is in the months before it is charged off: one bucket later each month. */
const DAYS_A_MONTH = 30;
const LATE_MONTHS = 3;

/**
 * What a loan of the past brings in each period of a pool that starts at its cut-off: its own schedule until the month of its
 * default, nothing in the months in which it is late before that, then the loss. A static replay: time is counted
 * from the cut-off, not by the calendar.
 * @param monthsPerPeriod - months that a period covers
 */
export function replayLoan(
  { loan, defaultMonth, lost }: PastLoan,
  { periods, monthsPerPeriod, recovery }: { readonly periods: number; readonly monthsPerPeriod: number; readonly recovery: RecoveryRule },
): RemittanceRow[] {
  if (loan.balanceMinor === 0n) return [];
  const months = monthRows({ loan, defaultMonth, lost }, periods * monthsPerPeriod, recovery);
  return Array.from({ length: periods }, (_, period) => {
    const covered = months.slice(period * monthsPerPeriod, (period + 1) * monthsPerPeriod);
    const sum = (field: 'interest' | 'principal' | 'recovery' | 'defaulted') => covered.reduce((total, row) => total + row[field], 0n);
    const last = covered.at(-1);
    return {
      key: loan.key,
      interest: sum('interest'),
      principal: sum('principal'),
      recovery: sum('recovery'),
      defaulted: sum('defaulted'),
      end: last?.end ?? 0n,
      daysPastDue: last?.daysPastDue ?? 0,
    };
  });
}

type MonthRow = Omit<RemittanceRow, 'key'>;

function monthRows({ loan, defaultMonth, lost }: PastLoan, months: number, recovery: RecoveryRule): MonthRow[] {
  const terms = {
    kind: 'level' as const,
    principal: loan.balanceMinor,
    annualRate: loan.rateWad,
    instalments: Math.max(1, loan.remainingMonths),
  };
  const schedule = loanSchedule(terms);
  let balance = loan.balanceMinor;
  let defaulted = 0n;
  return Array.from({ length: months }, (_, at): MonthRow => {
    const month = at + 1;
    const late = defaultMonth === null ? 0 : Math.max(0, month - (defaultMonth - LATE_MONTHS));
    if (defaultMonth !== null && month === defaultMonth + recovery.lagMonths) {
      return { ...IDLE, recovery: (defaulted * recovery.shareWad) / WAD };
    }
    if (balance === 0n) return IDLE;
    if (defaultMonth !== null && month >= defaultMonth) {
      defaulted = capped(lost, balance);
      const principal = balance - defaulted;
      balance = 0n;
      return { ...IDLE, principal, defaulted };
    }
    if (late > 0) return { ...IDLE, end: balance, daysPastDue: late * DAYS_A_MONTH };
    const due = schedule[at];
    const principal = due === undefined ? balance : capped(due.principal, balance);
    balance -= principal;
    return { ...IDLE, interest: due?.interest ?? 0n, principal, end: balance };
  });
}

const IDLE: MonthRow = { interest: 0n, principal: 0n, recovery: 0n, defaulted: 0n, end: 0n, daysPastDue: 0 };

const capped = (amount: bigint, most: bigint): bigint => (amount < most ? amount : most);
