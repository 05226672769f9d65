import { hash32 } from '../kernel/hex.ts';
import { toRfc3339, unixSeconds } from '../kernel/time.ts';
import type { Database } from '../platform/database/database.ts';
import { readJobError } from '../platform/jobs/job-error.ts';
import { jobKeyOf } from './receive-bulk.ts';
import type { BulkView } from './schemas.ts';

type BulkRecord = Awaited<ReturnType<Database['client']['bulkVerification']['findUniqueOrThrow']>>;

export function bulkHref(id: string): string {
  return `/v1/bulk-verifications/${id}`;
}

/** Views of runs, with the fate of their jobs. */
export async function bulkViews({ client }: Pick<Database, 'client'>, rows: readonly BulkRecord[]): Promise<BulkView[]> {
  const jobs = await client.job.findMany({ where: { uniqueKey: { in: rows.map((row) => jobKeyOf(row.id)) } } });
  const jobOf = new Map(jobs.map((job) => [job.uniqueKey, job]));
  return rows.map((row) => {
    const job = jobOf.get(jobKeyOf(row.id));
    const counts = JSON.parse(row.counts) as BulkView['counts'];
    const hasFailed = row.state !== 'done' && job?.state === 'failed';
    return {
      id: row.id,
      name: row.name,
      state: hasFailed ? 'failed' : (row.state as BulkView['state']),
      total: row.total,
      judged: Object.values(counts).reduce((sum: number, count) => sum + (count ?? 0), 0),
      counts,
      block: blockView(row),
      resultHash: row.resultHash,
      signature: row.signature,
      jobId: job?.id ?? null,
      ...readJobError(hasFailed ? job.error : null),
      createdBy: row.createdBy,
      createdAt: row.createdAt.toISOString(),
      finishedAt: row.finishedAt?.toISOString() ?? null,
    };
  });
}

function blockView({ blockNumber, blockHash, blockTime }: BulkRecord): BulkView['block'] {
  if (blockNumber === null || blockHash === null || blockTime === null) return null;
  return { number: String(blockNumber), hash: hash32(blockHash), time: toRfc3339(unixSeconds(Number(blockTime))) };
}
