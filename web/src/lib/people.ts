import { queryOptions } from '@tanstack/react-query';
import type { PeopleView, PersonView } from '../../../backend/platform/http/schemas.ts';
import { getJson, withQuery } from './api.ts';
import { gather } from './gather.ts';
import { SECONDS } from './queries.ts';

/** As many as one request may name. */
const MOST_ACTORS = 100;

const findPerson = gather<PersonView>(MOST_ACTORS, async (actors) => {
  const { data } = await getJson<PeopleView>(withQuery('/v1/people', { ids: actors.join(',') }));
  return new Map(data.map((person) => [person.actor, person]));
});

/** Who acted; null when the reader may not know. All those on a page are asked for together. */
export const personQuery = (actor: string) =>
  queryOptions({ queryKey: ['person', actor], queryFn: () => findPerson(actor), staleTime: 300 * SECONDS });
