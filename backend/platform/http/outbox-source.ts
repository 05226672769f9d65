import type { Database } from '../database/database.ts';
import type { EventSource } from './event-hub.ts';

/** The outbox table as a source of events. */
export function outboxSource(database: Database): EventSource {
  const { outbox } = database.client;
  return {
    newest: async () => (await outbox.findFirst({ orderBy: { id: 'desc' }, select: { id: true } }))?.id ?? 0n,
    after: (id, limit) => outbox.findMany({ where: { id: { gt: id } }, orderBy: { id: 'asc' }, take: limit }),
  };
}
