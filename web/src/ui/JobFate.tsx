import { Stack, Text } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import type { z } from 'zod';
import { useFollowedJob } from '../lib/use-followed-job.ts';
import { JobError } from './JobError.tsx';
import { JobProgress } from './JobProgress.tsx';

interface JobFateProps<T> {
  jobId: string;
  words: { readonly queued: string; readonly running: string; readonly failed: string };
  /** What its result must look like. */
  shape: z.ZodType<T>;
  /** Told the result once. */
  onDone?: (result: T) => void;
  /** What its result says. */
  children: (result: T) => ReactNode;
}

/** How far a job is, why it failed, or what came of it. */
export function JobFate<T>({ jobId, words, shape, onDone, children }: JobFateProps<T>) {
  const { data: job } = useFollowedJob(jobId);
  const told = useRef(false);
  const state = job?.state ?? 'queued';
  const result = state === 'done' ? shape.safeParse(job?.result).data : undefined;
  useEffect(() => {
    if (result === undefined || told.current) return;
    told.current = true;
    onDone?.(result);
  }, [result, onDone]);
  if (result !== undefined)
    return (
      <Stack gap={6} role="status" data-job="done">
        {children(result)}
      </Stack>
    );
  return (
    <Stack gap={6} role="status" data-job={state}>
      <Text size="sm">{state === 'failed' ? words.failed : state === 'queued' ? words.queued : words.running}</Text>
      {job !== undefined && state === 'running' && <JobProgress job={job} />}
      {job !== undefined && <JobError job={job} />}
    </Stack>
  );
}
