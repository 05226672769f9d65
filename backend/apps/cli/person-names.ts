import { DomainError } from '../../kernel/errors.ts';
import { PeopleView, type PersonView } from '../../platform/http/schemas.ts';
import type { CommandContext } from './context.ts';
import type { ApiClient } from './api-client.ts';

/** As many as one request may name. */
const MOST_ACTORS = 100;

type Actor = string | null;
/** How a table shows who acted. */
export type NameOf = (actor: Actor) => Actor;

/** Names of `actors` for a table. Whom the caller may not know stays an id, and JSON has ids only, so that nothing is asked for it. */
export async function namesFor({ output }: Pick<CommandContext, 'output'>, api: ApiClient, actors: readonly Actor[]): Promise<NameOf> {
  const ids = [...new Set(actors)].filter((actor) => actor !== null && /^(user|key):/.test(actor));
  if (output.json || ids.length === 0) return (actor) => actor;
  const found: PersonView[] = [];
  for (let from = 0; from < ids.length; from += MOST_ACTORS)
    found.push(...(await askFor(api, ids.slice(from, from + MOST_ACTORS).join(','))));
  const names = new Map(found.map((person) => [person.actor, nameOf(person)]));
  return (actor) => names.get(actor ?? '') ?? actor;
}

async function askFor(api: ApiClient, ids: string): Promise<readonly PersonView[]> {
  try {
    return (await api.get(PeopleView, '/v1/people', { ids })).data;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'permission_missing') return [];
    throw error;
  }
}

function nameOf({ actor, name, maker }: PersonView): string {
  if (!actor.startsWith('key:')) return name;
  return maker === null ? `key ${name}` : `key ${name} of ${maker.name ?? maker.actor}`;
}
