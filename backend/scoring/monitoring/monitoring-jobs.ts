import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import { takeCommitOrder } from '../../platform/database/commit-order.ts';
import type { Tx } from '../../platform/database/database.ts';
import { enqueueJob } from '../../platform/jobs/enqueue-job.ts';
import type { JobHandler } from '../../platform/jobs/run-jobs.ts';
import type { Logger } from '../../platform/log/logger.ts';
import type { ScoringDeps } from '../train-scorecard.ts';
import { modelsInUse } from '../store.ts';
import { type MonitoringDeps, measureModel, orderRefit, REFIT_JOB } from './measure-model.ts';
import { dayAfter, dayOf, pendingDays } from './model-days.ts';
import { cardsWithNewOutcomes, takeInOutcomes } from './take-in-outcomes.ts';
import { REFIT_CAUSES, refitModel } from './refit-model.ts';

export const MEASURE_JOB = 'model.measure';
const EVERY_MS = 15_000;
const REPEAT_MS = 3_600_000;

const MeasurePayload = z.object({ scorecardHash: z.string() });
const RefitPayload = z.object({ scorecardHash: z.string(), cause: z.enum(REFIT_CAUSES), actor: z.string() });

/** Handlers of the jobs that watch over the card in use; a job may run again after a crash, its effect is the same. */
export function monitoringJobs(deps: MonitoringDeps & ScoringDeps): Record<string, JobHandler> {
  return {
    [MEASURE_JOB]: async (payload, { progress }) => {
      const { scorecardHash } = MeasurePayload.parse(payload);
      const matured = await takeInOutcomes(deps, scorecardHash, progress);
      return { matured: [...matured], days: [...(await measureModel(deps, scorecardHash, progress))] };
    },
    [REFIT_JOB]: async (payload, { jobId, progress }) => {
      const { scorecardHash, cause, actor } = RefitPayload.parse(payload);
      return { id: await refitModel(deps, { jobId, scorecardHash, cause }, { actor, now: new Date(), progress }) };
    },
  };
}

/**
 * Orders what is due: the days of each model in use that are not measured, those of any model whose customers' outcomes have come since, and
 * a refit of the champion when the last is so many days ago.
 */
export async function orderMonitoring({ database }: Pick<MonitoringDeps, 'database'>, refitDays: number | null, now: Date): Promise<void> {
  const { client } = database;
  const due = new Set(await cardsWithNewOutcomes(client));
  for (const { hash } of await modelsInUse(client)) if (!due.has(hash) && (await pendingDays(client, hash)).length > 0) due.add(hash);
  for (const hash of due) await database.write((tx) => orderMeasuring(tx, hash, now));
  const card = await client.scorecard.findFirst({ where: { role: 'champion' }, select: { hash: true, createdAt: true } });
  if (card === null || refitDays === null) return;
  const scorecardHash = card.hash;
  const refit = await client.modelRefit.findFirst({
    where: { scorecardHash },
    orderBy: { createdAt: 'desc' },
    select: { createdAt: true },
  });
  const today = dayOf(now);
  if (dayAfter(dayOf(refit?.createdAt ?? card.createdAt), refitDays) > today) return;
  await database.write(async (tx) => {
    await takeCommitOrder(tx);
    await orderRefit(tx, scorecardHash, { cause: 'schedule', uniqueKey: `${REFIT_JOB}:${scorecardHash}:${today}` });
  });
}

/** One order at a time, and after one that failed none for a while. */
async function orderMeasuring(tx: Tx, scorecardHash: string, now: Date): Promise<void> {
  // Orders take turns, so the second sees what the first has written.
  await takeCommitOrder(tx);
  const payload = { scorecardHash };
  const last = await tx.job.findFirst({
    where: { kind: MEASURE_JOB, payload: canonicalJson(payload) },
    orderBy: { createdAt: 'desc' },
    select: { state: true, createdAt: true },
  });
  if (last?.state === 'queued' || last?.state === 'running') return;
  if (last?.state === 'failed' && now.getTime() - last.createdAt.getTime() < REPEAT_MS) return;
  await enqueueJob(tx, { kind: MEASURE_JOB, payload });
}

/** Looks again and again for days to measure, until `signal` is aborted; after a downtime it orders all that were missed. */
export async function keepModelsMeasured(parts: {
  readonly database: MonitoringDeps['database'];
  readonly refitDays: number | null;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { logger, signal, refitDays } = parts;
  while (!signal.aborted) {
    try {
      await orderMonitoring(parts, refitDays, new Date());
    } catch (error) {
      logger.warn({ err: error }, 'the scores of the card in use were not looked at; it is tried again');
    }
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
