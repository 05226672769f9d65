import { queryOptions } from '@tanstack/react-query';
import type { DraftPage, DraftView } from '../../../../backend/securitization/deals/schemas.ts';
import type { Query } from '../../lib/api.ts';
import { get, pageQuery } from '../../lib/queries.ts';
import type { DraftFile } from './edit-deal.ts';

export const draftsQuery = (query: Query) => pageQuery<DraftPage>('drafts', '/v1/deal-drafts', query);
export const draftQuery = (id: string) => queryOptions({ queryKey: ['draft', id], queryFn: get<DraftView>(`/v1/deal-drafts/${id}`) });
export const templatesQuery = queryOptions({
  queryKey: ['deal-templates'],
  queryFn: get<{ data: { id: string; file: DraftFile }[] }>('/v1/deal-templates'),
  staleTime: Number.POSITIVE_INFINITY,
});
