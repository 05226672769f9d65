import { randomBytes, randomUUID } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { DomainError } from '../kernel/errors.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import { open, seal } from '../platform/vault/vault.ts';
import type { KeyWrap } from '../intake/customer-keys.ts';
import { secretText } from './domain/webhook-signature.ts';
import type { RelianceDeps } from './open-reliance.ts';
import { checkWebhookUrl } from './webhook-address.ts';

export type WebhookRecord = Awaited<ReturnType<Database['client']['webhook']['findUniqueOrThrow']>>;

export interface WebhookAct {
  readonly organizationId: string;
  readonly actor: string;
  readonly requestId: string | null;
}

const SECRET_BYTES = 32;
const MAX_WEBHOOKS = 20;

function secretContext(id: string): string {
  return `webhook:${id}`;
}

/** The secret of a webhook, which signs each of its messages. */
export function openSecret(wrap: KeyWrap, { id, secret }: Pick<WebhookRecord, 'id' | 'secret'>): Uint8Array {
  return open(wrap.masterKey, secret, secretContext(id));
}

/**
 * Registers an address that is told of changes.
 * @returns the row, and its secret for the only time
 * @throws {@link DomainError} `webhook_url_refused`, `webhooks_exhausted`
 */
export async function addWebhook(
  { database, wrap, config }: Pick<RelianceDeps, 'database' | 'wrap' | 'config'>,
  act: WebhookAct,
  url: string,
): Promise<{ row: WebhookRecord; secret: string }> {
  const { href } = checkWebhookUrl(url, config.webhookHosts);
  const id = `whk_${randomUUID()}`;
  const secret = new Uint8Array(randomBytes(SECRET_BYTES));
  const row = await database.write(async (tx) => {
    await audit(tx, act, 'webhook.added', id, new URL(href).host);
    if ((await tx.webhook.count({ where: { organizationId: act.organizationId } })) >= MAX_WEBHOOKS) {
      throw new DomainError('webhooks_exhausted', 'conflict', `An organization has at most ${MAX_WEBHOOKS} webhooks.`);
    }
    const sealed = seal(wrap.masterKey, secret, secretContext(id));
    return tx.webhook.create({ data: { id, organizationId: act.organizationId, url: href, secret: sealed, createdBy: act.actor } });
  });
  return { row, secret: secretText(secret) };
}

/** @throws {@link DomainError} `webhook_unknown` */
export async function findWebhook(client: Tx, id: string, organizationId: string): Promise<WebhookRecord> {
  const row = await client.webhook.findFirst({ where: { id, organizationId } });
  if (row === null) throw new DomainError('webhook_unknown', 'not_found', 'Your organization has no webhook with this id.');
  return row;
}

export async function removeWebhook({ database }: Pick<RelianceDeps, 'database'>, act: WebhookAct, id: string): Promise<void> {
  await database.write(async (tx) => {
    const row = await findWebhook(tx, id, act.organizationId);
    await tx.webhookDelivery.deleteMany({ where: { webhookId: id } });
    await tx.webhook.delete({ where: { id } });
    await audit(tx, act, 'webhook.removed', id, new URL(row.url).host);
  });
}

/** Sends again to a webhook that was paused; what waits is due at once. */
export async function resumeWebhook({ database }: Pick<RelianceDeps, 'database'>, act: WebhookAct, id: string): Promise<WebhookRecord> {
  return database.write(async (tx) => {
    const row = await findWebhook(tx, id, act.organizationId);
    await audit(tx, act, 'webhook.resumed', id, new URL(row.url).host);
    await tx.webhookDelivery.updateMany({ where: { webhookId: id, state: 'pending' }, data: { nextAt: new Date() } });
    return tx.webhook.update({ where: { id }, data: { state: 'active', failures: 0 } });
  });
}

/** Sends nothing more to it until it is resumed; what changes meanwhile waits. */
export async function pauseWebhook({ database }: Pick<RelianceDeps, 'database'>, act: WebhookAct, id: string): Promise<WebhookRecord> {
  return database.write(async (tx) => {
    const row = await findWebhook(tx, id, act.organizationId);
    await audit(tx, act, 'webhook.paused', id, new URL(row.url).host);
    return tx.webhook.update({ where: { id }, data: { state: 'paused' } });
  });
}

/** Queues a message that says nothing, to see whether it arrives. */
export async function pingWebhook({ database }: Pick<RelianceDeps, 'database'>, act: WebhookAct, id: string) {
  const now = new Date();
  return database.write(async (tx) => {
    const row = await findWebhook(tx, id, act.organizationId);
    await audit(tx, act, 'webhook.tested', id, new URL(row.url).host);
    const payload = canonicalJson({ type: 'ping', timestamp: now.toISOString(), data: { webhookId: id } });
    const eventId = `evt_${randomUUID()}`;
    return tx.webhookDelivery.create({ data: { id: `whd_${randomUUID()}`, webhookId: id, eventId, payload, nextAt: now } });
  });
}

async function audit(tx: Tx, { actor, requestId }: WebhookAct, action: string, entityId: string, host: string): Promise<void> {
  await appendAudit(tx, { actor, action, entity: 'webhook', entityId, outcome: 'ok', requestId, detail: { host }, at: new Date() });
}
