import { DomainError } from '../../kernel/errors.ts';
import { address, type Address, toHex } from '../../kernel/hex.ts';
import type { DatabaseClient } from '../../platform/database/database.ts';
import { type LoanProof, loanTree, proveLoan } from '../domain/pool/loan-tree.ts';
import { loanSecret, type PoolDeps } from '../open-securitization.ts';
import { readTapeLoans, readTapeRow } from './tape-store.ts';

export type RegistryTapeRecord = Awaited<ReturnType<DatabaseClient['registryTape']['findFirstOrThrow']>>;

export interface RegistryPlace {
  readonly chainId: number;
  readonly registry: Address;
}

/** A tape that we keep, as the registry has it under `originator`. @throws {@link DomainError} `tape_unknown`, `tape_not_committed` */
export async function committedTape(
  client: DatabaseClient,
  { chainId, originator, tape }: { readonly chainId: number; readonly originator: Address; readonly tape: string },
): Promise<RegistryTapeRecord> {
  const { root } = await readTapeRow(client, tape);
  const known = await client.registryTape.findFirst({ where: { chainId, root: root ?? '', originator } });
  if (known !== null) return known;
  throw new DomainError('tape_not_committed', 'conflict', 'The registry has no such tape of ours; commit it first.', { params: { tape } });
}

/**
 * Where the registry has a tape that we keep, whoever committed it; null where it does not. A tape that another originator committed
 * is known by its root, which names that originator.
 */
export async function registrationOf(deps: RegistrationDeps, place: RegistryPlace, tape: string): Promise<RegistryTapeRecord | null> {
  const { client } = deps.database;
  const row = await readTapeRow(client, tape);
  const { chainId, registry } = place;
  if (row.root !== null) return client.registryTape.findFirst({ where: { chainId, root: row.root, originator: row.originator ?? '' } });
  const alike = await client.registryTape.findMany({
    where: { chainId, count: row.accepted, totalBalance: String(row.balanceMinor) },
    orderBy: { tapeId: 'asc' },
  });
  if (alike.length === 0) return null;
  const loans = await readTapeLoans(client, tape);
  const secret = loanSecret(deps.wrap);
  const rootUnder = (originator: string) => toHex(loanTree({ chainId, registry, originator: address(originator) }, secret, loans).root);
  return alike.find(({ root, originator }) => rootUnder(originator) === root) ?? null;
}

export type RegistrationDeps = Pick<PoolDeps, 'database' | 'wrap'>;

/** Proof that a loan stands in a tape as the registry has it. @throws {@link DomainError} `loan_unknown` */
export async function proveRegistered(
  deps: RegistrationDeps,
  place: RegistryPlace,
  { tape, position, record }: { readonly tape: string; readonly position: number; readonly record: RegistryTapeRecord },
): Promise<LoanProof> {
  const loans = await readTapeLoans(deps.database.client, tape);
  const loan = loans[position];
  if (loan === undefined) throw unknownLoan(tape, position);
  const secret = loanSecret(deps.wrap);
  return proveLoan(loanTree({ ...place, originator: address(record.originator) }, secret, loans), secret, loan, position);
}

export function unknownLoan(tape: string, position: number): DomainError {
  return new DomainError('loan_unknown', 'not_found', 'The tape has no loan at this position.', { params: { tape, position } });
}
