import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import { takeCommitOrder } from '../database/commit-order.ts';
import type { DatabaseClient, Tx } from '../database/database.ts';

export const TOPICS = [
  'batch.anchored',
  'credential.revoked',
  'credential.changed',
  'batch.changed',
  'checkpoint.published',
  'rating.published',
  'consent.given',
  'consent.withdrawn',
  'presentation.received',
  'watch.changed',
  'bulk_verification.finished',
  'import.completed',
  'tape.imported',
  'pool.opened',
  'pool.released',
  'promotion.changed',
  'scorecard.changed',
  'scorecard.promoted',
  'scorecard.trained',
  'scores.completed',
  'model.measured',
  'model.alerted',
  'refit.changed',
  'job.progressed',
  'chain.head_advanced',
  'index.reorged',
  'deal.changed',
  'desk.changed',
] as const;
export type Topic = (typeof TOPICS)[number];

export interface OutboxMessage {
  readonly topic: Topic;
  /** What the message is about: the id of a batch, a job ... */
  readonly key: string;
  /** Without personal data. */
  readonly payload: Json;
}

export interface OutboxRow extends OutboxMessage {
  readonly id: bigint;
  readonly createdAt: Date;
}

/** Announces a change in the transaction that makes it: either both happen or neither. */
export async function appendOutbox(tx: Tx, { topic, key, payload }: OutboxMessage): Promise<void> {
  await takeCommitOrder(tx);
  const id = (await lastOutboxId(tx)) + 1n;
  await tx.outbox.create({ data: { id, topic, key, payload: canonicalJson(payload) }, select: { id: true } });
}

/** Messages after `afterId`, oldest first. A reader that goes on from the last id it saw misses none. */
export async function readOutbox(client: DatabaseClient, afterId: bigint, limit: number): Promise<OutboxRow[]> {
  const rows = await client.outbox.findMany({ where: { id: { gt: afterId } }, orderBy: { id: 'asc' }, take: limit });
  return rows.map(({ id, topic, key, payload, createdAt }) => ({
    id,
    topic: topic as Topic,
    key,
    payload: JSON.parse(payload) as Json,
    createdAt,
  }));
}

/** The newest message's id, where a reader starts that wants only what comes next. */
export async function lastOutboxId(client: DatabaseClient): Promise<bigint> {
  const newest = await client.outbox.findFirst({ orderBy: { id: 'desc' }, select: { id: true } });
  return newest?.id ?? 0n;
}

/**
 * Forgets messages made before `before`; live updates need minutes of them, not years. The newest one
 * stays, because the next takes its number from it.
 */
export async function trimOutbox(client: DatabaseClient, before: Date): Promise<number> {
  const { count } = await client.outbox.deleteMany({ where: { createdAt: { lt: before }, id: { lt: await lastOutboxId(client) } } });
  return count;
}
