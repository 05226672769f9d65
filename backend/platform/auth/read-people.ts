import { z } from 'zod';
import type { DatabaseClient } from '../database/database.ts';
import type { Caller } from '../http/caller.ts';
import { HOUSE_KINDS, isHouseKind } from '../http/permissions.ts';
import type { PersonView } from '../http/schemas.ts';
import { makersOf } from './key-makers.ts';

const USER = 'user:';
const KEY = 'key:';
/** What the audit log keeps of a membership that ended. */
const Removal = z.object({ organizationId: z.string() });

/**
 * Names of those among `actors` whom the caller may know, in the order of the question: people who are or were members of the caller's
 * organization, and its API keys by their labels. Whoever is unknown or of another organization is left out alike.
 */
export async function readPeople(
  client: DatabaseClient,
  caller: Pick<Caller, 'organizationId' | 'organizationKind'>,
  actors: readonly string[],
): Promise<PersonView[]> {
  const organization = organizationsOf(caller);
  const where = { prefix: { in: idsOf(KEY, actors) }, organization };
  const keys = await client.apiKey.findMany({ where, select: { prefix: true, name: true } });
  const labels = new Map(keys.map(({ prefix, name }) => [`${KEY}${prefix}`, name]));
  const makers = await makersOf(client, [...labels.keys()]);
  const names = await namesOf(client, organization, [...new Set(idsOf(USER, [...actors, ...makers.values()]))]);
  return actors.flatMap((actor) => {
    const name = names.get(actor) ?? labels.get(actor);
    const maker = makers.get(actor);
    if (name === undefined) return [];
    return [{ actor, name, maker: maker === undefined ? null : { actor: maker, name: names.get(maker) ?? null } }];
  });
}

type Organizations = ReturnType<typeof organizationsOf>;

/** The acts of the house are common to its organizations, and so are the names of those who acted; outside, each knows its own. */
function organizationsOf({ organizationId, organizationKind }: Pick<Caller, 'organizationId' | 'organizationKind'>) {
  return isHouseKind(organizationKind) ? { kind: { in: [...HOUSE_KINDS] } } : { id: organizationId ?? '' };
}

function idsOf(prefix: string, actors: readonly string[]): string[] {
  return actors.filter((actor) => actor.startsWith(prefix)).map((actor) => actor.slice(prefix.length));
}

/** Names by actor. */
async function namesOf(client: DatabaseClient, organization: Organizations, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const members = await client.member.findMany({ where: { userId: { in: [...ids] }, organization }, select: { userId: true } });
  const known = new Set(members.map(({ userId }) => userId));
  const others = ids.filter((id) => !known.has(id));
  for (const id of await formerMembers(client, organization, others)) known.add(id);
  const users = await client.user.findMany({ where: { id: { in: [...known] } }, select: { id: true, name: true } });
  return new Map(users.map(({ id, name }) => [`${USER}${id}`, name]));
}

/** Who of `ids` was a member once: the row of a membership goes with it, the audit log remembers. */
async function formerMembers(client: DatabaseClient, organization: Organizations, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const entries = await client.auditEntry.findMany({
    where: { entity: 'user', entityId: { in: [...ids] }, action: 'member.remove' },
    select: { entityId: true, detail: true },
  });
  const left = entries.map(({ entityId, detail }) => ({ id: entityId, ...Removal.parse(JSON.parse(detail)) }));
  const ended = { id: { in: left.map(({ organizationId }) => organizationId) } };
  const own = await client.organization.findMany({ where: { AND: [organization, ended] }, select: { id: true } });
  const isOwn = new Set(own.map(({ id }) => id));
  return left.filter(({ organizationId }) => isOwn.has(organizationId)).map(({ id }) => id);
}
