import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { ScenarioName } from '../../../../backend/scoring/domain/scorecard/presets.ts';
import type { StudioBins, StudioOpening, StudioOverview } from '../../../../backend/scoring/studio/schemas.ts';
import { postJson } from '../../lib/api.ts';
import type { DraftEdit } from './draft.ts';

/** What the bins are made of. */
export interface Subject {
  readonly source: string;
  readonly scenario: ScenarioName;
}

type Changes = Readonly<Record<string, readonly DraftEdit[]>>;

/** Asks until the customers of the source are open; each answer waits for them as long as it can. */
async function ask<T extends object>(path: string, body: object, signal: AbortSignal): Promise<T> {
  for (;;) {
    const answer = await postJson<T | StudioOpening>(path, body);
    if (!('state' in answer && answer.state === 'opening')) return answer as T;
    signal.throwIfAborted();
  }
}

export const overviewQuery = (subject: Subject, changes: Changes) =>
  queryOptions({
    queryKey: ['studio', subject, changes],
    queryFn: ({ signal }) => ask<StudioOverview>('/v1/studio/overviews', { ...subject, edits: changes }, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

export const binsQuery = (subject: Subject, changes: Changes, attribute: string) =>
  queryOptions({
    queryKey: ['studio', subject, changes, attribute],
    queryFn: ({ signal }) => ask<StudioBins>('/v1/studio/bins', { ...subject, edits: changes, attribute }, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
