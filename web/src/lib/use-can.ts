import { useQuery } from '@tanstack/react-query';
import type { Permission } from '../../../backend/platform/http/permissions.ts';
import { sessionQuery } from './queries.ts';

/** Answers whether the signed-in person holds a permission; the API asks again, this only spares a refusal. */
export function useCan(): (permission: Permission) => boolean {
  const session = useQuery(sessionQuery);
  const held = session.data?.permissions ?? [];
  return (permission) => held.includes(permission);
}
