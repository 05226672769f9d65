import { DomainError } from '../../../kernel/errors.ts';
import type { Amortisation } from './amortisation-share.ts';
import { divideHalfUp, WAD } from '../integer-division.ts';

/** Loans that behave alike, as one; or a single loan. */
export interface RepLine {
  /** Outstanding principal, minor units. */
  readonly balance: bigint;
  /** Annual rate, wad; for `flat-fee` twelve times the fee a month, on the amount lent. */
  readonly annualRate: bigint;
  /** Instalments to go, 1 to 480. */
  readonly remaining: number;
  /** Instalments that are past. */
  readonly age: number;
  readonly amortisation: Amortisation;
}

const TERM_MAX = 480;
/** Ten times the amount a year; above it a rate is a percentage that was given as a fraction. */
const RATE_MAX = 10n * WAD;

/** @throws {@link DomainError} `projection_input_invalid`, with the place of the line in `params` */
export function requireRepLines(lines: readonly RepLine[]): void {
  lines.forEach((line, at) => {
    const isTermGood = Number.isInteger(line.remaining) && line.remaining >= 1 && line.remaining <= TERM_MAX;
    const isAgeGood = Number.isInteger(line.age) && line.age >= 0 && line.age <= 1200;
    if (!isTermGood || !isAgeGood || line.balance < 0n || line.annualRate < 0n || line.annualRate > RATE_MAX) {
      throw new DomainError(
        'projection_input_invalid',
        'invalid',
        'A line has a balance and a rate that are not negative, 1 to 480 remaining months and a whole age.',
        { params: { line: at } },
      );
    }
  });
}

/** Widths of the bands in which loans become one line: rate in wad, remaining term in months. */
export interface LineBands {
  readonly rate: bigint;
  readonly months: number;
}

/**
 * One line for each band of rate, remaining term and kind. Balance is the sum; rate, remaining term and age are means weighted by
 * balance, half up, the term at least 1. Lines come in order of kind, rate and term; the total balance is kept exactly.
 */
export function groupLines(loans: readonly RepLine[], bands: LineBands): RepLine[] {
  if (bands.rate <= 0n || !(bands.months >= 1)) {
    throw new DomainError('projection_input_invalid', 'invalid', 'Bands have a positive width.');
  }
  requireRepLines(loans);
  const groups = new Map<string, { key: readonly [string, bigint, number]; loans: RepLine[] }>();
  for (const loan of loans.filter(({ balance }) => balance > 0n)) {
    const key = [loan.amortisation, loan.annualRate / bands.rate, Math.ceil(loan.remaining / bands.months)] as const;
    const name = key.join('|');
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { key, loans: [loan] });
    else group.loans.push(loan);
  }
  return [...groups.values()].sort((a, b) => compareKeys(a.key, b.key)).map((group) => meanLine(group.loans));
}

function meanLine(loans: readonly RepLine[]): RepLine {
  const [first] = loans as [RepLine, ...RepLine[]];
  const balance = loans.reduce((sum, loan) => sum + loan.balance, 0n);
  const mean = (of: (loan: RepLine) => bigint) =>
    divideHalfUp(
      loans.reduce((sum, loan) => sum + loan.balance * of(loan), 0n),
      balance,
    );
  return {
    balance,
    annualRate: mean((loan) => loan.annualRate),
    remaining: Math.max(1, Number(mean((loan) => BigInt(loan.remaining)))),
    age: Number(mean((loan) => BigInt(loan.age))),
    amortisation: first.amortisation,
  };
}

function compareKeys(a: readonly [string, bigint, number], b: readonly [string, bigint, number]): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  return a[1] === b[1] ? a[2] - b[2] : Number(a[1] - b[1]);
}
