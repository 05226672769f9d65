import type { JobHandler } from '../platform/jobs/run-jobs.ts';
import type { RelianceDeps } from './open-reliance.ts';
import { BULK_JOB } from './receive-bulk.ts';
import { runBulk } from './run-bulk.ts';

/** Jobs of the room by kind. */
export function relianceJobs(deps: RelianceDeps): Record<string, JobHandler> {
  return { [BULK_JOB]: (payload, context) => runBulk(deps, payload, context) };
}
