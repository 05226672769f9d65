import { z } from 'zod';
import { jsonOf } from '../kernel/canonical-json.ts';
import type { JobHandler } from '../platform/jobs/run-jobs.ts';
import { COMPARE_JOB, compareScorecards } from './comparison/compare-scorecards.ts';
import { CompareRequest } from './comparison/schemas.ts';
import { importScorecard } from './import-scorecard.ts';
import { ImportScorecard, ScoreRequest } from './registry/schemas.ts';
import { TrainRequest } from './schemas.ts';
import { scoreCustomers } from './score-customers.ts';
import type { OutcomeDeps } from './scoring-deps.ts';
import { trainScorecard } from './train-scorecard.ts';

export const TRAIN_JOB = 'scorecard.train';
export const SCORE_JOB = 'customers.score';
export const IMPORT_JOB = 'scorecard.import';

const TrainPayload = TrainRequest.extend({ actor: z.string() });
const ImportPayload = ImportScorecard.extend({ actor: z.string() });
const ScorePayload = ScoreRequest.extend({ actor: z.string() });

/** Handlers of this room's jobs for the worker; a job may run again after a crash, its effect is the same. */
export function scoringJobs(deps: OutcomeDeps): Record<string, JobHandler> {
  return {
    [TRAIN_JOB]: async (payload, { progress }) => {
      const { actor, ...request } = TrainPayload.parse(payload);
      return jsonOf(await trainScorecard(deps, request, { actor, now: new Date(), progress }));
    },
    [IMPORT_JOB]: async (payload, { progress }) => {
      const { actor, ...request } = ImportPayload.parse(payload);
      return { ...(await importScorecard(deps, request, { actor, now: new Date(), progress })) };
    },
    [COMPARE_JOB]: async (payload, { progress }) => jsonOf(await compareScorecards(deps, CompareRequest.parse(payload), { progress })),
    [SCORE_JOB]: async (payload, { jobId, progress }) => {
      const { actor, ...request } = ScorePayload.parse(payload);
      return jsonOf(await scoreCustomers(deps, { ...request, runId: jobId }, { actor, now: new Date(), progress }));
    },
  };
}
