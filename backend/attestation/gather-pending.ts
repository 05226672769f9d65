import { type Hash32, hash32, toHex, ZERO_HASH } from '../kernel/hex.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { aloneIn, type StillAlone } from '../platform/database/alone.ts';
import type { Tx } from '../platform/database/database.ts';
import { openCustomerKeys } from '../intake/customer-keys.ts';
import { enqueueAnchor } from './anchor-batch.ts';
import { type BatchColumns, PART_SIZE } from './batch-parts.ts';
import { writePlan } from './batch-plan.ts';
import { flatHashes } from './domain/build-credential.ts';
import { hashOrder, arrangeHashes } from './domain/hash-order.ts';
import { hashLeaves, MerkleTree } from './domain/merkle-tree.ts';
import { type IssueDeps, issuingOf } from './issue-batch.ts';
import { gatheredBatchId } from './issue-credential.ts';
import { type Issue, planIssue } from './issue-plan.ts';
import { openFacts } from './sealed-facts.ts';
import { arrangeColumns, storeParts } from './write-batch.ts';

/** Credentials of one batch at most; more make another batch. */
const MOST = 10_000;

interface Pending {
  readonly id: string;
  readonly digest: string;
  readonly tag: string;
  readonly seq: bigint;
  readonly model: Hash32;
}

/** Puts all credentials that wait, given out one by one with a receipt, into a batch for each scorecard and orders its anchoring. */
export async function gatherPending(deps: IssueDeps): Promise<{ batches: number; credentials: number }> {
  const issue = await planIssue(deps, 1);
  return aloneIn(deps.database, issuingOf(issue), async (stillAlone) => {
    const byModel = Map.groupBy(await readPending(deps, issue), (row) => row.model);
    let credentials = 0;
    for (const [model, rows] of byModel) {
      await gather(deps, { issue, model, rows, stillAlone });
      credentials += rows.length;
    }
    return { batches: byModel.size, credentials };
  });
}

/** Those that were signed for the ledger in use: one signed for another can never be anchored here. */
async function readPending({ database, wrap }: IssueDeps, { place, issuer }: Issue): Promise<Pending[]> {
  const rows = await database.client.credential.findMany({
    where: { batchId: null },
    orderBy: [{ issuedAt: 'asc' }, { id: 'asc' }],
    take: MOST,
    select: { id: true, digest: true, tag: true, seq: true, customerId: true, body: true },
  });
  const keys = await openCustomerKeys(
    database.client,
    wrap,
    rows.map((row) => row.customerId),
  );
  return rows.flatMap((row) => {
    const key = keys.get(row.customerId);
    const promise = key === undefined ? null : openFacts(key, row.id, row.body).promise;
    const isOurs =
      promise !== null && promise.issuer === issuer && promise.place.chainId === place.chainId && promise.place.ledger === place.ledger;
    return isOurs ? [{ ...row, model: promise.model }] : [];
  });
}

interface Gathering {
  readonly issue: Issue;
  readonly model: Hash32;
  readonly rows: readonly Pending[];
  readonly stillAlone: StillAlone;
}

async function gather({ database, signer }: IssueDeps, { issue, model, rows, stillAlone }: Gathering): Promise<void> {
  const digests = flatHashes(rows.map((row) => hash32(row.digest)));
  const leaves = hashLeaves(digests);
  const order = hashOrder(leaves);
  const root = toHex(new MerkleTree(arrangeHashes(leaves, order)).root);
  const columns: BatchColumns = {
    digests,
    tags: flatHashes(rows.map((row) => hash32(row.tag))),
    seqs: BigUint64Array.from(rows, (row) => row.seq),
  };
  const batchId = gatheredBatchId();
  await database.write(async (tx) => {
    await appendAudit(tx, {
      actor: 'system:worker',
      action: 'batch.issued',
      entity: 'batch',
      entityId: batchId,
      outcome: 'ok',
      requestId: null,
      detail: { leaves: rows.length, root, receipts: true },
      at: new Date(),
    });
    await stillAlone(tx);
    const plan = writePlan({ issuedAt: issue.issuedAt, expiry: issue.expiry, copies: 0, supersede: 'none' });
    await tx.batch.create({
      data: {
        id: batchId,
        ...issue.place,
        issuerId: issue.issuer,
        root,
        leaves: rows.length,
        model,
        stateRoot: ZERO_HASH,
        plan,
        createdBy: 'system:worker',
      },
    });
    await placeCredentials(tx, { batchId, columns: arrangeColumns(columns, order), rows, order });
    await enqueueAnchor(tx, { sender: signer.address, batchId, attempt: 1 });
  });
}

interface Placing {
  readonly batchId: string;
  readonly columns: BatchColumns;
  readonly rows: readonly Pending[];
  readonly order: Uint32Array;
}

async function placeCredentials(tx: Tx, { batchId, columns, rows, order }: Placing): Promise<void> {
  await storeParts(tx, { batchId, columns, from: 0, until: Math.ceil(rows.length / PART_SIZE) });
  for (const [position, from] of order.entries()) {
    const row = rows[from];
    if (row !== undefined) await tx.credential.update({ where: { id: row.id }, data: { batchId, position }, select: { id: true } });
  }
}
