import { useQuery } from '@tanstack/react-query';
import { sourcesQuery } from '../../lib/queries.ts';
import { useCan } from '../../lib/use-can.ts';

/** The source that a form begins with: the one with most customers, of equals that imported last; empty without any. */
export function useUsualSource(isWanted = true): { readonly source: string; readonly isLoading: boolean } {
  const can = useCan();
  const { data, isLoading } = useQuery({ ...sourcesQuery, enabled: isWanted && can('customers:read') });
  const [largest] = data?.filter(({ customers }) => customers > 0).toSorted((one, other) => other.customers - one.customers) ?? [];
  return { source: largest?.name ?? '', isLoading };
}
