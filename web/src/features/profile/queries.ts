import { queryOptions } from '@tanstack/react-query';
import type { RelyingProfileView } from '../../../../backend/reliance/schemas.ts';
import { get } from '../../lib/queries.ts';

export const profileQuery = queryOptions({ queryKey: ['relying-profile'], queryFn: get<RelyingProfileView>('/v1/relying-profile') });
