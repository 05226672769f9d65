import { canonicalJson } from '../../../kernel/canonical-json.ts';
import { address, type Hash32, hash32 } from '../../../kernel/hex.ts';
import type { DatabaseClient, Tx } from '../../database/database.ts';
import type { ChainHeader } from '../chain-values.ts';
import type { IndexedEvent } from './indexed-event.ts';

/** Headers kept without an event in their block: as deep as a reorg is followed without reading everything again. */
export const KEPT_HEADERS = 256n;
const CHUNK = 200;

export interface Cursor {
  readonly number: bigint;
  readonly hash: Hash32;
}

export async function readCursor(client: DatabaseClient, chainId: number): Promise<Cursor | null> {
  const row = await client.indexCursor.findUnique({ where: { chainId } });
  return row === null ? null : { number: row.number, hash: hash32(row.hash) };
}

/** False when another process has moved the cursor away from `from` meanwhile. */
export async function moveCursor(tx: Tx, chainId: number, from: Cursor | null, to: Cursor): Promise<boolean> {
  if (from === null) {
    // Of two processes that find no cursor the second waits for the first and inserts nothing.
    const { number, hash } = to;
    const inserted =
      await tx.$executeRaw`INSERT INTO "IndexCursor" ("chainId", "number", "hash", "updatedAt") VALUES (${chainId}, ${number}, ${hash}, ${new Date()}) ON CONFLICT DO NOTHING`;
    return inserted === 1;
  }
  const { count } = await tx.indexCursor.updateMany({ where: { chainId, number: from.number, hash: from.hash }, data: to });
  return count === 1;
}

export async function insertHeaders(tx: Tx, chainId: number, headers: readonly ChainHeader[]): Promise<void> {
  const data = headers.map(({ number, hash, parentHash, timestamp }) => ({ chainId, number, hash, parentHash, timestamp }));
  for (let at = 0; at < data.length; at += CHUNK) await tx.chainBlock.createMany({ data: data.slice(at, at + CHUNK) });
}

/** Forgets headers far below `head`. */
export async function pruneHeaders(tx: Tx, chainId: number, head: bigint): Promise<void> {
  await tx.chainBlock.deleteMany({ where: { chainId, number: { lt: head - KEPT_HEADERS } } });
}

export async function insertEvents(tx: Tx, events: readonly IndexedEvent[]): Promise<void> {
  const data = events.map((event) => ({ ...event, args: canonicalJson(event.args) }));
  for (let at = 0; at < data.length; at += CHUNK) await tx.chainEvent.createMany({ data: data.slice(at, at + CHUNK) });
}

/** Stored headers, newest first. */
export async function readHeaders(client: DatabaseClient, chainId: number): Promise<readonly Cursor[]> {
  const rows = await client.chainBlock.findMany({ where: { chainId }, orderBy: { number: 'desc' }, select: { number: true, hash: true } });
  return rows.map(({ number, hash }) => ({ number, hash: hash32(hash) }));
}

/** Removes headers and events above `number` and gives back how many events there were. */
export async function removeAbove(tx: Tx, chainId: number, number: bigint): Promise<number> {
  await tx.chainBlock.deleteMany({ where: { chainId, number: { gt: number } } });
  const { count } = await tx.chainEvent.deleteMany({ where: { chainId, blockNumber: { gt: number } } });
  return count;
}

/** Every stored event of the chain in its order, in pages. */
export async function* readEvents(client: DatabaseClient, chainId: number): AsyncGenerator<IndexedEvent> {
  let after = { blockNumber: -1n, logIndex: -1 };
  for (;;) {
    const rows = await client.chainEvent.findMany({
      where: {
        chainId,
        OR: [{ blockNumber: { gt: after.blockNumber } }, { blockNumber: after.blockNumber, logIndex: { gt: after.logIndex } }],
      },
      orderBy: [{ blockNumber: 'asc' }, { logIndex: 'asc' }],
      take: 1000,
    });
    for (const row of rows) {
      after = { blockNumber: row.blockNumber, logIndex: row.logIndex };
      yield {
        ...row,
        blockHash: hash32(row.blockHash),
        txHash: hash32(row.txHash),
        address: address(row.address),
        args: JSON.parse(row.args),
      };
    }
    if (rows.length === 0) return;
  }
}
