import type { Hash32 } from '../../../kernel/hex.ts';

/** Where a loan stands: in which tape, at which position. */
export interface LoanPlace {
  readonly tape: string;
  readonly position: number;
  readonly loanId: string;
}

export interface KeyedLoan extends LoanPlace {
  readonly key: Hash32;
  readonly likeness: Hash32;
}

/** Loans that are one (`same`: the loan key) or likely one (`alike`: obligor, amount and dates, under different keys). */
export interface DuplicateGroup {
  readonly kind: 'same' | 'alike';
  readonly hash: Hash32;
  readonly places: readonly LoanPlace[];
}

/** All duplicates among the loans of any number of tapes, those that are certain first, each in the order of the loans. */
export function findDuplicates(loans: Iterable<KeyedLoan>): DuplicateGroup[] {
  const all = [...loans];
  const same = groupsOf(all, (loan) => loan.key).map(([hash, members]) => groupOf('same', hash, members));
  const alike = groupsOf(all, (loan) => loan.likeness)
    .filter(([, members]) => new Set(members.map(({ key }) => key)).size > 1)
    .map(([hash, members]) => groupOf('alike', hash, members));
  return [...same, ...alike];
}

function groupsOf(loans: readonly KeyedLoan[], hashOf: (loan: KeyedLoan) => Hash32): [Hash32, KeyedLoan[]][] {
  return [...Map.groupBy(loans, hashOf)].filter(([, members]) => members.length > 1);
}

function groupOf(kind: DuplicateGroup['kind'], hash: Hash32, members: readonly KeyedLoan[]): DuplicateGroup {
  return { kind, hash, places: members.map(({ tape, position, loanId }) => ({ tape, position, loanId })) };
}
