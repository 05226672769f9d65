import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  LoanProofView,
  TapeCheckView,
  TapeDetail,
  TapeFaultPage,
  TapePage,
  TapeStandingView,
} from '../../../../backend/securitization/pools/schemas.ts';
import type { Query } from '../../lib/api.ts';
import { get, pageQuery } from '../../lib/queries.ts';

export const tapesQuery = (query: Query) => pageQuery<z.infer<typeof TapePage>>('tapes', '/v1/tapes', query);
export const tapeQuery = (id: string) => queryOptions({ queryKey: ['tape', id], queryFn: get<TapeDetail>(`/v1/tapes/${id}`) });
export const tapeFaultsQuery = (id: string, query: Query) =>
  pageQuery<z.infer<typeof TapeFaultPage>>(`tape-faults:${id}`, `/v1/tapes/${id}/faults`, query);
export const tapeCheckQuery = (id: string) =>
  queryOptions({ queryKey: ['tape', id, 'check'], queryFn: get<z.infer<typeof TapeCheckView>>(`/v1/tapes/${id}/check`) });
/** Of a tape or of a pool, by the place of the loan in it. */
export const loanProofQuery = (of: 'tapes' | 'pools', id: string, place: number) =>
  queryOptions({
    queryKey: ['loan-proof', of, id, place],
    queryFn: get<LoanProofView>(`/v1/${of}/${id}/loans/${place}/proof`),
    retry: false,
  });
export const tapeStandingQuery = (id: string) =>
  queryOptions({ queryKey: ['tape', id, 'standing'], queryFn: get<TapeStandingView>(`/v1/tapes/${id}/standing`) });
