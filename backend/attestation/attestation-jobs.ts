import { z } from 'zod';
import type { Json } from '../kernel/canonical-json.ts';
import { gatherPending } from './gather-pending.ts';
import { type IssueDeps, issueBatch } from './issue-batch.ts';
import { GATHER_JOB } from './issue-credential.ts';

export const ISSUE_JOB = 'batch.issue';

const IssuePayload = z.object({
  runId: z.string(),
  validDays: z.int(),
  copies: z.int().default(0),
  supersede: z.enum(['none', 'previous']).default('none'),
  actor: z.string(),
  requestId: z.string().nullable(),
});

interface JobContext {
  progress(permille: number, step: string): Promise<void>;
}

/** Handlers of the jobs of this room. */
export function attestationJobs(deps: IssueDeps) {
  return {
    [ISSUE_JOB]: async (payload: Json, context: JobContext): Promise<Json> => {
      const { batchId, leaves } = await issueBatch(deps, IssuePayload.parse(payload), (share, step) => context.progress(share, step));
      return { batchId, leaves };
    },
    [GATHER_JOB]: async (): Promise<Json> => ({ ...(await gatherPending(deps)) }),
  };
}
