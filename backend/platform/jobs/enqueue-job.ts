import { randomUUID } from 'node:crypto';
import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import { takeCommitOrder } from '../database/commit-order.ts';
import type { Tx } from '../database/database.ts';
import { announceJob } from './announce-job.ts';

export interface JobOrder {
  /** `object.verb`; a worker must have a handler of this name. */
  readonly kind: string;
  readonly payload: Json;
  /** Names the work itself: ordered again under the same key, it is done once. */
  readonly uniqueKey?: string;
  /** Not before this moment. */
  readonly runAt?: Date;
}

const ANEW = { state: 'queued', attempts: 0, progress: 0, step: '', error: null, startedAt: null, finishedAt: null } as const;

/**
 * Orders a job in the transaction that makes it necessary. A job with the same unique key that waits,
 * runs or is done stands for this order too; one that failed is queued again.
 * @returns the id of the job
 */
export async function enqueueJob(tx: Tx, { kind, payload, uniqueKey, runAt = new Date() }: JobOrder): Promise<string> {
  // Orders under one key take turns, so the second sees what the first has written.
  if (uniqueKey !== undefined) await takeCommitOrder(tx);
  const known = uniqueKey === undefined ? null : await tx.job.findUnique({ where: { uniqueKey } });
  if (known !== null && known.state !== 'failed') return known.id;
  const order = { payload: canonicalJson(payload), runAt };
  const job =
    known === null
      ? await tx.job.create({ data: { id: `job_${randomUUID()}`, kind, ...order, ...(uniqueKey === undefined ? {} : { uniqueKey }) } })
      : await tx.job.update({ where: { id: known.id }, data: { ...order, ...ANEW } });
  await announceJob(tx, job);
  return job.id;
}
