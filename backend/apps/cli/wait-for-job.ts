import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../../kernel/errors.ts';
import { JobView } from '../../platform/http/schemas.ts';
import type { ApiClient } from './api-client.ts';
import type { Output } from './output.ts';

const POLL_MS = 200;

/**
 * Follows a job to its end and tells its steps on standard error.
 * @throws {@link DomainError} `job_failed`
 */
export async function waitForJob(api: ApiClient, output: Output, jobId: string): Promise<JobView> {
  let told = '';
  for (;;) {
    const job = await api.get(JobView, `/v1/jobs/${encodeURIComponent(jobId)}`);
    const line = `${job.kind}: ${job.state} ${(job.progress / 10).toFixed(0)} % ${job.step}`.trimEnd();
    if (line !== told) output.progress(line);
    told = line;
    if (job.state === 'done') return job;
    if (job.state === 'failed')
      throw new DomainError('job_failed', 'unprocessable', `Job ${job.kind} failed: ${job.error ?? 'no reason given'}`);
    await sleep(POLL_MS);
  }
}
