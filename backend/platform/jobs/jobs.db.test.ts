import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { Database } from '../database/database.ts';
import { createLogger } from '../log/logger.ts';
import { readOutbox } from '../outbox/outbox.ts';
import { enqueueJob, type JobOrder } from './enqueue-job.ts';
import { readJobError } from './job-error.ts';
import { type JobHandler, runJobs } from './run-jobs.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

interface Work {
  readonly handlers: Record<string, JobHandler>;
  readonly workers?: number;
  readonly leaseMs?: number;
  until(): Promise<boolean>;
}

/** Runs workers until a condition holds. */
async function work(database: Database, { handlers, workers = 1, leaseMs = 5_000, until }: Work): Promise<void> {
  const stop = new AbortController();
  const ids = Array.from({ length: workers }, (_, index) => `worker-${index}-${Math.random()}`);
  const running = ids.map((workerId) => runJobs({ database, logger, workerId, handlers, signal: stop.signal, leaseMs, pollMs: 5 }));
  const deadline = performance.now() + 20_000;
  while (!(await until())) {
    if (performance.now() > deadline) throw new Error('the jobs did not get there');
    await delay(5);
  }
  stop.abort();
  await Promise.all(running);
}

describeOnEachDatabase('jobs', (under) => {
  const enqueue = (order: JobOrder) => under.database.write((tx) => enqueueJob(tx, order));
  const read = (id: string) => under.database.client.job.findUniqueOrThrow({ where: { id } });
  const isDone = (id: string) => async () => ['done', 'failed'].includes((await read(id)).state);

  test('does a job, tells its progress and keeps its result', async () => {
    const id = await enqueue({ kind: 'greet', payload: { name: 'Ada' } });
    const greet: JobHandler = async (payload, { progress }) => {
      await progress(500, 'half');
      return { greeting: payload };
    };
    await work(under.database, { handlers: { greet }, until: isDone(id) });
    expect(await read(id)).toMatchObject({
      state: 'done',
      progress: 1000,
      result: '{"greeting":{"name":"Ada"}}',
      attempts: 1,
      worker: null,
    });
    const told = (await readOutbox(under.database.client, 0n, 100)).filter((row) => row.key === id).map((row) => row.payload);
    expect(told).toMatchObject([
      { state: 'queued', progress: 0 },
      { state: 'running', progress: 0 },
      { state: 'running', progress: 500, step: 'half' },
      { state: 'done', progress: 1000 },
    ]);
  });

  test('many workers do each of many jobs once', async () => {
    const done: string[] = [];
    const count: JobHandler = async (_payload, { jobId }) => {
      done.push(jobId);
      return null;
    };
    const ids = await Promise.all(Array.from({ length: 40 }, () => enqueue({ kind: 'count', payload: null })));
    const waiting = async () => (await under.database.client.job.count({ where: { kind: 'count', state: { not: 'done' } } })) === 0;
    await work(under.database, { handlers: { count }, workers: 8, until: waiting });
    expect(done.toSorted()).toEqual(ids.toSorted());
  });

  test('takes over a job whose worker fell silent, which then may not write any more', async () => {
    const id = await enqueue({ kind: 'slow', payload: null });
    await under.database.client.job.update({
      where: { id },
      data: { state: 'running', worker: 'dead', attempts: 1, leaseUntil: new Date(Date.now() + 200) },
    });
    await work(under.database, { handlers: { slow: async () => 'second' }, until: isDone(id) });
    expect(await read(id)).toMatchObject({ state: 'done', attempts: 2, result: '"second"' });
  });

  test('keeps its lease while it works longer than the lease', async () => {
    const id = await enqueue({ kind: 'long', payload: null });
    let starts = 0;
    const long: JobHandler = async () => {
      starts += 1;
      const end = performance.now() + 900;
      while (performance.now() < end) await delay(20);
      return null;
    };
    await work(under.database, { handlers: { long }, workers: 2, leaseMs: 300, until: isDone(id) });
    expect(starts).toBe(1);
  });

  test('tries again after a passing fault, not after a lasting one', async () => {
    let tries = 0;
    const passing: JobHandler = async () => {
      tries += 1;
      if (tries < 2) throw new DomainError('chain_unreachable', 'unavailable', 'The node does not answer.', { retryable: true });
      return null;
    };
    const lasting: JobHandler = async () => {
      throw new Error('secret detail');
    };
    const first = await enqueue({ kind: 'passing', payload: null });
    const second = await enqueue({ kind: 'lasting', payload: null });
    await work(under.database, { handlers: { passing, lasting }, until: async () => (await isDone(first)()) && (await isDone(second)()) });
    expect(await read(first)).toMatchObject({ state: 'done', attempts: 2, error: null });
    const failed = await read(second);
    expect(failed).toMatchObject({ state: 'failed', attempts: 1 });
    expect(readJobError(failed.error)).toMatchObject({ errorCode: 'internal', error: expect.not.stringContaining('secret') });
  });

  test('gives a job up that ends its worker again and again', async () => {
    const id = await enqueue({ kind: 'poison', payload: null });
    await under.database.client.job.update({ where: { id }, data: { attempts: 8 } });
    await work(under.database, { handlers: { poison: async () => 'never' }, until: isDone(id) });
    const failed = await read(id);
    expect(failed).toMatchObject({ state: 'failed', result: null });
    expect(readJobError(failed.error)).toMatchObject({
      errorCode: 'job_abandoned',
      error: expect.stringContaining('running out of memory'),
    });
  });

  test('gives a job back when the worker is told to stop', async () => {
    const id = await enqueue({ kind: 'endless', payload: null });
    const endless: JobHandler = async (_payload, { signal }) => {
      await delay(60_000, undefined, { signal });
      return null;
    };
    await work(under.database, { handlers: { endless }, until: async () => (await read(id)).state === 'running' });
    expect(await read(id)).toMatchObject({ state: 'queued', worker: null });
  });

  test('an order with the same unique key stands for the same job, and a failed one is done again', async () => {
    const order = { kind: 'once', payload: 1, uniqueKey: 'key' };
    const ids = await Promise.all(Array.from({ length: 5 }, () => enqueue(order)));
    const [id = ''] = ids;
    expect(new Set(ids).size).toBe(1);
    await under.database.client.job.update({ where: { id }, data: { state: 'failed', error: 'x', attempts: 3 } });
    expect(await enqueue(order)).toBe(id);
    expect(await read(id)).toMatchObject({ state: 'queued', error: null, attempts: 0 });
  });

  test('waits until a job is due', async () => {
    const later = await enqueue({ kind: 'timed', payload: null, runAt: new Date(Date.now() + 3_600_000) });
    const now = await enqueue({ kind: 'timed', payload: null });
    await work(under.database, { handlers: { timed: async () => null }, until: isDone(now) });
    expect(await read(later)).toMatchObject({ state: 'queued' });
  });
});
