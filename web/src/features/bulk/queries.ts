import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { BulkPage, BulkRowPage, BulkView } from '../../../../backend/reliance/schemas.ts';
import type { Query } from '../../lib/api.ts';
import { get, pageQuery, SECONDS } from '../../lib/queries.ts';

export const isOver = ({ state }: BulkView): boolean => state === 'done' || state === 'failed';

export const bulksQuery = (query: Query) => pageQuery<z.infer<typeof BulkPage>>('bulk', '/v1/bulk-verifications', query);
/** Told by the event stream; asked now and then as well, in case the stream is cut. */
export const bulkQuery = (id: string) =>
  queryOptions({
    queryKey: ['bulk-run', id],
    queryFn: get<BulkView>(`/v1/bulk-verifications/${id}`),
    refetchInterval: ({ state: { data } }) => (data === undefined || isOver(data) ? false : 2 * SECONDS),
  });
export const bulkRowsQuery = (id: string, query: Query) =>
  pageQuery<z.infer<typeof BulkRowPage>>(`bulk-rows:${id}`, `/v1/bulk-verifications/${id}/results`, query);
