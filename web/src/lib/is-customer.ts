import type { SessionView } from '../../../backend/platform/http/schemas.ts';

/** Whether the signed-in person is a customer who sees their own credit and nothing of the house. */
export function isCustomer(session: SessionView | null | undefined): boolean {
  return session?.organization?.kind === 'customer';
}
