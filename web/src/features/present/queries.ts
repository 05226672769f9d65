import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  LinkedPresentation,
  PreparedPresentation,
  PresentationOrder,
  PresentationPage,
  PublicRequestView,
} from '../../../../backend/holder/schemas.ts';
import { postJson, type Query } from '../../lib/api.ts';
import { get, pageQuery } from '../../lib/queries.ts';

export const publicRequestQuery = (id: string) =>
  queryOptions({
    queryKey: ['asked', id],
    queryFn: get<PublicRequestView>(`/v1/presentation-requests/${encodeURIComponent(id)}/public`),
  });
export const ownPresentationsQuery = (query: Query) =>
  pageQuery<z.infer<typeof PresentationPage>>('my-presentations', '/v1/me/presentations', query);
export const linkedPresentationQuery = (id: string) =>
  queryOptions({
    queryKey: ['linked', id],
    queryFn: get<z.infer<typeof LinkedPresentation>>(`/v1/presentations/${encodeURIComponent(id)}`),
    staleTime: Number.POSITIVE_INFINITY,
  });
/** What the presentation would show; nothing is kept, so it is asked again at each change of the choice. */
export const preparationQuery = (order: PresentationOrder) =>
  queryOptions({
    queryKey: ['preparation', order],
    queryFn: () => postJson<PreparedPresentation>('/v1/me/presentations/preparation', order),
    placeholderData: keepPreviousData,
    retry: false,
  });
