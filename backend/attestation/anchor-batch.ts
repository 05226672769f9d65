import { decodeEventLog, encodeEventTopics, encodeFunctionData } from 'viem';
import { assertInvariant, type DomainError } from '../kernel/errors.ts';
import { type Address, type Hash32, hash32, ZERO_HASH } from '../kernel/hex.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import type { ChainLog, ChainReceipt } from '../platform/chain/chain-values.ts';
import { enqueueTransaction } from '../platform/chain/submitter/enqueue-transaction.ts';
import type { Tx } from '../platform/database/database.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import { readPlan, storedBatchId } from './batch-plan.ts';
import { ANCHOR_KIND, type LogEntry, type LogSequence, sequenceBefore } from './issuer-log.ts';
import { stateRootAfter } from './issuer-state.ts';
import { olderOf } from './supersede-older.ts';
import { writeSuperseded } from './superseded.ts';

/** Each attempt takes the number that the ledger named last; so many in a row mean that something else is wrong. */
const ATTEMPT_LIMIT = 100;

export interface AnchorOrder {
  readonly sender: Address;
  readonly batchId: string;
  readonly attempt: number;
  /** Number in the log, where the ledger itself named it. */
  readonly expected?: bigint;
}

/**
 * Asks the submitter to anchor a batch as the issuer's next one; each attempt is asked for once. State root and what the
 * batch supersedes follow from what comes before it in the log, so each attempt works them out anew.
 * @throws {@link DomainError} `supersede_too_wide`
 */
export async function enqueueAnchor(tx: Tx, { sender, batchId, attempt, expected }: AnchorOrder): Promise<void> {
  const batch = await tx.batch.findUniqueOrThrow({ where: { id: batchId } });
  const place = { chainId: batch.chainId, ledger: batch.ledger, issuerId: batch.issuerId };
  const { number, sequence } = await sequenceBefore(tx, place, { exceptBatch: batchId, expected: expected ?? null });
  const stateRoot =
    sequence === null ? ZERO_HASH : await stateRootAfter(tx, place, withNext(sequence, { ...batch, id: storedBatchId(batch) }));
  const isNewer = readPlan(batch.plan).supersede === 'previous' && sequence !== null;
  const older = isNewer ? await olderOf(tx, place, sequence.entries, { batchId }) : null;
  await tx.batch.update({ where: { id: batchId }, data: { stateRoot, supersedes: older === null ? null : writeSuperseded(older) } });
  const statement = [hash32(batch.root), BigInt(batch.leaves), hash32(batch.model), stateRoot, number] as const;
  const data =
    older === null
      ? encodeFunctionData({ abi: creditLedgerAbi, functionName: 'anchor', args: statement })
      : encodeFunctionData({ abi: creditLedgerAbi, functionName: 'anchorAndSupersede', args: [...statement, older] });
  await enqueueTransaction(tx, {
    chainId: batch.chainId,
    kind: ANCHOR_KIND,
    refId: batchId,
    idempotencyKey: `anchor:${batchId}:${attempt}`,
    sender,
    target: batch.ledger,
    data,
  });
}

/** The log with `batch` at its end. */
export function withNext({ entries, nextLeaf }: LogSequence, { id, root, leaves }: Omit<LogEntry, 'firstLeaf'>): LogEntry[] {
  return [...entries, { id, root, firstLeaf: nextLeaf, leaves }];
}

/** What the submitter tells of a transaction that is in a block for good. */
export interface FinalTransaction {
  readonly refId: string;
}

/** Makes the batch of a final anchoring final, at the place that its event names: the index may not have read the block yet. */
export async function finishAnchor(tx: Tx, { refId }: FinalTransaction, receipt: ChainReceipt): Promise<void> {
  const batch = await tx.batch.findUnique({ where: { id: refId } });
  if (batch === null) return;
  const log = receipt.logs.find((each) => each.address === batch.ledger && isAnchoring(each, batch.root));
  assertInvariant(log !== undefined, 'A successful anchoring leaves its event.');
  const { args } = decodeAnchoring(log);
  const place = {
    batch: args.batch,
    firstLeaf: args.firstLeaf,
    time: BigInt(args.time),
    blockNumber: receipt.blockNumber,
    blockHash: receipt.blockHash,
    txHash: receipt.txHash,
  };
  await tx.batch.update({ where: { id: refId }, data: { ...place, state: 'final' } });
  await announceAnchored(tx, { issuerId: batch.issuerId, root: batch.root, leaves: BigInt(batch.leaves), ...place });
}

export interface AnchoredNews {
  readonly issuerId: number;
  readonly root: string;
  readonly batch: bigint;
  readonly leaves: bigint;
  readonly blockNumber: bigint;
}

/** Tells live readers that a batch has got its place, or that its place is final now. */
export async function announceAnchored(tx: Tx, { issuerId, root, batch, leaves, blockNumber }: AnchoredNews): Promise<void> {
  const payload = { issuer: issuerId, batch: String(batch), leaves: String(leaves), block: String(blockNumber) };
  await appendOutbox(tx, { topic: 'batch.anchored', key: root, payload });
}

const [ANCHORED] = encodeEventTopics({ abi: creditLedgerAbi, eventName: 'Anchored' });

function decodeAnchoring({ topics, data }: ChainLog) {
  return decodeEventLog({ abi: creditLedgerAbi, eventName: 'Anchored', topics: [...topics] as [Hash32, ...Hash32[]], data });
}

function isAnchoring(log: ChainLog, root: string): boolean {
  return log.topics[0] === ANCHORED && decodeAnchoring(log).args.root === root;
}

/** What the submitter tells of a transaction that the contract refused. */
export interface FailedTransaction {
  readonly refId: string;
  readonly sender: string;
}

/**
 * Anchors again when the ledger says that another number is next; the refused attempt changed nothing on
 * chain. Any other refusal, as of a suspended issuer, waits for somebody to cure it.
 */
export async function retryAnchor(tx: Tx, failed: FailedTransaction, reason: DomainError): Promise<void> {
  const { error, args } = reason.params;
  if (error !== 'LedgerStaleBatch') return;
  const actual = String(args).split(', ').at(1);
  await anchorAgain(tx, failed, actual === undefined ? undefined : BigInt(actual));
}

/** Anchors a batch whose every attempt was refused; leaves alone one that is anchored or on its way. */
export async function resumeAnchor(tx: Tx, batchId: string): Promise<void> {
  const attempts = await tx.chainTransaction.findMany({
    where: { kind: ANCHOR_KIND, refId: batchId },
    select: { state: true, sender: true },
  });
  const [first] = attempts;
  if (first === undefined || attempts.some(({ state }) => state !== 'failed')) return;
  await anchorAgain(tx, { refId: batchId, sender: first.sender }, undefined);
}

async function anchorAgain(tx: Tx, { refId, sender }: FailedTransaction, expected: bigint | undefined): Promise<void> {
  const batch = await tx.batch.findUnique({ where: { id: refId } });
  const made = await tx.chainTransaction.count({ where: { kind: ANCHOR_KIND, refId } });
  if (batch === null || made >= ATTEMPT_LIMIT || batch.state === 'anchored' || batch.state === 'final') return;
  await enqueueAnchor(tx, {
    sender: sender as Address,
    batchId: batch.id,
    attempt: made + 1,
    ...(expected === undefined ? {} : { expected }),
  });
}
