import { encodeFunctionData } from 'viem';
import { type Address, hash32, ZERO_HASH } from '../kernel/hex.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import { enqueueTransaction } from '../platform/chain/submitter/enqueue-transaction.ts';
import type { Tx } from '../platform/database/database.ts';

export const ANCHOR_KIND = 'anchor-batch';
/** A stale number is the only thing that a new attempt cures; more than a few in a row mean something else. */
const ATTEMPT_LIMIT = 10;

export interface AnchorOrder {
  readonly sender: Address;
  readonly chainId: number;
  readonly ledger: Address;
  readonly issuerId: number;
  readonly batchId: string;
  readonly root: string;
  readonly leaves: number;
  readonly model: string;
  readonly attempt: number;
}

/** Asks the submitter to anchor a batch as the issuer's next one; each attempt is asked for once. */
export async function enqueueAnchor(tx: Tx, order: AnchorOrder): Promise<void> {
  const expected = await nextBatch(tx, order);
  const data = encodeFunctionData({
    abi: creditLedgerAbi,
    functionName: 'anchor',
    args: [hash32(order.root), BigInt(order.leaves), hash32(order.model), ZERO_HASH, expected],
  });
  await enqueueTransaction(tx, {
    chainId: order.chainId,
    kind: ANCHOR_KIND,
    refId: order.batchId,
    idempotencyKey: `anchor:${order.batchId}:${order.attempt}`,
    sender: order.sender,
    target: order.ledger,
    data,
  });
}

/** After all batches that the index has seen and all others of ours that are on their way. */
async function nextBatch(tx: Tx, { chainId, ledger, issuerId, batchId }: AnchorOrder): Promise<bigint> {
  const anchored = BigInt(await tx.ledgerBatch.count({ where: { chainId, issuerId } }));
  const underWay = await tx.batch.count({
    where: {
      chainId,
      ledger,
      issuerId,
      id: { not: batchId },
      // The submitter may know of a block before the index does.
      OR: [{ state: { in: ['built', 'submitted'] } }, { state: 'final', batch: { gte: anchored } }],
    },
  });
  return anchored + BigInt(underWay);
}

/** What the submitter tells of a transaction that is in a block for good. */
export interface FinalTransaction {
  readonly refId: string;
}

/** Makes the batch of a final anchoring final. Its place on the ledger is written by the projection, from the event. */
export async function finishAnchor(tx: Tx, { refId }: FinalTransaction): Promise<void> {
  await tx.batch.updateMany({ where: { id: refId }, data: { state: 'final' } });
}

/** What the submitter tells of a transaction that the contract refused. */
export interface FailedTransaction {
  readonly refId: string;
  readonly sender: string;
  readonly idempotencyKey: string;
}

/** Anchors again under the number that is next now; the refused attempt changed nothing on chain. */
export async function retryAnchor(tx: Tx, failed: FailedTransaction): Promise<void> {
  const attempt = Number(failed.idempotencyKey.split(':').at(-1)) + 1;
  const batch = await tx.batch.findUnique({ where: { id: failed.refId } });
  if (batch === null || attempt > ATTEMPT_LIMIT || batch.state === 'anchored' || batch.state === 'final') return;
  await enqueueAnchor(tx, {
    sender: failed.sender as Address,
    chainId: batch.chainId,
    ledger: batch.ledger as Address,
    issuerId: batch.issuerId,
    batchId: batch.id,
    root: batch.root,
    leaves: batch.leaves,
    model: batch.model,
    attempt,
  });
}
