import { queryOptions } from '@tanstack/react-query';
import type {
  ClosingPage,
  DealPage,
  DealView,
  HoldingList,
  PeriodView,
  RollView,
} from '../../../../backend/securitization/deals/schemas.ts';
import type { DoubleList } from '../../../../backend/securitization/pools/schemas.ts';
import { type Query, withQuery } from '../../lib/api.ts';
import { get, pageQuery } from '../../lib/queries.ts';
import type { z } from 'zod';

export const dealsQuery = (query: Query) => pageQuery<DealPage>('deals', '/v1/deals', query);
export const dealQuery = (address: string) => queryOptions({ queryKey: ['deal', address], queryFn: get<DealView>(`/v1/deals/${address}`) });
export const rollsQuery = (address: string) =>
  queryOptions({ queryKey: ['deal', address, 'rolls'], queryFn: get<RollView>(`/v1/deals/${address}/rolls`) });
export const periodQuery = (address: string, period: number) =>
  queryOptions({ queryKey: ['deal', address, 'period', period], queryFn: get<PeriodView>(`/v1/deals/${address}/periods/${period}`) });
export const dealDoublesQuery = (address: string) =>
  queryOptions({ queryKey: ['deal', address, 'doubles'], queryFn: get<z.infer<typeof DoubleList>>(`/v1/deals/${address}/doubles`) });
export const holdingsQuery = (account: string) =>
  queryOptions({
    queryKey: ['holdings', account],
    queryFn: get<HoldingList>(withQuery('/v1/holdings', { account })),
    enabled: account !== '',
  });
export const closingsQuery = (query: Query) => pageQuery<z.infer<typeof ClosingPage>>('closings', '/v1/period-closings', query);
