import { queryOptions, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ModelRecordView } from '../../../../backend/attestation/models/schemas.ts';
import type { ModelLife, PromotionPage } from '../../../../backend/scoring/registry/schemas.ts';
import { getJson } from '../../lib/api.ts';
import { pageQuery } from '../../lib/queries.ts';

export const promotionsQuery = (hash: string) =>
  pageQuery<z.infer<typeof PromotionPage>>('promotions', '/v1/promotions', { limit: 20, scorecard: hash });
export const lifeQuery = (hash: string) =>
  queryOptions({ queryKey: ['life', hash], queryFn: ({ signal }) => getJson<ModelLife>(`/v1/scorecards/${hash}/life`, signal) });
export const modelRecordQuery = (issuer: string) =>
  queryOptions({
    queryKey: ['model-record', issuer],
    queryFn: ({ signal }) => getJson<ModelRecordView>(`/v1/ledger/issuers/${issuer}/models`, signal),
  });

/** Everything that a step of a card changes. */
export function useRegistryStale(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all(['promotions', 'scorecards', 'scorecard', 'overview', 'life'].map((key) => client.invalidateQueries({ queryKey: [key] })));
}
