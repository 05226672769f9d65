import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { IssuerView } from '../../../../backend/attestation/schemas.ts';
import { batchesQuery, issuersQuery } from '../../lib/queries.ts';

/** The issuer of this house: the one of its own batches, and before there are any the first that is registered. */
export function useOwnIssuer(): { query: UseQueryResult<IssuerView[]>; issuer: IssuerView | null } {
  const query = useQuery(issuersQuery);
  const own = useQuery(batchesQuery({ limit: 1 })).data?.data[0]?.issuerId;
  const issuer = query.data?.find(({ issuerId }) => issuerId === own) ?? query.data?.[0] ?? null;
  return { query, issuer };
}
