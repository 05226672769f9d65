import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from './queries.ts';

/** Whether the one who acted is the one who looks. */
export function useIsOwn(actor: string): boolean {
  const session = useQuery(sessionQuery).data;
  return session != null && actor === `user:${session.user.id}`;
}
