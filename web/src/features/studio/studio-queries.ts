import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { type ScenarioName, SCENARIOS } from '../../../../backend/scoring/domain/scorecard/presets.ts';
import type { TrainRequest } from '../../../../backend/scoring/schemas.ts';
import type { StudioBins, StudioOpening, StudioOverview } from '../../../../backend/scoring/studio/schemas.ts';
import { postJson } from '../../lib/api.ts';
import type { DraftEdit } from './draft.ts';

export const SCENARIO_NAMES: readonly ScenarioName[] = ['new', 'existing', 'small_business'];

/** What the bins are made of. */
export interface Subject {
  readonly source: string;
  readonly scenario: ScenarioName;
}

type Changes = Readonly<Record<string, readonly DraftEdit[]>>;

/** The settings of the training that a subject stands for. */
export function settingsOf({ source, scenario }: Subject): Pick<z.input<typeof TrainRequest>, 'source' | 'binning' | 'selection'> {
  const { maxBins, minBinShare, minIv, maxCorrelation, stepwise } = SCENARIOS[scenario];
  return {
    source,
    binning: { maxBins, minBinShare },
    selection: { minIv, maxCorrelation, stepwise: stepwise === null ? null : { direction: 'both', criterion: stepwise } },
  };
}

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
    queryFn: ({ signal }) => ask<StudioOverview>('/v1/studio/overviews', { ...settingsOf(subject), edits: changes }, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

export const binsQuery = (subject: Subject, changes: Changes, attribute: string) =>
  queryOptions({
    queryKey: ['studio', subject, changes, attribute],
    queryFn: ({ signal }) => ask<StudioBins>('/v1/studio/bins', { ...settingsOf(subject), edits: changes, attribute }, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
