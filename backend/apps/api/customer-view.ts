import type { z } from 'zod';
import { CustomerView, type CustomerPage, type PointsRow } from '../../intake/schemas.ts';
import type { Attributes } from '../../intake/store.ts';
import type { DatabaseClient } from '../../platform/database/database.ts';

/** Relations that a customer's row needs for its view. */
export const LATEST_SCORE = {
  where: { isLatest: true },
  orderBy: { createdAt: 'desc' },
  take: 1,
  include: { credential: { include: { batch: true } } },
} as const;

export type CustomerRowSource = Awaited<ReturnType<typeof findCustomer>> & {};

export async function findCustomer(client: DatabaseClient, id: string) {
  return client.customer.findUnique({ where: { id }, include: { scores: LATEST_SCORE } });
}

/** Ids of those customers whose newest credential is revoked on the chain. */
export async function findRevoked(client: DatabaseClient, rows: readonly CustomerRowSource[]): Promise<Set<string>> {
  const places = rows.flatMap((row) => {
    const credential = row.scores[0]?.credential;
    if (!credential || credential.batch.firstLeaf === null) return [];
    const { chainId, issuerId, firstLeaf } = credential.batch;
    return [{ customerId: row.id, chainId, issuerId, index: firstLeaf + BigInt(credential.position) }];
  });
  if (places.length === 0) return new Set();
  const revocations = await client.ledgerRevocation.findMany({
    where: { OR: places.map(({ chainId, issuerId, index }) => ({ chainId, issuerId, index })) },
  });
  const dead = new Set(revocations.map(({ chainId, issuerId, index }) => `${chainId}:${issuerId}:${index}`));
  return new Set(
    places.filter(({ chainId, issuerId, index }) => dead.has(`${chainId}:${issuerId}:${index}`)).map(({ customerId }) => customerId),
  );
}

const CredentialState = CustomerView.shape.credentialState.unwrap();

export function viewRow(row: CustomerRowSource, revoked: ReadonlySet<string>): z.infer<typeof CustomerPage>['data'][number] {
  const score = row.scores[0];
  const credential = score?.credential ?? null;
  const state = credential === null ? null : revoked.has(row.id) ? 'revoked' : CredentialState.parse(credential.batch.state);
  return {
    id: row.id,
    externalId: row.externalId,
    source: row.source,
    createdAt: row.createdAt.toISOString(),
    score: score?.score ?? null,
    grade: score?.grade ?? null,
    pdWad: score?.pdWad ?? null,
    credentialId: credential?.id ?? null,
    credentialState: state,
  };
}

/** @param attributes - null once the customer is erased */
export function viewCustomer(row: CustomerRowSource, revoked: ReadonlySet<string>, attributes: Attributes | null): CustomerView {
  const score = row.scores[0];
  const stored: z.infer<typeof PointsRow>[] = score === undefined ? [] : JSON.parse(score.points);
  // Values are kept only under the customer's key, and go with it.
  const points = stored.map((row) => ({ ...row, value: String(attributes?.[row.characteristic] ?? '') }));
  return {
    ...viewRow(row, revoked),
    attributes,
    inputHash: row.inputHash,
    importId: row.importId,
    scorecardHash: score?.scorecardHash ?? null,
    basePoints: score === undefined ? null : score.score - points.reduce((sum, own) => sum + own.points, 0),
    points,
    reasons: score === undefined ? [] : JSON.parse(score.reasons),
    scoredAt: score?.createdAt.toISOString() ?? null,
    batchId: score?.credential?.batchId ?? null,
  };
}
