import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ConsentPage, OwnCredentialPage, OwnRecord } from '../../../../backend/holder/schemas.ts';
import type { Query } from '../../lib/api.ts';
import { get, pageQuery } from '../../lib/queries.ts';

export const ownRecordQuery = queryOptions({ queryKey: ['my-record'], queryFn: get<OwnRecord>('/v1/me/customer') });
export const ownCredentialsQuery = (query: Query) =>
  pageQuery<z.infer<typeof OwnCredentialPage>>('my-credentials', '/v1/me/credentials', query);
export const ownConsentsQuery = (query: Query) => pageQuery<z.infer<typeof ConsentPage>>('my-consents', '/v1/me/consents', query);
