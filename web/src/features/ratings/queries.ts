import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { AgencyList, CalibrationView, MigrationView, RatingPage, ScaleList, SubjectView } from '../../../../backend/rating/schemas.ts';
import { type Query, withQuery } from '../../lib/api.ts';
import { get, pageQuery } from '../../lib/queries.ts';

export const ratingsQuery = (query: Query) => pageQuery<RatingPage>('ratings', '/v1/ratings', query);
export const subjectQuery = (id: string) =>
  queryOptions({ queryKey: ['ratings', 'subject', id], queryFn: get<SubjectView>(`/v1/ratings/subjects/${id}`) });
export const agenciesQuery = queryOptions({
  queryKey: ['ratings', 'agencies'],
  queryFn: get<z.infer<typeof AgencyList>>('/v1/ratings/agencies'),
});
export const scalesQuery = queryOptions({ queryKey: ['ratings', 'scales'], queryFn: get<z.infer<typeof ScaleList>>('/v1/ratings/scales') });
export const migrationQuery = (query: Query) =>
  queryOptions({
    queryKey: ['ratings', 'migration', query],
    queryFn: get<MigrationView>(withQuery('/v1/ratings/migration', query)),
    placeholderData: keepPreviousData,
  });
export const calibrationQuery = (query: Query) =>
  queryOptions({
    queryKey: ['ratings', 'calibration', query],
    queryFn: get<CalibrationView>(withQuery('/v1/ratings/calibration', query)),
    placeholderData: keepPreviousData,
  });
