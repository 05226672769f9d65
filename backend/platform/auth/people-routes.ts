import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { PeopleView } from '../http/schemas.ts';
import { readPeople } from './read-people.ts';

const PeopleQuery = z.strictObject({
  ids: z
    .string()
    .regex(
      /^(user|key):[\w-]{1,64}(,(user|key):[\w-]{1,64}){0,99}$/,
      'names 1 to 100 actors as user:<id> or key:<prefix>, separated by commas',
    )
    .transform((text) => [...new Set(text.split(','))]),
});

/** Who somebody is that acted, for those who see the acts: a name and nothing else. */
export const peopleRoutes =
  ({ database }: { readonly database: Database }): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/people',
      {
        config: { access: 'people:read' },
        schema: {
          tags: ['members'],
          summary: 'Names of those who acted',
          description:
            'Names of people and labels of API keys of the own organization, also of those who have left it, by the names under which acts are kept. Whoever is unknown or of another organization is left out. The organizations of the house, issuer and operator, know each other.',
          querystring: PeopleQuery,
          response: { 200: PeopleView },
        },
      },
      async ({ query, caller }) => ({ data: await readPeople(database.client, caller, query.ids) }),
    );
  };
