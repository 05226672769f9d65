import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { organizationOf, type RelianceDeps } from './open-reliance.ts';
import { readProfile, writeProfile } from './profile.ts';
import { RelyingProfileView, RelyingTerms } from './schemas.ts';

/** Which credentials the caller's organization accepts. */
export function profileRoutes({ database }: Pick<RelianceDeps, 'database'>): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/relying-profile',
      {
        config: { access: 'reliance:read' },
        schema: { summary: 'Which credentials my organization accepts', tags: ['reliance'], response: { 200: RelyingProfileView } },
      },
      async (request) => readProfile(database.client, organizationOf(request.caller)),
    );

    app.put(
      '/v1/relying-profile',
      {
        config: { access: 'reliance:write' },
        schema: {
          summary: 'Set which credentials my organization accepts',
          description: 'Members that are left out do not matter any more.',
          tags: ['reliance'],
          body: RelyingTerms,
          response: { 200: RelyingProfileView },
        },
      },
      async (request) => {
        const organizationId = organizationOf(request.caller);
        const { actor } = request.caller;
        await writeProfile(database, { organizationId, terms: request.body, actor, requestId: request.id });
        return readProfile(database.client, organizationId);
      },
    );
  };
}
