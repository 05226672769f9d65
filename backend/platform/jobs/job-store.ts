import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import type { Database } from '../database/database.ts';
import { Prisma } from '../database/generated/sqlite/client.ts';
import { announceJob } from './announce-job.ts';

export interface ClaimedJob {
  readonly id: string;
  readonly kind: string;
  readonly payload: Json;
  readonly attempts: number;
}

export interface JobClaim {
  readonly workerId: string;
  readonly kinds: readonly string[];
  readonly leaseMs: number;
}

/** The part of a job that its worker writes. */
interface JobChange {
  readonly state?: 'queued' | 'done' | 'failed';
  readonly progress?: number;
  readonly step?: string;
  readonly result?: string;
  readonly error?: string;
  readonly runAt?: Date;
}

/** Whether there is anything to claim; a read, so that an idle worker writes nothing. */
export async function hasClaimable({ client }: Database, kinds: readonly string[]): Promise<boolean> {
  const now = new Date();
  const claimable = {
    OR: [
      { state: 'queued', runAt: { lte: now } },
      { state: 'running', leaseUntil: { lt: now } },
    ],
  };
  return (await client.job.findFirst({ where: { kind: { in: [...kinds] }, ...claimable }, select: { id: true } })) !== null;
}

/**
 * Takes the oldest job that is due, or whose worker let its lease run out. On PostgreSQL a row that
 * another worker is taking at this moment is passed over; on SQLite writers take turns anyway.
 */
export async function claimJob(database: Database, { workerId, kinds, leaseMs }: JobClaim): Promise<ClaimedJob | undefined> {
  return database.write(async (tx) => {
    const now = new Date();
    const lock = database.provider === 'postgresql' ? Prisma.sql`FOR UPDATE SKIP LOCKED` : Prisma.empty;
    const [row] = await tx.$queryRaw<
      { id: string }[]
    >`SELECT "id" FROM "Job" WHERE "kind" IN (${Prisma.join([...kinds])}) AND (("state" = 'queued' AND "runAt" <= ${now}) OR ("state" = 'running' AND "leaseUntil" < ${now})) ORDER BY "runAt", "id" LIMIT 1 ${lock}`;
    if (row === undefined) return undefined;
    const lease = { state: 'running', worker: workerId, leaseUntil: new Date(now.getTime() + leaseMs) };
    const job = await tx.job.update({ where: { id: row.id }, data: { ...lease, attempts: { increment: 1 }, startedAt: now, error: null } });
    await announceJob(tx, job);
    return { id: job.id, kind: job.kind, payload: JSON.parse(job.payload) as Json, attempts: job.attempts };
  });
}

/** Whether the job is still this worker's; its lease then runs from now. */
export async function renewLease({ client }: Database, jobId: string, workerId: string, leaseMs: number): Promise<boolean> {
  const { count } = await client.job.updateMany({
    where: { id: jobId, worker: workerId, state: 'running' },
    data: { leaseUntil: new Date(Date.now() + leaseMs) },
  });
  return count === 1;
}

/** Whether the job was still this worker's, so that the change was written. */
export async function changeJob(database: Database, jobId: string, workerId: string, change: JobChange): Promise<boolean> {
  return database.write(async (tx) => {
    const isEnd = change.state !== undefined;
    const end = isEnd ? { worker: null, leaseUntil: null, finishedAt: change.state === 'queued' ? null : new Date() } : {};
    const { count } = await tx.job.updateMany({ where: { id: jobId, worker: workerId, state: 'running' }, data: { ...change, ...end } });
    if (count === 0) return false;
    await announceJob(tx, await tx.job.findUniqueOrThrow({ where: { id: jobId } }));
    return true;
  });
}

/** Result of a job as it is stored. */
export function resultText(result: Json): string {
  return canonicalJson(result);
}
