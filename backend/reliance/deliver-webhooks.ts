import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../platform/database/database.ts';
import type { Logger } from '../platform/log/logger.ts';
import { type BackOff, nextDelay, STANDARD_BACK_OFF } from './domain/back-off.ts';
import { openSecret, type WebhookRecord } from './manage-webhooks.ts';
import type { RelianceDeps } from './open-reliance.ts';
import { type SendOutcome, sendWebhook } from './webhook-client.ts';

export interface WebhookLoop extends Pick<RelianceDeps, 'database' | 'wrap' | 'config'> {
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly backOff?: BackOff;
  readonly timeoutMs?: number;
  readonly pollMs?: number;
  /** Failed attempts in a row after which a webhook is paused. */
  readonly pauseAfter?: number;
}

type Delivery = Awaited<ReturnType<Database['client']['webhookDelivery']['findFirstOrThrow']>>;

const POLL_MS = 500;
const PAUSE_AFTER = 30;
/** Sent side by side; one slow receiver then holds up a few lanes for its time limit at most. */
const LANES = 8;
const LANES_PER_HOOK = 2;
/** Longer than an attempt may take: after that its worker is taken for dead and another one sends again. */
const LEASE_MS = 60_000;
/** The receiver says that it wants no more. */
const GONE = 410;

/**
 * Sends queued messages until `signal` fires. Each is sent at least once: an attempt whose worker dies is made again
 * under the same id. Of one webhook no more than two messages are under way, so the others do not wait for it.
 */
export async function deliverWebhooks(loop: WebhookLoop): Promise<void> {
  const { logger, signal, pollMs = POLL_MS } = loop;
  while (!signal.aborted) {
    try {
      const due = await claimDue(loop.database);
      await Promise.all(due.map((delivery) => attempt(loop, delivery)));
      if (due.length > 0) continue;
    } catch (error) {
      if (!signal.aborted) logger.warn({ err: error }, 'webhooks were not sent; it is tried again');
    }
    await pause(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Takes deliveries that are due, each for this worker alone. */
async function claimDue({ client }: Database): Promise<{ delivery: Delivery; hook: WebhookRecord }[]> {
  const now = new Date();
  const isFree = { OR: [{ leaseUntil: null }, { leaseUntil: { lt: now } }] };
  const waiting = { state: 'pending', nextAt: { lte: now }, ...isFree };
  const hooks = await client.webhook.findMany({ where: { state: 'active' } });
  const claimed: { delivery: Delivery; hook: WebhookRecord }[] = [];
  for (const hook of hooks) {
    if (claimed.length >= LANES) break;
    const rows = await client.webhookDelivery.findMany({
      where: { webhookId: hook.id, ...waiting },
      orderBy: [{ nextAt: 'asc' }, { createdAt: 'asc' }, { id: 'asc' }],
      take: LANES_PER_HOOK,
    });
    for (const delivery of rows) {
      const taken = { attempts: { increment: 1 }, leaseUntil: new Date(now.getTime() + LEASE_MS) };
      const { count } = await client.webhookDelivery.updateMany({ where: { id: delivery.id, ...waiting }, data: taken });
      if (count === 1) claimed.push({ delivery: { ...delivery, attempts: delivery.attempts + 1 }, hook });
    }
  }
  return claimed;
}

async function attempt(loop: WebhookLoop, { delivery, hook }: { delivery: Delivery; hook: WebhookRecord }): Promise<void> {
  const { wrap, config, timeoutMs, signal } = loop;
  const target = {
    url: hook.url,
    secret: openSecret(wrap, hook),
    allowed: config.webhookHosts,
    signal,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
  const message = { id: delivery.eventId, timestamp: Math.floor(Date.now() / 1000), body: delivery.payload };
  try {
    await settle(loop, { delivery, hook }, await sendWebhook(target, message));
  } catch (error) {
    // Stopped in the middle: nobody knows whether it arrived, so it is sent again.
    if (!signal.aborted) throw error;
    await loop.database.client.webhookDelivery.updateMany({ where: { id: delivery.id, state: 'pending' }, data: { leaseUntil: null } });
  }
}

async function settle(
  loop: WebhookLoop,
  { delivery, hook }: { delivery: Delivery; hook: WebhookRecord },
  outcome: SendOutcome,
): Promise<void> {
  const { client } = loop.database;
  const status = 'status' in outcome ? outcome.status : null;
  const where = { id: delivery.id };
  if (status !== null && status >= 200 && status < 300) {
    const data = { state: 'delivered', lastStatus: status, lastError: null, leaseUntil: null, deliveredAt: new Date() };
    await client.webhookDelivery.updateMany({ where, data });
    await client.webhook.updateMany({ where: { id: hook.id, failures: { gt: 0 } }, data: { failures: 0 } });
    return;
  }
  const delay = nextDelay(loop.backOff ?? STANDARD_BACK_OFF, delivery.attempts, Math.random());
  const lastError = 'error' in outcome ? outcome.error : `answered ${outcome.status}`;
  const fate = delay === null ? { state: 'failed' } : { nextAt: new Date(Date.now() + delay) };
  await client.webhookDelivery.updateMany({ where, data: { ...fate, lastStatus: status, lastError, leaseUntil: null } });
  await client.webhook.updateMany({ where: { id: hook.id }, data: { failures: { increment: 1 } } });
  const tooMany = { id: hook.id, state: 'active', failures: { gte: loop.pauseAfter ?? PAUSE_AFTER } };
  const paused = status === GONE ? { id: hook.id, state: 'active' } : tooMany;
  const { count } = await client.webhook.updateMany({ where: paused, data: { state: 'paused' } });
  if (count > 0) loop.logger.warn({ webhookId: hook.id, lastError }, 'a webhook is paused');
}
