import { DomainError } from '../../kernel/errors.ts';
import type { Database, DatabaseClient } from '../../platform/database/database.ts';
import { type SecuritizationDeps, securitizationPlace } from '../open-securitization.ts';

export type DealRecord = Awaited<ReturnType<DatabaseClient['deal']['findUniqueOrThrow']>>;
export type ClassRecord = Awaited<ReturnType<DatabaseClient['dealClass']['findUniqueOrThrow']>>;
export type ClosingRecord = Awaited<ReturnType<DatabaseClient['periodClosing']['findUniqueOrThrow']>>;
export type RestatementRecord = Awaited<ReturnType<DatabaseClient['dealRestatement']['findUniqueOrThrow']>>;
export type PeriodRecord = Awaited<ReturnType<DatabaseClient['dealPeriod']['findUniqueOrThrow']>>;

/** A deal of the chain in use. @throws {@link DomainError} `deal_unknown` */
export async function findDeal(deps: Pick<SecuritizationDeps, 'database' | 'chain'>, target: string): Promise<DealRecord> {
  const { chainId } = await securitizationPlace(deps);
  const found = await deps.database.client.deal.findUnique({ where: { chainId_address: { chainId, address: target.toLowerCase() } } });
  if (found === null)
    throw new DomainError('deal_unknown', 'not_found', 'There is no deal with this address.', { params: { deal: target } });
  return found;
}

/** The deal file that the contract names, when this installation has it. */
export async function fileOf({ client }: Pick<Database, 'client'>, { documentHash }: DealRecord): Promise<unknown> {
  const draft = await client.dealDraft.findFirst({ where: { documentHash }, orderBy: { createdAt: 'desc' } });
  return draft === null ? null : JSON.parse(draft.file);
}

export async function classesOf({ client }: Pick<Database, 'client'>, { chainId, address: deal }: DealRecord): Promise<ClassRecord[]> {
  return client.dealClass.findMany({ where: { chainId, deal }, orderBy: { class: 'asc' } });
}

/** @throws {@link DomainError} `class_unknown` */
export async function findClass(database: Pick<Database, 'client'>, deal: DealRecord, place: number): Promise<ClassRecord> {
  const found = (await classesOf(database, deal)).find((each) => each.class === place);
  if (found === undefined) throw new DomainError('class_unknown', 'not_found', 'The deal has no such class.', { params: { class: place } });
  return found;
}

export async function periodsOf({ client }: Pick<Database, 'client'>, { chainId, address: deal }: DealRecord): Promise<PeriodRecord[]> {
  return client.dealPeriod.findMany({ where: { chainId, deal }, orderBy: { period: 'asc' } });
}

/** Pool that a deal was published with, as far as this installation knows it; empty for none. */
export async function poolIdOf({ client }: Pick<Database, 'client'>, { documentHash, address: deal }: DealRecord): Promise<string> {
  const draft = await client.dealDraft.findFirst({ where: { documentHash, deal }, orderBy: { createdAt: 'desc' } });
  return draft?.poolId ?? '';
}

export const noPool = (cure: string): DomainError =>
  new DomainError('pool_missing', 'unprocessable', `This installation knows no pool of the deal; ${cure}.`);
