import type { DatabaseClient } from '../platform/database/database.ts';
import type { Issue } from './issue-plan.ts';

/** A score that becomes a credential, with what else the credential says of its customer. */
export interface ScoredRow {
  readonly id: string;
  readonly customerId: string;
  readonly score: number | bigint;
  readonly grade: string;
  readonly pdWad: string;
  readonly reasons: string;
  readonly inputHash: string;
  readonly source: string;
  readonly holderKey: string | null;
  /** Customer key under the master key. */
  readonly wrapped: Uint8Array;
}

/** Rows read at a time; a credential takes about a kilobyte of them. */
const CHUNK = 4096;
const PEOPLE = 500;

/**
 * Scores of a run in the order of their customers, some thousands at a time: what is read and written for neighbours lies
 * on the same pages. Customers that have been erased have no key
 * and are left out: nothing may be said about them any more.
 */
export async function* readScored(client: DatabaseClient, runId: string): AsyncGenerator<ScoredRow[]> {
  for (let after = ''; ; ) {
    const rows = await client.$queryRaw<ScoredRow[]>`
      SELECT s."id", s."customerId", s."score", s."grade", s."pdWad", s."reasons", c."inputHash", c."source", c."holderKey", k."wrapped"
      FROM "Score" s
      JOIN "Customer" c ON c."id" = s."customerId"
      JOIN "CustomerKey" k ON k."customerId" = s."customerId"
      WHERE s."runId" = ${runId} AND s."customerId" > ${after} AND c."erasedAt" IS NULL
      ORDER BY s."customerId" LIMIT ${CHUNK}`;
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.customerId;
  }
}

/** Newest credential of a customer under one tag. */
export interface Earlier {
  readonly seq: bigint;
  readonly digest: string;
}

export function earlierKey(customerId: string, copy: number): string {
  return `${customerId}:${copy}`;
}

/** The newest credential of each customer and copy from this issuer, leaving out those of `exceptBatch`. */
export async function readEarlier(
  client: DatabaseClient,
  { place, issuer }: Issue,
  customerIds: readonly string[],
  exceptBatch: string | null,
): Promise<Map<string, Earlier>> {
  const earlier = new Map<string, Earlier>();
  const own = { ...place, issuerId: issuer, state: { not: 'building' }, ...(exceptBatch === null ? {} : { id: { not: exceptBatch } }) };
  const anywhere = { OR: [{ batch: own }, { batchId: null }] };
  if ((await client.credential.findFirst({ where: anywhere, select: { id: true } })) === null) return earlier;
  for (let at = 0; at < customerIds.length; at += PEOPLE) {
    const rows = await client.credential.findMany({
      where: { customerId: { in: customerIds.slice(at, at + PEOPLE) }, ...anywhere },
      orderBy: { seq: 'asc' },
      select: { customerId: true, copy: true, seq: true, digest: true },
    });
    for (const { customerId, copy, seq, digest } of rows) earlier.set(earlierKey(customerId, copy), { seq, digest });
  }
  return earlier;
}
