import { appendAudit } from '../platform/audit-log/audit-log.ts';
import type { DatabaseClient, Tx } from '../platform/database/database.ts';
import type { Action } from './open-holder.ts';
import type { Look } from './schemas.ts';

const RECORD_VIEWED = 'customer.viewed';
const CONSENT_OPENED = 'consent.opened';
const SHOWN = 50;
/** Who looked when nobody signed in. */
const VISITOR = 'visitor';

interface Seen {
  readonly consentId: string;
  readonly way: 'direct' | 'link';
}

/** Writes down that somebody opened a presentation. */
export async function recordLook(tx: Tx, { consentId, way }: Seen, { actor, requestId, now }: Action): Promise<void> {
  const entry = { action: CONSENT_OPENED, entity: 'consent', entityId: consentId, outcome: 'ok', detail: { way } } as const;
  await appendAudit(tx, { ...entry, actor, requestId, at: now });
  await tx.presentation.updateMany({ where: { consentId, openedAt: null }, data: { openedAt: now } });
}

/** Everybody who looked at the presentations of `consentIds`, newest first. */
export async function looksAtConsents(client: DatabaseClient, consentIds: readonly string[]): Promise<Look[]> {
  if (consentIds.length === 0) return [];
  const rows = await client.auditEntry.findMany({
    where: { entity: 'consent', entityId: { in: [...consentIds] }, action: CONSENT_OPENED },
    orderBy: { seq: 'desc' },
    take: SHOWN * consentIds.length,
  });
  return viewLooks(client, rows);
}

/** Everybody who looked at the customer's data, newest first: people of the house, and those he showed something to. */
export async function looksAtCustomer(client: DatabaseClient, customerId: string): Promise<Look[]> {
  const consents = await client.consent.findMany({ where: { customerId }, orderBy: { signedAt: 'desc' }, take: 200, select: { id: true } });
  const rows = await client.auditEntry.findMany({
    where: {
      OR: [
        { entity: 'customer', entityId: customerId, action: RECORD_VIEWED },
        { entity: 'consent', entityId: { in: consents.map(({ id }) => id) }, action: CONSENT_OPENED },
      ],
    },
    orderBy: { seq: 'desc' },
    take: SHOWN,
  });
  return viewLooks(client, rows);
}

type AuditRow = Awaited<ReturnType<DatabaseClient['auditEntry']['findMany']>>[number];

async function viewLooks(client: DatabaseClient, rows: readonly AuditRow[]): Promise<Look[]> {
  const names = await organizationNames(client, new Set(rows.map(({ actor }) => actor)));
  return rows.map((row) => ({
    at: row.at.toISOString(),
    who: names.get(row.actor) ?? (row.actor === 'anonymous' ? VISITOR : 'Credence'),
    kind: row.action === RECORD_VIEWED ? 'record' : isLink(row.detail) ? 'link' : 'presentation',
    consentId: row.entity === 'consent' ? row.entityId : null,
  }));
}

function isLink(detail: string): boolean {
  const value: unknown = JSON.parse(detail);
  return typeof value === 'object' && value !== null && 'way' in value && value.way === 'link';
}

/** The organization behind each actor; people are not named to the customer. */
async function organizationNames(client: DatabaseClient, actors: ReadonlySet<string>): Promise<Map<string, string>> {
  const named = (prefix: string) => [...actors].flatMap((actor) => (actor.startsWith(prefix) ? [actor.slice(prefix.length)] : []));
  const [members, keys] = await Promise.all([
    client.member.findMany({ where: { userId: { in: named('user:') } }, orderBy: { createdAt: 'desc' }, include: { organization: true } }),
    client.apiKey.findMany({ where: { prefix: { in: named('key:') } }, include: { organization: true } }),
  ]);
  return new Map([
    ...members.map((member) => [`user:${member.userId}`, member.organization.name] as const),
    ...keys.map((key) => [`key:${key.prefix}`, key.organization.name] as const),
  ]);
}
