import type { DatabaseClient } from '../platform/database/database.ts';
import { storedBatchId } from './batch-plan.ts';

/** Kind of the transactions that anchor. */
export const ANCHOR_KIND = 'anchor-batch';

/** One issuer's log on one deployment of the ledger. */
export interface LogPlace {
  readonly chainId: number;
  readonly ledger: string;
  readonly issuerId: number;
}

/** A batch of the log, in its order. */
export interface LogEntry {
  /** Row of the batch; null when its credentials are not in this database: another installation anchored it, or a file holds them. */
  readonly id: string | null;
  readonly root: string;
  readonly firstLeaf: bigint;
  readonly leaves: number;
}

/** Batches of the log that are in it already, or come before the next one. */
export interface LogSequence {
  readonly entries: readonly LogEntry[];
  /** Revocation index of the first credential of what comes next. */
  readonly nextLeaf: bigint;
}

/** Batches in the log as the index has read it. */
export async function anchoredSequence(client: DatabaseClient, { chainId, ledger, issuerId }: LogPlace): Promise<LogSequence> {
  const rows = await client.ledgerBatch.findMany({
    where: { chainId, issuerId },
    orderBy: { batch: 'asc' },
    select: { batch: true, root: true, leaves: true, firstLeaf: true },
  });
  const own = await client.batch.findMany({
    where: { chainId, ledger, issuerId, batch: { not: null } },
    select: { id: true, batch: true, root: true, plan: true },
  });
  const ids = new Map(own.map((row) => [`${row.batch}:${row.root}`, storedBatchId(row)]));
  const entries = rows.map(({ batch, root, leaves, firstLeaf }) => ({
    id: ids.get(`${batch}:${root}`) ?? null,
    root,
    firstLeaf,
    leaves: Number(leaves),
  }));
  const last = entries.at(-1);
  return { entries, nextLeaf: last === undefined ? 0n : last.firstLeaf + BigInt(last.leaves) };
}

/**
 * The log before batch number `expected`, or, without a number, before a batch that comes after all that the index has
 * seen and all of ours that are on their way. Batches before it that nobody knows stand as null.
 */
export async function sequenceBefore(
  client: DatabaseClient,
  place: LogPlace,
  { exceptBatch, expected }: { readonly exceptBatch: string; readonly expected: bigint | null },
): Promise<{ readonly number: bigint; readonly sequence: LogSequence | null }> {
  const anchored = await anchoredSequence(client, place);
  const coming = await comingBatches(client, place, {
    exceptBatch,
    anchored: BigInt(anchored.entries.length),
    mustBeMined: expected !== null,
  });
  const number = expected ?? BigInt(anchored.entries.length + coming.length);
  const missing = Number(number) - anchored.entries.length;
  // A number that cannot be explained: the state that follows from it is not known either.
  if (missing < 0 || missing > coming.length) return { number, sequence: null };
  const entries = [...anchored.entries];
  let { nextLeaf } = anchored;
  for (const row of coming.slice(0, missing)) {
    entries.push({ id: storedBatchId(row), root: row.root, firstLeaf: nextLeaf, leaves: row.leaves });
    nextLeaf += BigInt(row.leaves);
  }
  return { number, sequence: { entries, nextLeaf } };
}

interface Coming {
  readonly exceptBatch: string;
  /** Number of batches that the index has seen. */
  readonly anchored: bigint;
  readonly mustBeMined: boolean;
}

/** Our batches that the index has not seen yet, in the order of their transactions. */
async function comingBatches(client: DatabaseClient, place: LogPlace, { exceptBatch, anchored, mustBeMined }: Coming) {
  const rows = await client.batch.findMany({
    where: {
      ...place,
      id: { not: exceptBatch },
      // The submitter may know of a block before the index does, which then has not told the number yet.
      OR: [{ state: { in: ['built', 'submitted'] } }, { state: 'final', batch: null }, { state: 'final', batch: { gte: anchored } }],
    },
    select: { id: true, root: true, leaves: true, plan: true },
  });
  const transactions = await client.chainTransaction.findMany({
    where: { kind: ANCHOR_KIND, refId: { in: rows.map((row) => row.id) }, ...(mustBeMined ? { state: { in: ['mined', 'final'] } } : {}) },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { refId: true },
  });
  // Its last attempt gives a batch its place.
  const order = new Map(transactions.map(({ refId }, i) => [refId, i]));
  return rows
    .filter((row) => !mustBeMined || order.has(row.id))
    .sort((a, b) => (order.get(a.id) ?? rows.length) - (order.get(b.id) ?? rows.length));
}
