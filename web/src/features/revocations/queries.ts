import type { z } from 'zod';
import type { RevocationRequestPage } from '../../../../backend/attestation/schemas.ts';
import type { Query } from '../../lib/api.ts';
import { pageQuery } from '../../lib/queries.ts';

export const revocationsQuery = (query: Query) =>
  pageQuery<z.infer<typeof RevocationRequestPage>>('revocations', '/v1/revocation-requests', query);
