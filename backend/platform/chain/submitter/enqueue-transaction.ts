import { randomBytes } from 'node:crypto';
import { takeCommitOrder } from '../../database/commit-order.ts';
import type { Tx } from '../../database/database.ts';

export interface TransactionRequest {
  readonly chainId: number;
  /** What the transaction is for; the handlers of the submitter are found by it. */
  readonly kind: string;
  /** Row of the room that asks. */
  readonly refId: string;
  /** One transaction for each key, however often it is asked for. */
  readonly idempotencyKey: string;
  readonly sender: string;
  readonly target: string;
  readonly data: string;
  readonly value?: bigint;
}

let ordered = 0;

/**
 * Asks for a transaction in the database transaction of the change that needs it; the submitter sends it
 * exactly once. Those of one sender are sent in the order in which they were asked for.
 * @returns its id
 */
export async function enqueueTransaction(tx: Tx, { value = 0n, ...columns }: TransactionRequest): Promise<string> {
  await takeCommitOrder(tx);
  const known = await tx.chainTransaction.findUnique({ where: { idempotencyKey: columns.idempotencyKey }, select: { id: true } });
  if (known !== null) return known.id;
  const id = nextId();
  await tx.chainTransaction.create({ data: { id, ...columns, value: String(value) }, select: { id: true } });
  return id;
}

/** Ids of one process sort in the order of their making, which settles those of one millisecond. */
function nextId(): string {
  ordered += 1;
  const time = Date.now().toString(36).padStart(9, '0');
  return `ctx_${time}${ordered.toString(36).padStart(6, '0')}${randomBytes(6).toString('hex')}`;
}
