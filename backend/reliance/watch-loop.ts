import { setTimeout as pause } from 'node:timers/promises';
import { takeCommitOrder } from '../platform/database/commit-order.ts';
import type { Database, DatabaseClient } from '../platform/database/database.ts';
import type { Logger } from '../platform/log/logger.ts';
import { recordChanges, type WatchChange } from './record-changes.ts';
import { nowSeconds, readStates } from './watch-store.ts';

export interface WatchLoop {
  readonly database: Database;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly pollMs?: number;
}

const POLL_MS = 1_000;
/** What follows from events is told at once; the sweep is for what events do not tell. */
const SWEEP_EVERY_MS = 30_000;
const CHUNK = 500;

/** Tells of expiries as the time comes, and of changes that a reorg took back. */
export async function watchOverTime({ database, logger, signal, pollMs = POLL_MS }: WatchLoop): Promise<void> {
  let sweptAt = Number.NEGATIVE_INFINITY;
  let sweptReorg: bigint | null = null;
  while (!signal.aborted) {
    try {
      await tellExpired(database);
      const reorg = await lastReorg(database.client);
      if (reorg !== sweptReorg || performance.now() - sweptAt > SWEEP_EVERY_MS) {
        const isWhole = await sweepWatched(database);
        sweptAt = performance.now();
        if (isWhole) sweptReorg = reorg;
      }
    } catch (error) {
      logger.warn({ err: error }, 'watched credentials were not looked at; it is tried again');
    }
    await pause(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

async function lastReorg(client: DatabaseClient): Promise<bigint | null> {
  const row = await client.outbox.findFirst({ where: { topic: 'index.reorged' }, orderBy: { id: 'desc' }, select: { id: true } });
  return row?.id ?? null;
}

/** Tells of valid credentials whose time has come. */
export async function tellExpired({ client, write }: Database): Promise<number> {
  const due = { state: 'valid', expiry: { lte: nowSeconds() } };
  if ((await client.watchItem.findFirst({ where: due, select: { id: true } })) === null) return 0;
  return write(async (tx) => {
    await takeCommitOrder(tx);
    const items = await tx.watchItem.findMany({ where: due, orderBy: { expiry: 'asc' }, take: CHUNK });
    const cause = { block: null, transaction: null, reason: '', isReverted: false };
    await recordChanges(
      tx,
      items.map((item) => ({ item, to: 'expired' as const, cause })),
      new Date(),
    );
    return items.length;
  });
}

/**
 * Compares every watched credential with what the index says, and tells of the difference. Items that the index has not
 * caught up with again, because it is being rebuilt, wait.
 * @returns whether all were looked at
 */
export async function sweepWatched(database: Database): Promise<boolean> {
  let isWhole = true;
  for (let after: string | null = ''; after !== null; ) {
    const step: SweepStep = await sweepStep(database, after);
    after = step.last;
    isWhole &&= step.isWhole;
  }
  return isWhole;
}

interface SweepStep {
  readonly last: string | null;
  readonly isWhole: boolean;
}

async function sweepStep({ client, write }: Database, after: string): Promise<SweepStep> {
  const next = { where: { id: { gt: after } }, orderBy: { id: 'asc' }, take: CHUNK } as const;
  const ids = await client.watchItem.findMany({ ...next, select: { id: true } });
  const last = ids.at(-1)?.id ?? null;
  if (last === null) return { last, isWhole: true };
  const stale = await differing(client, after, last);
  // Looked at again in a transaction that no event of the index can interrupt.
  const isWhole =
    stale.changes.length === 0
      ? stale.isWhole
      : await write(async (tx) => {
          await takeCommitOrder(tx);
          const { changes, isWhole: all } = await differing(tx, after, last);
          await recordChanges(tx, changes, new Date());
          return all;
        });
  return { last: ids.length < CHUNK ? null : last, isWhole };
}

async function differing(client: DatabaseClient, after: string, last: string): Promise<{ changes: WatchChange[]; isWhole: boolean }> {
  const items = await client.watchItem.findMany({ where: { id: { gt: after, lte: last } }, orderBy: { id: 'asc' } });
  const cursors = await client.indexCursor.findMany();
  const reached = new Map(cursors.map(({ chainId, number }) => [chainId, number]));
  const ready = items.filter(({ chainId, seenBlock }) => seenBlock <= (reached.get(chainId) ?? -1n));
  const states = await readStates(client, ready, nowSeconds());
  const changes = ready.flatMap((item, i): WatchChange[] => {
    const to = states[i];
    if (to === undefined || to === item.state) return [];
    const isByClock = to === 'expired' && item.state === 'valid';
    const block = isByClock ? null : (reached.get(item.chainId) ?? null);
    return [{ item, to, cause: { block, transaction: null, reason: '', isReverted: !isByClock } }];
  });
  return { changes, isWhole: ready.length === items.length };
}
