import { type KeyWrap, openWrappedKey } from '../intake/customer-keys.ts';
import { fromHex, type Hash32, ZERO_HASH } from '../kernel/hex.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import type { BatchColumns } from './batch-parts.ts';
import { concatBytes, utf8 } from './domain/words.ts';
import { factsOf } from './draft-facts.ts';
import { type DraftRow, DraftRows } from './draft-rows.ts';
import type { CreditColumns } from './hash-columns.ts';
import { openHashPool, threadsFor } from './hash-pool.ts';
import { credentialIdOf, type Issue, termsOf } from './issue-plan.ts';
import { earlierKey, readEarlier, readScored, type ScoredRow } from './read-scored.ts';
import { sealFacts } from './sealed-facts.ts';

/** A batch in the making, in the order in which its scores were read. */
export interface BatchDraft {
  readonly columns: BatchColumns;
  readonly rows: DraftRows;
}

export interface DraftOrder {
  readonly client: DatabaseClient;
  readonly wrap: KeyWrap;
  readonly issue: Issue;
  readonly model: Hash32;
  readonly runId: string;
  readonly batchId: string;
  readonly copies: number;
  /** Number of scores of the run. */
  readonly scores: number;
}

/** Chunks on their way to the threads; more would only fill the memory. */
const UNDER_WAY = 6;

/** Builds all credentials of a run: reads, seals and hashes them chunk by chunk, the hashes in threads where it pays. */
export async function draftBatch(order: DraftOrder, report: (share: number) => Promise<void>): Promise<BatchDraft> {
  const most = order.scores * (1 + order.copies);
  const pool = openHashPool(threadsFor(most));
  const terms = termsOf(order.issue, order.model);
  const columns = { digests: new Uint8Array(most * 32), tags: new Uint8Array(most * 32), seqs: new BigUint64Array(most) };
  const rows = new DraftRows();
  const underWay: Promise<void>[] = [];
  try {
    for await (const scored of readScored(order.client, order.runId)) {
      const first = rows.length;
      const chunk = await packChunk(order, scored, first);
      for (const row of chunk.rows) rows.push(row);
      columns.seqs.set(chunk.columns.seqs, first);
      const hashing = pool.hash(terms, chunk.columns).then(({ digests, tags }) => {
        columns.digests.set(digests, first * 32);
        columns.tags.set(tags, first * 32);
      });
      // A failure is told where it is awaited.
      hashing.catch(() => undefined);
      underWay.push(hashing);
      if (underWay.length >= UNDER_WAY) await underWay.shift();
      await report(rows.length / most);
    }
    await Promise.all(underWay);
  } finally {
    await pool.close();
  }
  const { length } = rows;
  return {
    rows,
    columns: {
      digests: columns.digests.subarray(0, length * 32),
      tags: columns.tags.subarray(0, length * 32),
      seqs: columns.seqs.subarray(0, length),
    },
  };
}

/** Facts of some thousand scores, in columns and sealed. */
async function packChunk(
  order: DraftOrder,
  scored: readonly ScoredRow[],
  first: number,
): Promise<{ columns: CreditColumns; rows: DraftRow[] }> {
  const { client, wrap, issue, batchId, copies } = order;
  const people = scored.map((row) => row.customerId);
  const earlier = await readEarlier(client, issue, people, batchId);
  const columns = emptyColumns(scored.length * (1 + copies));
  const [grades, reasons, ids]: [string[], string[], Uint8Array[]] = [[], [], []];
  const rows: DraftRow[] = [];
  for (const row of scored) {
    const key = openWrappedKey(wrap, row.customerId, row.wrapped);
    for (let copy = 0; copy <= copies; copy++) {
      const at = rows.length;
      const id = credentialIdOf(batchId, first + at);
      const last = earlier.get(earlierKey(row.customerId, copy));
      const facts = factsOf(row, last);
      columns.keys.set(key, at * 32);
      columns.epochs[at] = copy;
      columns.scores[at] = facts.score;
      columns.pdWads[at] = facts.pdWad;
      columns.inputs.set(fromHex(facts.inputHash), at * 32);
      columns.sources.set(fromHex(facts.sourceHash), at * 32);
      columns.seqs[at] = last === undefined ? 0n : last.seq + 1n;
      if (facts.previous !== ZERO_HASH) columns.previous.set(fromHex(facts.previous), at * 32);
      if (facts.holderKey !== null) columns.holders.set(fromHex(facts.holderKey), at * 20);
      grades.push(facts.grade);
      reasons.push(facts.reasons);
      ids.push(utf8(id));
      rows.push({ customerId: row.customerId, scoreId: row.id, copy, body: sealFacts(key, id, facts) });
    }
  }
  return { columns: { ...columns, ids: concatBytes(...ids), grades, reasons }, rows };
}

function emptyColumns(count: number) {
  return {
    count,
    keys: new Uint8Array(count * 32),
    epochs: new Uint32Array(count),
    scores: new Uint16Array(count),
    pdWads: new BigUint64Array(count),
    inputs: new Uint8Array(count * 32),
    previous: new Uint8Array(count * 32),
    sources: new Uint8Array(count * 32),
    seqs: new BigUint64Array(count),
    holders: new Uint8Array(count * 20),
  };
}
