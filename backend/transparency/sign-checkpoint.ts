import { randomUUID } from 'node:crypto';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { takeCommitOrder } from '../platform/database/commit-order.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import { formatCheckpoint, originOf } from './domain/checkpoint.ts';
import { formatNote } from './domain/signed-note.ts';
import type { PublishDeps } from './publish-log.ts';
import type { Hash32 } from '../kernel/hex.ts';
import type { LoggedBatch } from './store.ts';

/** Signs the state of a log that was written, once for each size, and announces it. Gives back the whole note. */
export async function signCheckpoint(
  { database, place, key }: PublishDeps,
  { issuer, batches, root }: { readonly issuer: number; readonly batches: readonly LoggedBatch[]; readonly root: Hash32 },
): Promise<string> {
  const newest = batches.at(-1);
  if (newest === undefined) return '';
  const { anchored, block } = newest;
  const leaves = anchored.firstLeaf + anchored.leaves;
  const text = formatCheckpoint({ place, issuer, size: BigInt(batches.length), root, leaves, block: { ...block, time: anchored.time } });
  const note = formatNote({ text, signatures: [key.sign(originOf(place, issuer), text)] });
  return database.write(async (tx) => {
    // Workers take turns, so that a size is signed once.
    await takeCommitOrder(tx);
    const row = { ...place, issuerId: issuer, size: BigInt(batches.length) };
    const known = await tx.logCheckpoint.findUnique({ where: { chainId_ledger_issuerId_size: row } });
    if (known !== null) return known.note;
    const id = `chk_${randomUUID()}`;
    await tx.logCheckpoint.create({
      data: { id, ...row, root, time: anchored.time, blockNumber: block.number, blockHash: block.hash, note },
    });
    const detail = { issuer, size: String(batches.length), root };
    await appendAudit(tx, {
      actor: 'system:log',
      action: 'checkpoint.publish',
      entity: 'checkpoint',
      entityId: id,
      outcome: 'ok',
      requestId: null,
      detail,
      at: new Date(),
    });
    await appendOutbox(tx, { topic: 'checkpoint.published', key: id, payload: detail });
    return note;
  });
}
