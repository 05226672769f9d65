import { InvariantError } from '../../../kernel/errors.ts';
import type { Loan } from '../pool/loan.ts';
import type { PeriodLine } from './period-line.ts';

/** A loan of a pool with its number in the registry. */
export interface NumberedLoan {
  readonly number: bigint;
  readonly loan: Loan;
}

const FIELDS = ['begin', 'scheduled', 'prepaid', 'interest', 'fees', 'recovery', 'defaulted', 'end'] as const;

/** One loan of a closed period as it is kept beside the report: registry number, amounts in minor units, days past due of what is left. */
export function bookLine(number: bigint, line: PeriodLine): string {
  return [number, ...FIELDS.map((name) => line[name]), line.end === 0n ? 0 : line.daysPastDue].join(',');
}

/** A loan at the end of a closed period; amounts are minor units. */
export interface BookedLoan {
  readonly number: bigint;
  readonly defaulted: bigint;
  readonly end: bigint;
  readonly daysPastDue: number;
}

/** What {@link bookLine} says of the end of a period. @throws {@link InvariantError} for text that it did not make */
export function readBookLine(text: string): BookedLoan {
  const cells = text.split(',');
  const [number, defaulted, end, days] = [cells[0], cells[FIELDS.length - 1], cells[FIELDS.length], cells[FIELDS.length + 1]];
  if (cells.length !== FIELDS.length + 2 || number === undefined || defaulted === undefined || end === undefined || days === undefined)
    throw new InvariantError('A line of a closed period has a number, eight amounts and its days past due.');
  return { number: BigInt(number), defaulted: BigInt(defaulted), end: BigInt(end), daysPastDue: Number(days) };
}

/** Loans as they stand after a period that was closed with these lines; one without a line stands as before. */
export function standAfter(loans: readonly NumberedLoan[], lines: readonly string[]): NumberedLoan[] {
  const ends = new Map(lines.map((text) => readBookLine(text)).map((line) => [line.number, line]));
  return loans.map(({ number, loan }) => {
    const found = ends.get(number);
    return { number, loan: found === undefined ? loan : { ...loan, balanceMinor: found.end, daysPastDue: found.daysPastDue } };
  });
}
