import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { olderThan, pageLimit, placeOf, toPage } from '../platform/http/page.ts';
import { PageQuery } from '../platform/http/schemas.ts';
import { actionOf, type HolderDeps } from './open-holder.ts';
import { ownCustomer } from './own-customer.ts';
import { viewPresentation, WITH_CONSENT } from './presentation-views.ts';
import { openLinked, openOwnFile } from './receive-presentation.ts';
import { LinkedPresentation, PresentationPage } from './schemas.ts';

const RowId = z.strictObject({ id: z.string().max(64) });

/** Presentations that were handed over: the customer's own, and the ciphertext behind a link. */
export function handedRoutes(deps: HolderDeps): FastifyPluginAsyncZod {
  const { client } = deps.database;
  return async (app) => {
    app.get(
      '/v1/me/presentations',
      {
        config: { access: 'own:read' },
        schema: { summary: 'Own presentations, newest first', tags: ['own'], querystring: PageQuery, response: { 200: PresentationPage } },
      },
      async (request) => {
        const { id } = await ownCustomer(client, request.caller);
        const limit = pageLimit(request.query);
        const rows = await client.presentation.findMany({
          where: { customerId: id, ...olderThan(request.query.cursor) },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: limit + 1,
          include: WITH_CONSENT,
        });
        const now = new Date();
        return toPage(rows, limit, placeOf, (row) => viewPresentation(row, now));
      },
    );

    app.get(
      '/v1/me/presentations/:id/file',
      {
        config: { access: 'own:read' },
        schema: {
          summary: 'Own copy of a presentation that was no link',
          tags: ['own'],
          params: RowId,
          response: { 200: z.record(z.string(), z.unknown()) },
        },
      },
      async (request) => openOwnFile(deps, (await ownCustomer(client, request.caller)).id, request.params.id),
    );

    app.get(
      '/v1/presentations/:id',
      {
        config: { access: 'public' },
        schema: {
          summary: 'Ciphertext behind a link; each look is written down for the customer',
          tags: ['presentations'],
          params: RowId,
          response: { 200: LinkedPresentation },
        },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store');
        return openLinked(deps, request.params.id, actionOf(request));
      },
    );
  };
}
