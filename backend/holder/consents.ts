import { hash32 } from '../kernel/hex.ts';
import { DomainError } from '../kernel/errors.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import type { Database, DatabaseClient } from '../platform/database/database.ts';
import { decodeCursor, cursorDate, type Page, toPage } from '../platform/http/page.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import { looksAtConsents } from './looks.ts';
import type { Action } from './open-holder.ts';
import { consentState, momentOf } from './presentation-requests.ts';
import { type ConsentView, type Look, PresentationWay, Scope } from './schemas.ts';

const PRESENTED = { presentation: { select: { id: true, way: true, openedAt: true } } } as const;
type ConsentRow = Awaited<ReturnType<typeof readConsents>>[number];

/** One page of a customer's consents, newest first. @throws {@link DomainError} `cursor_invalid` */
export async function listConsents(
  client: DatabaseClient,
  customerId: string,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | undefined },
): Promise<Page<ConsentView>> {
  const rows = await readConsents(client, customerId, { limit, cursor });
  const looks = await looksAtConsents(
    client,
    rows.map(({ id }) => id),
  );
  const now = new Date();
  const view = (row: ConsentRow) => viewConsent(row, looks, now);
  return toPage(rows, limit, (row) => [row.signedAt.getTime(), row.id], view);
}

async function readConsents(
  client: DatabaseClient,
  customerId: string,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | undefined },
) {
  const [at, id = ''] = cursor === undefined ? [] : decodeCursor(cursor, 2);
  const signedAt = at === undefined ? undefined : cursorDate(at);
  return client.consent.findMany({
    where: { customerId, ...(signedAt === undefined ? {} : { OR: [{ signedAt: { lt: signedAt } }, { signedAt, id: { lt: id } }] }) },
    orderBy: [{ signedAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    include: PRESENTED,
  });
}

/**
 * Takes a consent back: the lender can no longer open the presentation, and its link leads nowhere. Withdrawn once,
 * it stays withdrawn.
 * @throws {@link DomainError} `consent_unknown`, also for a consent of another customer
 */
export async function withdrawConsent(database: Database, customerId: string, id: string, action: Action): Promise<ConsentView> {
  await database.write(async (tx) => {
    const row = await tx.consent.findFirst({ where: { id, customerId } });
    if (row === null) throw consentUnknown();
    if (row.state === 'withdrawn') return;
    await tx.consent.update({ where: { id }, data: { state: 'withdrawn', withdrawnAt: action.now }, select: { id: true } });
    const { actor, requestId, now } = action;
    const entry = { action: 'consent.withdrawn', entity: 'consent', entityId: id, outcome: 'ok', detail: {} } as const;
    await appendAudit(tx, { ...entry, actor, requestId, at: now });
    const { requestId: asked, organizationId } = row;
    // Told to the lender who was given the consent, and to nobody else.
    if (organizationId !== null)
      await appendOutbox(tx, { topic: 'consent.withdrawn', key: id, payload: { requestId: asked, organizationId } });
  });
  return readConsent(database.client, customerId, id);
}

/** @throws {@link DomainError} `consent_unknown` */
export async function readConsent(client: DatabaseClient, customerId: string, id: string): Promise<ConsentView> {
  const row = await client.consent.findFirst({ where: { id, customerId }, include: PRESENTED });
  if (row === null) throw consentUnknown();
  return viewConsent(row, await looksAtConsents(client, [id]), new Date());
}

/**
 * Lets nobody look without an agreement that stands.
 * @throws {@link DomainError} `consent_withdrawn`, `consent_expired`
 */
export function requireStanding(consent: { readonly state: string; readonly until: bigint }, now: Date): void {
  const state = consentState(consent, now);
  if (state === 'withdrawn') throw consentWithdrawn();
  if (state === 'expired') throw new DomainError('consent_expired', 'gone', 'The period that the customer agreed to is over.');
}

export function viewConsent(row: ConsentRow, looks: readonly Look[], now: Date): ConsentView {
  const { id, customerId, requestId, verifierName, verifier, purpose, presentation } = row;
  return {
    id,
    customerId,
    requestId,
    verifierName,
    verifier,
    purpose,
    scope: Scope.parse(JSON.parse(row.scope)),
    until: momentOf(row.until),
    state: consentState(row, now),
    signedAt: row.signedAt.toISOString(),
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
    digest: hash32(row.digest),
    way: presentation === null ? null : PresentationWay.parse(presentation.way),
    presentationId: presentation?.id ?? null,
    openedAt: presentation?.openedAt?.toISOString() ?? null,
    looks: looks.filter((look) => look.consentId === id),
  };
}

function consentUnknown(): DomainError {
  return new DomainError('consent_unknown', 'not_found', 'There is no such consent.');
}

export function consentWithdrawn(): DomainError {
  return new DomainError('consent_withdrawn', 'gone', 'The customer has withdrawn the consent to this presentation.');
}
