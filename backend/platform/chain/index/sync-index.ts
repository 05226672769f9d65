import { takeCommitOrder } from '../../database/commit-order.ts';
import type { Database, Tx } from '../../database/database.ts';
import { appendOutbox } from '../../outbox/outbox.ts';
import type { ChainClient } from '../chain-client.ts';
import {
  type Cursor,
  insertEvents,
  insertHeaders,
  moveCursor,
  pruneHeaders,
  readCursor,
  readEvents,
  readHeaders,
  removeAbove,
} from './index-store.ts';
import type { IndexedContract } from './indexed-event.ts';
import { type Offspring, storedOffspring } from './offspring.ts';
import type { Projection } from './projection.ts';
import { readRange } from './read-range.ts';

export interface IndexParts {
  readonly database: Database;
  readonly chain: ChainClient;
  readonly contracts: readonly IndexedContract[];
  /** Contracts that those make. */
  readonly offspring?: readonly Offspring[];
  readonly projections: readonly Projection[];
}

export type SyncOutcome =
  | { readonly kind: 'current'; readonly cursor: Cursor | null }
  | { readonly kind: 'advanced'; readonly cursor: Cursor; readonly events: number; readonly atHead: boolean }
  | { readonly kind: 'reorged'; readonly cursor: Cursor | null; readonly removed: number }
  /** The chain changed, or another process wrote, while we read: ask again. */
  | { readonly kind: 'again' };

/** Blocks read in one step; one step is one transaction. */
const STEP = 2_000n;

class CursorMoved extends Error {}

/** One step: takes back what a reorg has undone, or reads forward. */
export async function syncIndex(parts: IndexParts): Promise<SyncOutcome> {
  const { database, chain } = parts;
  const head = await chain.readHead();
  const cursor = await readCursor(database.client, head.chainId);
  if (cursor !== null && (await chain.header(cursor.number))?.hash !== cursor.hash) return rollBack(parts, head.chainId, cursor);
  if (cursor !== null && cursor.number >= head.number) return { kind: 'current', cursor };
  const from = cursor === null ? firstBlock(parts.contracts) : cursor.number + 1n;
  if (from > head.number) return { kind: 'current', cursor };
  const to = from + STEP - 1n < head.number ? from + STEP - 1n : head.number;
  const offspring = parts.offspring ?? [];
  const contracts = [...parts.contracts, ...(await storedOffspring(database.client, head.chainId, offspring))];
  const reading = await readRange(chain, head.chainId, { contracts, offspring }, { from, to, head: head.number });
  const last = reading?.headers.at(-1);
  if (reading === null || last === undefined || (cursor !== null && reading.first.parentHash !== cursor.hash)) return { kind: 'again' };
  const next = { number: last.number, hash: last.hash };
  return await unlessMoved(() =>
    database.write(async (tx): Promise<SyncOutcome> => {
      await takeCommitOrder(tx);
      if (!(await moveCursor(tx, head.chainId, cursor, next))) throw new CursorMoved();
      await insertHeaders(tx, head.chainId, reading.headers);
      await pruneHeaders(tx, head.chainId, next.number);
      await insertEvents(tx, reading.events);
      for (const event of reading.events) await applyTo(tx, parts.projections, event);
      await appendOutbox(tx, {
        topic: 'chain.head_advanced',
        key: next.hash,
        payload: { number: String(next.number), hash: next.hash, events: reading.events.length },
      });
      return { kind: 'advanced', cursor: next, events: reading.events.length, atHead: to === head.number };
    }),
  );
}

function firstBlock(contracts: readonly IndexedContract[]): bigint {
  return contracts.reduce((least, { fromBlock }) => (fromBlock < least ? fromBlock : least), contracts[0]?.fromBlock ?? 0n);
}

/** Back to the newest stored block that the chain still has; the projections follow from the events that remain. */
async function rollBack({ database, chain, projections }: IndexParts, chainId: number, cursor: Cursor): Promise<SyncOutcome> {
  const ancestor = await findAncestor(chain, await readHeaders(database.client, chainId));
  return await unlessMoved(() =>
    database.write(async (tx): Promise<SyncOutcome> => {
      await takeCommitOrder(tx);
      const moved = ancestor === null ? await dropCursor(tx, chainId, cursor) : await moveCursor(tx, chainId, cursor, ancestor);
      if (!moved) throw new CursorMoved();
      const removed = await removeAbove(tx, chainId, ancestor?.number ?? -1n);
      if (removed > 0) await deriveProjections(tx, projections, chainId);
      const depth = cursor.number - (ancestor?.number ?? 0n);
      await appendOutbox(tx, {
        topic: 'index.reorged',
        key: cursor.hash,
        payload: { from: String(cursor.number), depth: String(depth), events: removed },
      });
      return { kind: 'reorged', cursor: ancestor, removed };
    }),
  );
}

async function findAncestor(chain: ChainClient, stored: readonly Cursor[]): Promise<Cursor | null> {
  for (const block of stored) {
    if ((await chain.header(block.number))?.hash === block.hash) return block;
  }
  return null;
}

async function dropCursor(tx: Tx, chainId: number, cursor: Cursor): Promise<boolean> {
  const { count } = await tx.indexCursor.deleteMany({ where: { chainId, number: cursor.number, hash: cursor.hash } });
  return count === 1;
}

/** Empties the projections and applies every stored event again. */
export async function deriveProjections(tx: Tx, projections: readonly Projection[], chainId: number): Promise<void> {
  for (const projection of projections) await projection.reset(tx, chainId);
  for await (const event of readEvents(tx, chainId)) await applyTo(tx, projections, event);
}

async function applyTo(tx: Tx, projections: readonly Projection[], event: Parameters<Projection['apply']>[1]): Promise<void> {
  for (const projection of projections) await projection.apply(tx, event);
}

async function unlessMoved(write: () => Promise<SyncOutcome>): Promise<SyncOutcome> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof CursorMoved) return { kind: 'again' };
    throw error;
  }
}
