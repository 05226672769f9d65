import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { MonitoredModels, MonitoringView, RefitPage } from '../../../../backend/scoring/monitoring/schemas.ts';
import { get, pageQuery } from '../../lib/queries.ts';

const SHOWN = 20;

export const modelsQuery = queryOptions({ queryKey: ['models'], queryFn: get<MonitoredModels>('/v1/monitoring/models') });
export const monitoringQuery = (hash: string) =>
  queryOptions({ queryKey: ['monitoring', hash], queryFn: get<MonitoringView>(`/v1/scorecards/${hash}/monitoring`) });
export const refitsQuery = (scorecard: string) => pageQuery<z.infer<typeof RefitPage>>('refits', '/v1/refits', { limit: SHOWN, scorecard });
