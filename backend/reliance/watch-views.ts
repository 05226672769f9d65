import { z } from 'zod';
import { address, hash32 } from '../kernel/hex.ts';
import { toRfc3339, unixSeconds } from '../kernel/time.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import { changeWords } from './domain/watch-state.ts';
import { type WatchEventView, type WatchItemView, WatchState } from './schemas.ts';
import type { WatchRecord } from './watch-store.ts';

const LATEST = 253_402_300_799n;

export function watchView(row: WatchRecord): WatchItemView {
  const { id, chainId, issuerId, label, createdBy } = row;
  const expiry = row.expiry < LATEST ? row.expiry : LATEST;
  return {
    id,
    chainId,
    issuerId,
    label,
    createdBy,
    ledger: address(row.ledger),
    batch: String(row.batch),
    index: String(row.index),
    digest: hash32(row.digest),
    expiry: toRfc3339(unixSeconds(Number(expiry))),
    state: WatchState.parse(row.state),
    createdAt: row.createdAt.toISOString(),
    changedAt: row.changedAt?.toISOString() ?? null,
  };
}

type EventRecord = Awaited<ReturnType<DatabaseClient['watchEvent']['findUniqueOrThrow']>>;

const Detail = z.object({ block: z.string().nullable(), transaction: z.string().nullable(), reason: z.string(), reverted: z.boolean() });

/** Views of events, with the items that they are about where those are still on the list. */
export async function watchEventViews(client: DatabaseClient, rows: readonly EventRecord[]): Promise<WatchEventView[]> {
  const items = await client.watchItem.findMany({
    where: { id: { in: rows.map(({ watchId }) => watchId) } },
    select: { id: true, digest: true, label: true },
  });
  const itemOf = new Map(items.map((item) => [item.id, item]));
  return rows.map(({ id, watchId, from, to, detail, at }) => {
    const item = itemOf.get(watchId);
    const state = WatchState.parse(to);
    const cause = Detail.parse(JSON.parse(detail));
    return {
      id,
      watchId,
      digest: item === undefined ? null : hash32(item.digest),
      label: item?.label ?? '',
      from: WatchState.parse(from),
      to: state,
      words: { ...changeWords(state, cause.reverted) },
      ...cause,
      at: at.toISOString(),
    };
  });
}
