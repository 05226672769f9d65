import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  CheckpointPage,
  ConsistencyProofView,
  CosignerList,
  InclusionProofView,
  LedgerStateView,
  LogAuditPage,
  LogList,
} from '../../../../backend/transparency/schemas.ts';
import { getJson, type Query, withQuery } from '../../lib/api.ts';
import { get, pageQuery } from '../../lib/queries.ts';

export const logsQuery = queryOptions({ queryKey: ['logs'], queryFn: get<z.infer<typeof LogList>>('/v1/log') });
export const checkpointsQuery = (issuer: string, query: Query) =>
  pageQuery<z.infer<typeof CheckpointPage>>(`checkpoints:${issuer}`, `/v1/log/${issuer}/checkpoints`, query);
export const cosignersQuery = queryOptions({ queryKey: ['cosigners'], queryFn: get<z.infer<typeof CosignerList>>('/v1/log/cosigners') });
export const ledgerStateQuery = (block: string | undefined) => pageQuery<LedgerStateView>('ledger-state', '/v1/ledger/state', { block });
export const auditsQuery = (query: Query) => pageQuery<z.infer<typeof LogAuditPage>>('log-audits', '/v1/log/audits', query);

export const askConsistency = (issuer: string, query: Query): Promise<ConsistencyProofView> =>
  getJson(withQuery(`/v1/log/${issuer}/proof/consistency`, query));
export const askInclusion = (issuer: string, query: Query): Promise<InclusionProofView> =>
  getJson(withQuery(`/v1/log/${issuer}/proof/inclusion`, query));
