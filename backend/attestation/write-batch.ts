import { Buffer } from 'node:buffer';
import { type Hash32, hash32, toHex } from '../kernel/hex.ts';
import type { StillAlone } from '../platform/database/alone.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import { insertMany } from '../platform/database/insert-many.ts';
import type { BatchDraft } from './batch-draft.ts';
import { type BatchColumns, packPart, PART_SIZE } from './batch-parts.ts';
import { arrangeHashes, hashOrder } from './domain/hash-order.ts';
import { hashLeaves, MerkleTree } from './domain/merkle-tree.ts';
import type { DraftRows } from './draft-rows.ts';
import { credentialIdOf, type Issue } from './issue-plan.ts';

/** A batch in the order of its tree. */
export interface OrderedBatch {
  readonly root: Hash32;
  readonly leaves: number;
  readonly columns: BatchColumns;
  /** Which row of the draft stands at each position. */
  readonly order: Uint32Array;
  readonly rows: DraftRows;
}

/** Puts the credentials in the order of their leaf hashes, so that a position says nothing about the customer. */
export function orderBatch({ columns, rows }: BatchDraft): OrderedBatch {
  const leaves = hashLeaves(columns.digests);
  const order = hashOrder(leaves);
  const root = hash32(toHex(new MerkleTree(arrangeHashes(leaves, order)).root));
  return { root, leaves: rows.length, order, rows, columns: arrangeColumns(columns, order) };
}

export function arrangeColumns({ digests, tags, seqs }: BatchColumns, order: Uint32Array): BatchColumns {
  return {
    digests: arrangeHashes(digests, order),
    tags: arrangeHashes(tags, order),
    seqs: BigUint64Array.from(order, (from) => seqs[from] ?? 0n),
  };
}

export interface BatchWriting {
  readonly database: Database;
  readonly stillAlone: StillAlone;
  readonly batchId: string;
  readonly issue: Pick<Issue, 'issuedAt' | 'expiry'>;
  readonly batch: OrderedBatch;
}

/** Parts and credentials of one transaction: some seconds' work, after which other writers get their turn. */
const PARTS_AT_ONCE = 64;
const CREDENTIALS_AT_ONCE = 50_000;
/**
 * Rows of one statement. Texts above 128 kB are kept apart by the engine and collected late: of a million credentials they
 * would stand by the gigabyte, while a shorter one is gone at once.
 */
const ROWS_AT_ONCE = 150;

/** Stores parts and credentials in several transactions; what an interrupted run has stored already stays and is passed over. */
export async function writeBatch(writing: BatchWriting, report: (share: number) => Promise<void>): Promise<void> {
  const { database, batchId, batch, stillAlone } = writing;
  const parts = Math.ceil(batch.leaves / PART_SIZE);
  const partsDone = await database.client.batchPart.count({ where: { batchId } });
  for (let from = partsDone; from < parts; from += PARTS_AT_ONCE) {
    await database.write(async (tx) => {
      await stillAlone(tx);
      await storeParts(tx, { batchId, columns: batch.columns, from, until: Math.min(parts, from + PARTS_AT_ONCE) });
    });
  }
  const positions = positionsOf(batch.order);
  const stored = await database.client.credential.count({ where: { batchId } });
  for (let first = stored; first < batch.leaves; first += CREDENTIALS_AT_ONCE) {
    const until = Math.min(batch.leaves, first + CREDENTIALS_AT_ONCE);
    await database.write(async (tx) => {
      await stillAlone(tx);
      for (let from = first; from < until; from += ROWS_AT_ONCE) {
        const rows = credentialRows(writing, positions, { from, until: Math.min(until, from + ROWS_AT_ONCE) });
        await insertMany(tx, database.provider, { table: 'Credential', columns: CREDENTIAL_COLUMNS, rows });
      }
    });
    await report(until / batch.leaves);
  }
}

/** Position of each row of the draft. */
function positionsOf(order: Uint32Array): Uint32Array {
  const positions = new Uint32Array(order.length);
  order.forEach((row, position) => {
    positions[row] = position;
  });
  return positions;
}

/** Stores the parts `from` to just before `until`. */
export async function storeParts(
  tx: Tx,
  {
    batchId,
    columns,
    from,
    until,
  }: { readonly batchId: string; readonly columns: BatchColumns; readonly from: number; readonly until: number },
): Promise<void> {
  const leaves = columns.seqs.length;
  const data = Array.from({ length: until - from }, (_, i) => {
    const part = from + i;
    const first = part * PART_SIZE;
    const count = Math.min(PART_SIZE, leaves - first);
    return { batchId, part, first, count, bytes: packPart(columns, first, count) };
  });
  await tx.batchPart.createMany({ data });
}

const CREDENTIAL_COLUMNS = {
  id: 'text',
  digest: 'text',
  batchId: 'text',
  position: 'integer',
  customerId: 'text',
  scoreId: 'text',
  copy: 'integer',
  tag: 'text',
  seq: 'integer',
  issuedAt: 'integer',
  expiry: 'integer',
  body: 'bytes',
} as const;

/** Rows in the order of the draft, in which ids and customers ascend. */
function credentialRows(
  { batchId, issue, batch }: BatchWriting,
  positions: Uint32Array,
  { from, until }: { readonly from: number; readonly until: number },
) {
  const { columns, rows } = batch;
  const [issuedAt, expiry] = [Number(issue.issuedAt), Number(issue.expiry)];
  return Array.from({ length: until - from }, (_, i) => {
    const position = positions[from + i] ?? 0;
    const { customerId, scoreId, copy, body } = rows.at(from + i);
    const id = credentialIdOf(batchId, from + i);
    const sealed = Buffer.from(body.buffer, body.byteOffset, body.length).toString('hex');
    const [digest, tag] = [hashAt(columns.digests, position), hashAt(columns.tags, position)];
    const seq = Number(columns.seqs[position] ?? 0n);
    return [id, digest, batchId, position, customerId, scoreId, copy, tag, seq, issuedAt, expiry, sealed];
  });
}

function hashAt(flat: Uint8Array, position: number): string {
  return `0x${Buffer.from(flat.buffer, flat.byteOffset + position * 32, 32).toString('hex')}`;
}
