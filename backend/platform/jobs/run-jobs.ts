import { setTimeout as delay } from 'node:timers/promises';
import type { Json } from '../../kernel/canonical-json.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { Database } from '../database/database.ts';
import type { Logger } from '../log/logger.ts';
import { jobErrorText } from './job-error.ts';
import { type ClaimedJob, changeJob, claimJob, hasClaimable, renewLease, resultText } from './job-store.ts';

export interface JobContext {
  readonly jobId: string;
  /** Tells how far the job is, in parts per thousand, and what it does now. */
  progress(permille: number, step: string): Promise<void>;
  /** Fires when the worker stops or the job was given to another worker: what follows must not count. */
  readonly signal: AbortSignal;
}

/** Does one job. It may run again from the start after a crash, so its effect must be the same then. */
export type JobHandler = (payload: Json, context: JobContext) => Promise<Json>;

export interface JobRunner {
  readonly database: Database;
  readonly logger: Logger;
  /** Unique among the workers of this database. */
  readonly workerId: string;
  readonly handlers: Readonly<Record<string, JobHandler>>;
  readonly signal: AbortSignal;
  readonly concurrency?: number;
  /** A worker that is silent for so long has lost its job to the next. */
  readonly leaseMs?: number;
  readonly pollMs?: number;
}

const MAX_ATTEMPTS = 8;
const RETRY_FIRST_MS = 500;
const RETRY_LONGEST_MS = 60_000;
const PROGRESS_EVERY_MS = 250;
const UNEXPECTED = { code: 'internal', detail: 'The job failed unexpectedly; the cause stands in the log of the worker.' };

/** Takes jobs and does them until `signal` fires; then finishes or gives back what it has. */
export async function runJobs(runner: JobRunner): Promise<void> {
  const lanes = Array.from({ length: runner.concurrency ?? 1 }, (_, lane) => runLane(runner, `${runner.workerId}/${lane}`));
  await Promise.all(lanes);
}

async function runLane(runner: JobRunner, workerId: string): Promise<void> {
  const { database, logger, handlers, signal, leaseMs = 15_000, pollMs = 150 } = runner;
  const kinds = Object.keys(handlers);
  while (!signal.aborted) {
    try {
      const job = (await hasClaimable(database, kinds)) ? await claimJob(database, { workerId, kinds, leaseMs }) : undefined;
      if (job === undefined) await pause(pollMs, signal);
      else await runClaimed({ ...runner, leaseMs }, workerId, job);
    } catch (error) {
      logger.error({ err: error }, 'the job queue cannot be reached');
      await pause(RETRY_FIRST_MS, signal);
    }
  }
}

async function runClaimed(runner: JobRunner & { leaseMs: number }, workerId: string, job: ClaimedJob): Promise<void> {
  const { database, logger, handlers, leaseMs } = runner;
  const lost = new AbortController();
  const signal = AbortSignal.any([runner.signal, lost.signal]);
  const renewal = setInterval(() => {
    renewLease(database, job.id, workerId, leaseMs).then(
      (isOurs) => isOurs || lost.abort(),
      (error: unknown) => logger.warn({ err: error, jobId: job.id }, 'lease not renewed'),
    );
  }, leaseMs / 3);
  const log = logger.child({ jobId: job.id, kind: job.kind });
  try {
    if (job.attempts > MAX_ATTEMPTS)
      throw new DomainError(
        'job_abandoned',
        'unavailable',
        'The job was begun many times and never ended; its worker may be running out of memory.',
      );
    const handler = handlers[job.kind];
    if (handler === undefined) throw new Error(`no handler for ${job.kind}`);
    const result = await handler(job.payload, { jobId: job.id, signal, progress: throttledProgress(database, job.id, workerId) });
    const isOurs = await changeJob(database, job.id, workerId, { state: 'done', progress: 1000, step: '', result: resultText(result) });
    log.info({ attempts: job.attempts }, isOurs ? 'job done' : 'job done, but given to another worker meanwhile');
  } catch (error) {
    await settleFailure(runner, workerId, job, error);
  } finally {
    clearInterval(renewal);
  }
}

async function settleFailure({ database, logger, signal }: JobRunner, workerId: string, job: ClaimedJob, error: unknown): Promise<void> {
  const log = logger.child({ jobId: job.id, kind: job.kind, attempts: job.attempts });
  if (signal.aborted) {
    await changeJob(database, job.id, workerId, { state: 'queued', runAt: new Date() });
    log.info('job given back');
    return;
  }
  const isRetried = error instanceof DomainError && error.retryable && job.attempts < MAX_ATTEMPTS;
  const fault = error instanceof DomainError ? { code: error.code, detail: error.message } : UNEXPECTED;
  log.warn({ err: error, isRetried }, 'job failed');
  const waitMs = Math.min(RETRY_LONGEST_MS, RETRY_FIRST_MS * 2 ** (job.attempts - 1));
  const change = isRetried ? { state: 'queued' as const, runAt: new Date(Date.now() + waitMs) } : { state: 'failed' as const };
  await changeJob(database, job.id, workerId, { ...change, error: jobErrorText(fault) });
}

/** A step is always written; numbers within a step only so often that a page can follow them. */
function throttledProgress(database: Database, jobId: string, workerId: string): JobContext['progress'] {
  let lastStep: string | undefined;
  let lastAt = 0;
  return async (permille, step) => {
    const now = performance.now();
    if (step === lastStep && now - lastAt < PROGRESS_EVERY_MS) return;
    lastStep = step;
    lastAt = now;
    await changeJob(database, jobId, workerId, { progress: Math.max(0, Math.min(1000, Math.trunc(permille))), step });
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
