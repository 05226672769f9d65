import type { z } from 'zod';
import type { DatabaseClient } from '../platform/database/database.ts';
import { newestOutcome } from './domain/customer-outcome.ts';
import { readOutcomeHistories } from './outcome-store.ts';
import type { OutcomeRow } from './schemas.ts';

/** What files have told of one customer since the import, in the order in which they came. */
export async function viewOutcomes(client: DatabaseClient, customerId: string, key: Uint8Array): Promise<z.infer<typeof OutcomeRow>[]> {
  const history = (await readOutcomeHistories(client, new Map([[customerId, key]]))).get(customerId) ?? [];
  const newest = newestOutcome(history);
  return history.map((told) => {
    const { value, observedOn, importId, createdAt } = told;
    return { value, observedOn, importId, createdAt: createdAt.toISOString(), isNewest: told === newest };
  });
}
