import type { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import type { DatabaseClient } from '../../platform/database/database.ts';
import type { PoolChoice } from '../domain/pool/choose-pool.ts';
import type { Loan } from '../domain/pool/loan.ts';
import { isLoanField } from '../domain/pool/loan-field.ts';
import { poolStatistics } from '../domain/pool/pool-statistics.ts';
import { largestGroups, stratify } from '../domain/pool/stratify.ts';
import type { LoanProofView, PoolView, SelectionView, StatisticsView, StrataView, TapeView } from './schemas.ts';
import type { proveTapeLoan } from './commit-tape.ts';
import type { TapeRow } from './tape-store.ts';

const LARGEST = 100;

/** Tapes as they are shown: one whose root stands in the registry is committed. */
export async function viewTapes(client: DatabaseClient, rows: readonly TapeRow[]): Promise<TapeView[]> {
  const roots = rows.flatMap(({ root }) => root ?? []);
  const registered = roots.length === 0 ? [] : await client.registryTape.findMany({ where: { root: { in: roots } } });
  return rows.map((row) => {
    const found = registered.find((tape) => tape.chainId === row.chainId && tape.root === row.root && tape.originator === row.originator);
    const { id, name, fileName, fileHash, accepted, rejected, flagged, currency, root } = row;
    return {
      ...{ id, name, fileName, fileHash, rows: row.rows, accepted, rejected, flagged, currency, root },
      profile: row.profileId,
      state: found === undefined ? (row.state as TapeView['state']) : 'committed',
      originalMinor: String(row.originalMinor),
      balanceMinor: String(row.balanceMinor),
      registryTape: found?.tapeId ?? null,
      createdAt: row.createdAt.toISOString(),
    };
  });
}

type Texts<T> = { [Key in keyof T]: T[Key] extends bigint ? string : T[Key] extends bigint | null ? string | null : T[Key] };

/** The same record with its integers beyond 53 bits as text. */
function texts<T extends object>(record: T): Texts<T> {
  const entries = Object.entries(record).map(([name, value]) => [name, typeof value === 'bigint' ? String(value) : value]);
  return Object.fromEntries(entries) as Texts<T>;
}

export function viewStatistics(loans: readonly Loan[]): z.infer<typeof StatisticsView> {
  return texts(poolStatistics(loans));
}

export function viewSelection(choice: PoolChoice): SelectionView {
  const { candidates, eligible, failures, balanceMinor, gap, limits, mix, loans } = choice;
  return {
    ...{ candidates, eligible, failures: [...failures], chosen: loans.length },
    balanceMinor: String(balanceMinor),
    gap: String(gap),
    limits: limits.map(texts),
    mix: mix.map(texts),
    statistics: viewStatistics(loans),
  };
}

/** Table by a field; of fields with a value of its own for nearly every loan, the largest groups. @throws {@link DomainError} `loan_field_unknown` */
export function viewStrata(loans: readonly Loan[], by: string): z.infer<typeof StrataView> {
  if (!isLoanField(by))
    throw new DomainError('loan_field_unknown', 'invalid', 'No field of a loan has this name.', { params: { field: by } });
  const isLong = by === 'obligor' || by === 'loanId' || by === 'credential';
  const strata = isLong ? largestGroups(loans, by, LARGEST) : stratify(loans, by);
  return { by, strata: strata.map(texts) };
}

type PoolRow = Awaited<ReturnType<DatabaseClient['pool']['findFirstOrThrow']>>;

export function viewPool({ id, name, state, currency, loans, balanceMinor, createdAt, releasedAt }: PoolRow): PoolView {
  return {
    ...{ id, name, currency, loans },
    state: state === 'open' ? 'open' : 'released',
    balanceMinor: String(balanceMinor),
    createdAt: createdAt.toISOString(),
    releasedAt: releasedAt?.toISOString() ?? null,
  };
}

export function viewLoanProof({ place, leaf, path, ...proof }: Awaited<ReturnType<typeof proveTapeLoan>>): LoanProofView {
  return { ...place, ...proof, path: [...path], leaf: { ...leaf, balance: String(leaf.balance), rate: String(leaf.rate) } };
}
