import { z } from 'zod';
import type { Json } from '../kernel/canonical-json.ts';
import { type IssueDeps, issueBatch } from './issue-batch.ts';

export const ISSUE_JOB = 'batch.issue';

const IssuePayload = z.object({
  runId: z.string(),
  validDays: z.int(),
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
  };
}
