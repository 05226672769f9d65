import { readStandings, placeKey } from '../attestation/credential-standing.ts';
import type { DatabaseClient, Tx } from '../platform/database/database.ts';
import { type WatchState, watchState } from './domain/watch-state.ts';

export type WatchRecord = Awaited<ReturnType<DatabaseClient['watchItem']['findUniqueOrThrow']>>;

/** Conditions that one statement of SQLite takes. */
const CHUNK = 200;

export function chunksOf<T>(rows: readonly T[], size: number = CHUNK): T[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size));
}

export interface WatchPlace {
  readonly chainId: number;
  readonly issuerId: number;
  readonly batch: bigint;
  readonly index: bigint;
  readonly expiry: bigint;
}

/** What the index says now of each place, in their order. */
export async function readStates(client: DatabaseClient, places: readonly WatchPlace[], now: bigint): Promise<WatchState[]> {
  const states: WatchState[] = [];
  for (const chunk of chunksOf(places)) {
    const standings = await readStandings(client, chunk);
    const issuers = await client.ledgerIssuer.findMany({
      where: { issuerId: { in: [...new Set(chunk.map(({ issuerId }) => issuerId))] } },
      select: { chainId: true, issuerId: true, status: true },
    });
    const active = new Set(issuers.filter(({ status }) => status === 'active').map((row) => `${row.chainId}:${row.issuerId}`));
    for (const place of chunk) {
      const standing = standings.get(placeKey(place)) ?? 'live';
      states.push(watchState({ standing, isIssuerActive: active.has(`${place.chainId}:${place.issuerId}`), expiry: place.expiry }, now));
    }
  }
  return states;
}

/** A place in the ledger's events up to which an item was looked at. */
export interface SeenMark {
  readonly block: bigint;
  readonly log: number;
}

/** After the last event of a block. */
export const WHOLE_BLOCK = 2 ** 31 - 1;

export async function markSeen(tx: Tx, ids: readonly string[], mark: SeenMark): Promise<void> {
  for (const chunk of chunksOf(ids)) {
    await tx.watchItem.updateMany({ where: { id: { in: chunk } }, data: { seenBlock: mark.block, seenLog: mark.log } });
  }
}

export function nowSeconds(): bigint {
  return BigInt(Math.floor(Date.now() / 1000));
}
