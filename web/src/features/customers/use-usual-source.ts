import { useQuery } from '@tanstack/react-query';
import { sourcesQuery } from '../../lib/queries.ts';
import { useCan } from '../../lib/use-can.ts';

/** The source that a form begins with: of those that have customers the one imported last; empty without any. */
export function useUsualSource(isWanted = true): { readonly source: string; readonly isLoading: boolean } {
  const can = useCan();
  const { data, isLoading } = useQuery({ ...sourcesQuery, enabled: isWanted && can('customers:read') });
  return { source: data?.find(({ customers }) => customers > 0)?.name ?? '', isLoading };
}
