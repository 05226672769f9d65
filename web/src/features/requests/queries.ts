import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { PresentationRequestPage, PresentationRequestView, ReceivedPresentation } from '../../../../backend/holder/schemas.ts';
import type { Query } from '../../lib/api.ts';
import { get, pageQuery } from '../../lib/queries.ts';

export const requestsQuery = (query: Query) =>
  pageQuery<z.infer<typeof PresentationRequestPage>>('requests', '/v1/presentation-requests', query);
export const requestQuery = (id: string) =>
  queryOptions({ queryKey: ['request', id], queryFn: get<PresentationRequestView>(`/v1/presentation-requests/${id}`) });
/** Each reading is written down for the customer, so it is asked for only when the lender opens it. */
export const receivedQuery = (id: string) =>
  queryOptions({
    queryKey: ['received', id],
    queryFn: get<z.infer<typeof ReceivedPresentation>>(`/v1/presentation-requests/${id}/presentation`),
    enabled: false,
    retry: false,
  });
