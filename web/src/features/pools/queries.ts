import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { PoolDetail, PoolPage, StrataView } from '../../../../backend/securitization/pools/schemas.ts';
import { type Query, withQuery } from '../../lib/api.ts';
import { get, pageQuery } from '../../lib/queries.ts';

export const poolsQuery = (query: Query) => pageQuery<z.infer<typeof PoolPage>>('pools', '/v1/pools', query);
export const poolQuery = (id: string) =>
  queryOptions({ queryKey: ['pool', id], queryFn: get<z.infer<typeof PoolDetail>>(`/v1/pools/${id}`) });
/** Of a tape or of a pool, by one field of its loans. */
export const strataQuery = (of: 'tapes' | 'pools', id: string, by: string) =>
  queryOptions({
    queryKey: ['strata', of, id, by],
    queryFn: get<z.infer<typeof StrataView>>(withQuery(`/v1/${of}/${id}/strata`, { by })),
  });
