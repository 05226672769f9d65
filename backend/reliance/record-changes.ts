import { randomUUID } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.ts';
import type { Tx } from '../platform/database/database.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import { changeWords, type WatchState } from './domain/watch-state.ts';
import { chunksOf, type WatchRecord } from './watch-store.ts';

/** Why a state changed: an event of the ledger, or the clock. */
export interface ChangeCause {
  readonly block: bigint | null;
  readonly transaction: string | null;
  /** Name of the ledger's reason; empty where there is none. */
  readonly reason: string;
  /** The ledger took an earlier change back. */
  readonly isReverted: boolean;
}

export interface WatchChange {
  readonly item: WatchRecord;
  readonly to: WatchState;
  readonly cause: ChangeCause;
}

/** Items named in one message of the event stream; who needs more asks for the list. */
const NAMED = 50;

/** Writes what changed, tells the event stream of each organization once, and queues a delivery for each of its webhooks. */
export async function recordChanges(tx: Tx, changes: readonly WatchChange[], at: Date): Promise<void> {
  if (changes.length === 0) return;
  const events = changes.map((change) => ({ ...change, id: `wev_${randomUUID()}`, at }));
  for (const to of new Set(changes.map((change) => change.to))) {
    const ids = changes.filter((change) => change.to === to).map(({ item }) => item.id);
    for (const chunk of chunksOf(ids)) await tx.watchItem.updateMany({ where: { id: { in: chunk } }, data: { state: to, changedAt: at } });
  }
  for (const chunk of chunksOf(events)) await tx.watchEvent.createMany({ data: chunk.map(eventRow) });
  for (const organizationId of new Set(changes.map(({ item }) => item.organizationId))) {
    const own = events.filter(({ item }) => item.organizationId === organizationId);
    await queueDeliveries(tx, organizationId, own);
    const items = own.slice(0, NAMED).map(({ item, to }) => ({ watchId: item.id, digest: item.digest, from: item.state, to }));
    const [only] = own;
    const key = own.length === 1 && only !== undefined ? only.item.id : organizationId;
    await appendOutbox(tx, { topic: 'watch.changed', key, payload: { organizationId, changes: own.length, items } });
  }
}

interface NamedChange extends WatchChange {
  readonly id: string;
  readonly at: Date;
}

function eventRow({ id, item, to, cause, at }: NamedChange) {
  const { block, transaction, reason, isReverted } = cause;
  const detail = { block: block === null ? null : String(block), transaction, reason, reverted: isReverted };
  return { id, watchId: item.id, organizationId: item.organizationId, from: item.state, to, detail: canonicalJson(detail), at };
}

/** A paused webhook gets its messages too: they are sent when it is resumed. */
async function queueDeliveries(tx: Tx, organizationId: string, changes: readonly NamedChange[]): Promise<void> {
  const hooks = await tx.webhook.findMany({ where: { organizationId }, select: { id: true } });
  for (const hook of hooks) {
    for (const chunk of chunksOf(changes)) {
      await tx.webhookDelivery.createMany({
        data: chunk.map((change) => ({
          id: `whd_${randomUUID()}`,
          webhookId: hook.id,
          eventId: change.id,
          payload: messageOf(change),
          nextAt: change.at,
        })),
      });
    }
  }
}

/** Body of a webhook message. */
function messageOf({ id, item, to, cause, at }: NamedChange): string {
  const words = changeWords(to, cause.isReverted);
  return canonicalJson({
    type: 'watch.changed',
    timestamp: at.toISOString(),
    data: {
      eventId: id,
      watchId: item.id,
      label: item.label,
      credential: {
        digest: item.digest,
        chainId: item.chainId,
        ledger: item.ledger,
        issuer: item.issuerId,
        batch: String(item.batch),
        index: String(item.index),
      },
      from: item.state,
      to,
      words: { en: words.en, zh: words.zh },
      block: cause.block === null ? null : String(cause.block),
      transaction: cause.transaction,
      reason: cause.reason,
      reverted: cause.isReverted,
    },
  });
}
