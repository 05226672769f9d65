import { queryOptions } from '@tanstack/react-query';
import type { OutlookBasis } from '../../../../backend/securitization/outlook/schemas.ts';
import { get } from '../../lib/queries.ts';

export const outlookQuery = (address: string) =>
  queryOptions({
    queryKey: ['deal', address, 'outlook'],
    queryFn: get<OutlookBasis>(`/v1/deals/${address}/outlook`),
    refetchOnWindowFocus: false,
  });
