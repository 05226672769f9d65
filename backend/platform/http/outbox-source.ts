import type { Database } from '../database/database.ts';
import { lastOutboxId, readOutbox } from '../outbox/outbox.ts';
import type { EventSource } from './event-hub.ts';

/** The outbox table as a source of events. */
export function outboxSource({ client }: Database): EventSource {
  return { newest: () => lastOutboxId(client), after: (id, limit) => readOutbox(client, id, limit) };
}
