import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  BatchPage,
  BatchRow,
  CredentialPage,
  CredentialRow,
  IssuerView,
  LedgerEventPage,
  OverviewView,
  TransactionPage,
  TransactionView,
} from '../../../backend/attestation/schemas.ts';
import type { CustomerPage, CustomerView, SourceList, SourceView } from '../../../backend/intake/schemas.ts';
import type { AuditEntryView, Evidence, JobView, SessionView, SystemView } from '../../../backend/platform/http/schemas.ts';
import type { ScorecardPage, ScorecardView } from '../../../backend/scoring/schemas.ts';
import { ApiFault, getJson, type Query, withQuery } from './api.ts';

export interface Page<T> {
  data: T[];
  hasMore: boolean;
  nextCursor: string | null;
}

/** What anyone may know before signing in. */
export interface PublicConfig {
  demo: boolean;
  chainId: number;
  ledger: string | null;
  version: string;
  demoLogins: { email: string; password: string; role: string; name: string }[];
}

export const get =
  <T>(path: string) =>
  ({ signal }: { signal: AbortSignal }): Promise<T> =>
    getJson<T>(path, signal);

export const SECONDS = 1000;

export const publicConfigQuery = queryOptions({
  queryKey: ['public-config'],
  queryFn: get<PublicConfig>('/v1/public-config'),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<SessionView | null> => {
    try {
      return await getJson<SessionView>('/v1/session', signal);
    } catch (fault) {
      if (fault instanceof ApiFault && (fault.status === 401 || fault.status === 403)) return null;
      throw fault;
    }
  },
  staleTime: 60 * SECONDS,
});

export const overviewQuery = queryOptions({ queryKey: ['overview'], queryFn: get<OverviewView>('/v1/overview') });
export const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: get<SystemView>('/v1/system'),
  refetchInterval: 15 * SECONDS,
});

/** A cursor page of a list; the page before stays on the screen until it is there. */
export const pageQuery = <T>(key: string, path: string, query: Query) =>
  queryOptions({ queryKey: [key, query], queryFn: get<T>(withQuery(path, query)), placeholderData: keepPreviousData });

export const customersQuery = (query: Query) => pageQuery<z.infer<typeof CustomerPage>>('customers', '/v1/customers', query);
export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: async ({ signal }): Promise<SourceView[]> => (await getJson<z.infer<typeof SourceList>>('/v1/sources', signal)).data,
});
export const customerQuery = (id: string) =>
  queryOptions({ queryKey: ['customer', id], queryFn: get<z.infer<typeof CustomerView>>(`/v1/customers/${id}`) });
export const credentialQuery = (id: string) =>
  queryOptions({ queryKey: ['credential', id], queryFn: get<z.infer<typeof CredentialRow>>(`/v1/credentials/${id}`) });

export const scorecardsQuery = (query: Query) => pageQuery<z.infer<typeof ScorecardPage>>('scorecards', '/v1/scorecards', query);
export const scorecardQuery = (hash: string) =>
  queryOptions({ queryKey: ['scorecard', hash], queryFn: get<ScorecardView>(`/v1/scorecards/${hash}`) });

export const batchesQuery = (query: Query) => pageQuery<z.infer<typeof BatchPage>>('batches', '/v1/batches', query);
export const batchQuery = (id: string) => queryOptions({ queryKey: ['batch', id], queryFn: get<BatchRow>(`/v1/batches/${id}`) });
export const batchCredentialsQuery = (id: string, query: Query) =>
  pageQuery<z.infer<typeof CredentialPage>>(`batch-credentials:${id}`, `/v1/batches/${id}/credentials`, query);
export const transactionsQuery = (query: Query) =>
  pageQuery<z.infer<typeof TransactionPage>>('transactions', '/v1/ledger/transactions', query);
export const transactionQuery = (hash: string) =>
  queryOptions({
    queryKey: ['transaction', hash],
    queryFn: get<z.infer<typeof TransactionView>>(`/v1/ledger/transactions/${hash}`),
  });
export const ledgerEventsQuery = (query: Query) => pageQuery<z.infer<typeof LedgerEventPage>>('events', '/v1/ledger/events', query);
export const issuersQuery = queryOptions({
  queryKey: ['issuers'],
  queryFn: async ({ signal }): Promise<IssuerView[]> => (await getJson<Page<IssuerView>>('/v1/ledger/issuers', signal)).data,
});
export const issuerQuery = (id: string) => queryOptions({ queryKey: ['issuer', id], queryFn: get<IssuerView>(`/v1/ledger/issuers/${id}`) });
export const evidenceQuery = (path: string) =>
  queryOptions({ queryKey: ['evidence', path], queryFn: get<Evidence>(`/v1/evidence/${path}`) });

export const jobQuery = (id: string) => queryOptions({ queryKey: ['jobs', id], queryFn: get<JobView>(`/v1/jobs/${id}`) });
export const jobsQuery = (query: Query) => pageQuery<Page<JobView>>('jobs', '/v1/jobs', query);
export const auditLogQuery = (query: Query) => pageQuery<Page<AuditEntryView>>('audit-log', '/v1/audit-log', query);
