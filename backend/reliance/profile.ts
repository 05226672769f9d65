import { canonicalJson } from '../kernel/canonical-json.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import type { Database, DatabaseClient } from '../platform/database/database.ts';
import { type RelyingProfileView, RelyingTerms } from './schemas.ts';

/** Terms under which everything valid is accepted. */
const ANY: RelyingTerms = RelyingTerms.parse({});

/** The profile of an organization; one that was never set accepts everything valid. */
export async function readProfile(client: DatabaseClient, organizationId: string): Promise<RelyingProfileView> {
  const row = await client.relyingProfile.findUnique({ where: { organizationId } });
  if (row === null) return { terms: ANY, updatedBy: null, updatedAt: null };
  return { terms: RelyingTerms.parse(JSON.parse(row.terms)), updatedBy: row.updatedBy, updatedAt: row.updatedAt.toISOString() };
}

/** The terms that decide the check `accepted`; null when the organization has set none. */
export async function readTerms(client: DatabaseClient, organizationId: string): Promise<RelyingTerms | null> {
  const { terms, updatedAt } = await readProfile(client, organizationId);
  return updatedAt === null ? null : terms;
}

export interface ProfileChange {
  readonly organizationId: string;
  readonly terms: RelyingTerms;
  readonly actor: string;
  readonly requestId: string | null;
}

export async function writeProfile(database: Database, { organizationId, terms, actor, requestId }: ProfileChange): Promise<void> {
  const data = { terms: canonicalJson(terms), updatedBy: actor };
  await database.write(async (tx) => {
    await tx.relyingProfile.upsert({ where: { organizationId }, create: { organizationId, ...data }, update: data });
    const what = { action: 'profile.set', entity: 'organization', entityId: organizationId, outcome: 'ok', detail: { terms } } as const;
    await appendAudit(tx, { ...what, actor, requestId, at: new Date() });
  });
}
