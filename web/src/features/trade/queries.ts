import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { MarketView, OrderPage, SideName, TradePage } from '../../../../backend/securitization/desk/schemas.ts';
import { getJson, type Query, withQuery } from '../../lib/api.ts';
import { get, type Page } from '../../lib/queries.ts';

export const marketQuery = (deal: string) =>
  queryOptions({ queryKey: ['market', deal], queryFn: get<MarketView>(`/v1/deals/${deal}/market`) });

/** A list that grows by a page at a time: several stand on one screen, so none of them has its place in the address. */
function growing<P extends Page<unknown>>(key: readonly unknown[], path: string, query: Query) {
  return infiniteQueryOptions({
    queryKey: key,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => getJson<P>(withQuery(path, { ...query, cursor: pageParam }), signal),
    getNextPageParam: (page: P) => page.nextCursor ?? undefined,
  });
}

export const bookQuery = (deal: string, place: number, side: SideName) =>
  growing<OrderPage>(['book', deal, place, side], `/v1/deals/${deal}/orders`, { class: place, side, limit: 10 });
export const tradesQuery = (deal: string, place: number) =>
  growing<TradePage>(['trades', deal, place], `/v1/deals/${deal}/trades`, { class: place, limit: 10 });
export const ownOrdersQuery = (maker: string) => growing<OrderPage>(['orders', maker], '/v1/orders', { maker, limit: 10 });
