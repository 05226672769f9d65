import type { z } from 'zod';
import type { Json } from '../../kernel/canonical-json.ts';
import type { Database } from '../database/database.ts';
import type { JobAccepted } from '../http/schemas.ts';
import { enqueueJob } from './enqueue-job.ts';

/** Orders a job for a request and says where it can be followed; the same request again stands for the same job. */
export async function acceptJob(
  database: Database,
  { effectKey }: { readonly effectKey: string | null },
  { kind, payload }: { readonly kind: string; readonly payload: object },
): Promise<z.infer<typeof JobAccepted>> {
  const uniqueKey = effectKey === null ? {} : { uniqueKey: effectKey };
  const jobId = await database.write((tx) => enqueueJob(tx, { kind, payload: payload as Json, ...uniqueKey }));
  return { jobId, href: `/v1/jobs/${jobId}` };
}
