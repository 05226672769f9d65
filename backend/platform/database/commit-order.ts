import type { Tx } from './database.ts';

export interface LogHead {
  readonly seq: bigint;
  readonly hash: string;
}

/**
 * From here to its commit a transaction runs alone among those that called this, in the order of the
 * calls. Numbers drawn after the call become visible in ascending order, so who reads a log by "greater
 * than the last I saw" never passes over a row that commits late. All logs share the one lock, which
 * spares transactions that write several of them a deadlock. Index and submitter take it first too, so
 * what a room does on an event and what it does on finality never interleave.
 */
export async function takeCommitOrder(tx: Tx): Promise<LogHead> {
  return tx.auditHead.update({ where: { id: 1 }, data: { id: 1 }, select: { seq: true, hash: true } });
}
