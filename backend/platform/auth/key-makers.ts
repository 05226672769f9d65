import type { DatabaseClient } from '../database/database.ts';

const KEY = 'key:';

/** The member who made each API key among `actors`, as the audit log tells it; who is no key, or made by nobody it knows, is left out. */
export async function makersOf(client: DatabaseClient, actors: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const prefixes = actors.filter((actor) => actor.startsWith(KEY)).map((actor) => actor.slice(KEY.length));
  if (prefixes.length === 0) return new Map();
  const keys = await client.apiKey.findMany({ where: { prefix: { in: prefixes } }, select: { id: true, prefix: true } });
  const made = await client.auditEntry.findMany({
    where: { entity: 'api_key', entityId: { in: keys.map(({ id }) => id) }, action: 'api_key.create' },
    select: { entityId: true, actor: true },
  });
  const byKey = new Map(made.map(({ entityId, actor }) => [entityId, actor]));
  return new Map(
    keys.flatMap(({ id, prefix }) => {
      const maker = byKey.get(id);
      return maker === undefined ? [] : [[`${KEY}${prefix}`, maker] as const];
    }),
  );
}
