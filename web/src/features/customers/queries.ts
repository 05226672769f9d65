import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ConsentPage, CustomerLoginView } from '../../../../backend/holder/schemas.ts';
import { ApiFault, getJson } from '../../lib/api.ts';
import { pageQuery } from '../../lib/queries.ts';

/** Null when the customer has no account. */
export const loginQuery = (id: string) =>
  queryOptions({
    queryKey: ['customer-login', id],
    queryFn: async ({ signal }): Promise<CustomerLoginView | null> => {
      try {
        return await getJson<CustomerLoginView>(`/v1/customers/${id}/login`, signal);
      } catch (fault) {
        if (fault instanceof ApiFault && fault.problem?.code === 'customer_login_unknown') return null;
        throw fault;
      }
    },
  });
export const customerConsentsQuery = (id: string) =>
  pageQuery<z.infer<typeof ConsentPage>>(`customer-consents:${id}`, `/v1/customers/${id}/consents`, { limit: 20 });
