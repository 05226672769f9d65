import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';
import type { Address } from '../kernel/hex.ts';
import type { DatabaseClient, Tx } from '../platform/database/database.ts';
import type { GradeStep } from './domain/migration.ts';
import type { RatingActionName } from './domain/vocabulary.ts';
import type { BookReader } from './rating-client.ts';

const Labels = z.array(z.string());

export interface Scale {
  readonly id: number;
  readonly name: string;
  /** Best first. */
  readonly grades: readonly string[];
}

/** @throws {@link DomainError} `scale_unknown` */
export async function readScale(client: DatabaseClient, chainId: number, scaleId: number): Promise<Scale> {
  const row = await client.ratingScale.findUnique({ where: { chainId_scaleId: { chainId, scaleId } } });
  if (row === null) throw new DomainError('scale_unknown', 'not_found', 'No scale has this number.', { params: { scale: scaleId } });
  return scaleOf(row);
}

export async function readScales(client: DatabaseClient, chainId: number): Promise<Scale[]> {
  return (await client.ratingScale.findMany({ where: { chainId }, orderBy: { scaleId: 'asc' } })).map(scaleOf);
}

function scaleOf({ scaleId, name, grades }: { scaleId: number; name: string; grades: string }): Scale {
  return { id: scaleId, name, grades: Labels.parse(JSON.parse(grades)) };
}

/** The agency of the house's key. @throws {@link DomainError} `agency_unknown` */
export async function ownAgency(book: BookReader, key: Address): Promise<number> {
  const agency = await book.agencyOfKey(key);
  if (agency === 0)
    throw new DomainError('agency_unknown', 'not_found', 'The book knows no such agency.', { retryable: true, params: { key } });
  return agency;
}

/** @throws {@link DomainError} `agency_unknown` */
export async function readAgency(client: DatabaseClient, chainId: number, agencyId: number) {
  const row = await client.ratingAgency.findUnique({ where: { chainId_agencyId: { chainId, agencyId } } });
  if (row === null) throw new DomainError('agency_unknown', 'not_found', 'The book knows no such agency.');
  return row;
}

/** The newest publication of an agency about a subject, as the index has it. */
export async function lastEntry(client: Tx | DatabaseClient, where: { chainId: number; agencyId: number; subject: string }) {
  return client.ratingAction.findFirst({ where, orderBy: { sequence: 'desc' } });
}

/** Every publication on a chain until `until`, seconds, of one agency or of all. */
export async function readSteps(
  client: DatabaseClient,
  { chainId, agencyId, until }: { readonly chainId: number; readonly agencyId?: number; readonly until: bigint },
): Promise<(GradeStep & { readonly pdWad: string })[]> {
  const rows = await client.ratingAction.findMany({
    where: { chainId, time: { lte: until }, ...(agencyId === undefined ? {} : { agencyId }) },
    orderBy: [{ agencyId: 'asc' }, { subject: 'asc' }, { sequence: 'asc' }],
    select: {
      agencyId: true,
      subject: true,
      sequence: true,
      scaleId: true,
      grade: true,
      action: true,
      time: true,
      validUntil: true,
      pdWad: true,
    },
  });
  return rows.map((row) => ({ ...row, action: row.action as RatingActionName }));
}
