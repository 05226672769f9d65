import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { JobView } from '../../../backend/platform/http/schemas.ts';
import { jobQuery, SECONDS } from './queries.ts';

/** A job, asked for each second until it has ended. */
export function useFollowedJob(jobId: string): UseQueryResult<JobView> {
  return useQuery({
    ...jobQuery(jobId),
    refetchInterval: ({ state }) => (['done', 'failed'].includes(state.data?.state ?? '') ? false : SECONDS),
  });
}
