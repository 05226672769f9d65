import type { JobView } from '../../../backend/platform/http/schemas.ts';
import { RefusalText } from './RefusalText.tsx';

/** Why a job failed, or why its last try did; nothing while nothing went wrong. */
export function JobError({ job }: { job: Pick<JobView, 'error' | 'errorCode'> }) {
  if (job.error === null) return null;
  return <RefusalText refused={{ code: job.errorCode ?? '', detail: job.error }} size="sm" />;
}
