import { z } from 'zod';
import type { JobHandler } from '../platform/jobs/run-jobs.ts';
import { ScoreRequest, TrainRequest } from './schemas.ts';
import { scoreCustomers } from './score-customers.ts';
import { type ScoringDeps, trainScorecard } from './train-scorecard.ts';

export const TRAIN_JOB = 'scorecard.train';
export const SCORE_JOB = 'customers.score';

const TrainPayload = TrainRequest.extend({ actor: z.string() });
const ScorePayload = ScoreRequest.extend({ actor: z.string() });

/** Handlers of this room's jobs for the worker; a job may run again after a crash, its effect is the same. */
export function scoringJobs(deps: ScoringDeps): Record<string, JobHandler> {
  return {
    [TRAIN_JOB]: async (payload, { progress }) => {
      const { actor, ...request } = TrainPayload.parse(payload);
      return { ...(await trainScorecard(deps, request, { actor, now: new Date(), progress })) };
    },
    [SCORE_JOB]: async (payload, { jobId, progress }) => {
      const { actor, ...request } = ScorePayload.parse(payload);
      return { ...(await scoreCustomers(deps, { ...request, runId: jobId }, { actor, now: new Date(), progress })) };
    },
  };
}
