import type { z } from 'zod';
import { credentialState } from '../../attestation/batch-views.ts';
import { credentialPlace, placeKey, readStandings, type Standing } from '../../attestation/credential-standing.ts';
import type { CustomerPage, CustomerView, PointsRow } from '../../intake/schemas.ts';
import type { Attributes } from '../../intake/store.ts';
import type { DatabaseClient } from '../../platform/database/database.ts';

/** Relations that a customer's row needs for its view: the newest score, and the newest credential that tells it. */
const LATEST_SCORE = {
  where: { isLatest: true },
  orderBy: { createdAt: 'desc' },
  take: 1,
} as const;
const LATEST_CREDENTIAL = { where: { copy: 0 }, orderBy: { seq: 'desc' }, take: 1, include: { batch: true } } as const;
export const LATEST = { scores: LATEST_SCORE, credentials: LATEST_CREDENTIAL } as const;

export type CustomerRowSource = Awaited<ReturnType<typeof findCustomer>> & {};

export async function findCustomer(client: DatabaseClient, id: string) {
  return client.customer.findUnique({ where: { id }, include: LATEST });
}

/** The newest credential, when it tells the newest score. */
function newestCredential({ scores, credentials }: CustomerRowSource): CustomerRowSource['credentials'][number] | null {
  const [credential] = credentials;
  return credential !== undefined && credential.scoreId === scores[0]?.id ? credential : null;
}

/** What the ledger says of the newest credential of each customer, by place. */
export async function findStandings(client: DatabaseClient, rows: readonly CustomerRowSource[]): Promise<Map<string, Standing>> {
  const credentials = rows.flatMap((row) => newestCredential(row) ?? []);
  return readStandings(
    client,
    credentials.map(credentialPlace).filter((place) => place !== null),
  );
}

export function viewRow(
  row: CustomerRowSource,
  standings: ReadonlyMap<string, Standing>,
  now: Date,
): z.infer<typeof CustomerPage>['data'][number] {
  const score = row.scores[0];
  const credential = newestCredential(row);
  const place = credential === null ? null : credentialPlace(credential);
  const standing = place === null ? 'live' : (standings.get(placeKey(place)) ?? 'live');
  const seconds = BigInt(Math.floor(now.getTime() / 1000));
  return {
    id: row.id,
    externalId: row.externalId,
    source: row.source,
    createdAt: row.createdAt.toISOString(),
    erasedAt: row.erasedAt?.toISOString() ?? null,
    holderKey: row.holderKey,
    score: score?.score ?? null,
    grade: score?.grade ?? null,
    pdWad: score?.pdWad ?? null,
    credentialId: credential?.id ?? null,
    credentialState: credential === null ? null : credentialState(credential, standing, seconds),
  };
}

/** @param facts - what is sealed: attributes, null once the customer is erased, and outcomes */
export function viewCustomer(
  row: CustomerRowSource,
  standings: ReadonlyMap<string, Standing>,
  { attributes, outcomes }: { readonly attributes: Attributes | null; readonly outcomes: CustomerView['outcomes'] },
): CustomerView {
  const score = row.scores[0];
  const stored: z.infer<typeof PointsRow>[] = score === undefined ? [] : JSON.parse(score.points);
  // Values are kept only under the customer's key, and go with it.
  const points = stored.map((row) => ({ ...row, value: String(attributes?.[row.characteristic] ?? '') }));
  return {
    ...viewRow(row, standings, new Date()),
    attributes,
    outcomes,
    inputHash: row.inputHash,
    importId: row.importId,
    scoreId: score?.id ?? null,
    scorecardHash: score?.scorecardHash ?? null,
    basePoints: score === undefined ? null : score.score - points.reduce((sum, own) => sum + own.points, 0),
    points,
    reasons: score === undefined ? [] : JSON.parse(score.reasons),
    scoredAt: score?.createdAt.toISOString() ?? null,
    batchId: newestCredential(row)?.batchId ?? null,
  };
}
