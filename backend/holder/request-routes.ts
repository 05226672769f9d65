import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { organizationOf } from '../platform/auth/manage-api-keys.ts';
import { olderThan, pageLimit, placeOf, toPage } from '../platform/http/page.ts';
import { PageQuery } from '../platform/http/schemas.ts';
import { actionOf, type HolderDeps } from './open-holder.ts';
import {
  askPresentation,
  type ConsentOfRequest,
  findRequest,
  ownRequest,
  viewPublicRequest,
  viewRequest,
  withdrawRequest,
} from './presentation-requests.ts';
import { openReceived } from './receive-presentation.ts';
import {
  NewPresentationRequest,
  PresentationRequestPage,
  PresentationRequestView,
  PublicRequestView,
  ReceivedPresentation,
} from './schemas.ts';

const RequestId = z.strictObject({ id: z.string().max(64) });

/** The lender's side: asking for presentations, and reading those that came. */
export function requestRoutes(deps: HolderDeps): FastifyPluginAsyncZod {
  const { database } = deps;
  const { client } = database;
  const tags = ['presentations'];

  async function consentsOf(ids: readonly string[]): Promise<Map<string | null, ConsentOfRequest>> {
    const rows = await client.consent.findMany({ where: { requestId: { in: [...ids] } } });
    return new Map(rows.map((row) => [row.requestId, row]));
  }

  async function view(organizationId: string, id: string): Promise<PresentationRequestView> {
    const row = await ownRequest(client, organizationId, id);
    return viewRequest(row, (await consentsOf([id])).get(id) ?? null, new Date());
  }

  return async (app) => {
    app.post(
      '/v1/presentation-requests',
      {
        config: { access: 'reliance:write', idempotent: true },
        schema: {
          summary: 'Ask a customer to show fields or thresholds',
          tags,
          body: NewPresentationRequest,
          response: { 201: PresentationRequestView },
        },
      },
      async (request, reply) => {
        const organizationId = organizationOf(request.caller);
        const id = await askPresentation(database, organizationId, request.body, actionOf(request));
        return reply.code(201).send(await view(organizationId, id));
      },
    );

    app.get(
      '/v1/presentation-requests',
      {
        config: { access: 'reliance:read' },
        schema: { summary: 'Own requests, newest first', tags, querystring: PageQuery, response: { 200: PresentationRequestPage } },
      },
      async (request) => {
        const limit = pageLimit(request.query);
        const rows = await client.presentationRequest.findMany({
          where: { organizationId: organizationOf(request.caller), ...olderThan(request.query.cursor) },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: limit + 1,
        });
        const consents = await consentsOf(rows.map(({ id }) => id));
        const now = new Date();
        return toPage(rows, limit, placeOf, (row) => viewRequest(row, consents.get(row.id) ?? null, now));
      },
    );

    app.get(
      '/v1/presentation-requests/:id',
      {
        config: { access: 'reliance:read' },
        schema: { summary: 'One own request', tags, params: RequestId, response: { 200: PresentationRequestView } },
      },
      async (request) => view(organizationOf(request.caller), request.params.id),
    );

    app.post(
      '/v1/presentation-requests/:id/withdrawal',
      {
        config: { access: 'reliance:write', idempotent: true },
        schema: { summary: 'Take an open request back', tags, params: RequestId, response: { 200: PresentationRequestView } },
      },
      async (request) => {
        const organizationId = organizationOf(request.caller);
        await withdrawRequest(database, organizationId, request.params.id, actionOf(request));
        return view(organizationId, request.params.id);
      },
    );

    app.get(
      '/v1/presentation-requests/:id/public',
      {
        config: { access: 'public' },
        schema: { summary: 'Who asks, what for and until when', tags, params: RequestId, response: { 200: PublicRequestView } },
      },
      async (request) => viewPublicRequest(await findRequest(client, request.params.id), new Date()),
    );

    app.get(
      '/v1/presentation-requests/:id/presentation',
      {
        config: { access: 'reliance:read' },
        schema: {
          summary: 'What the customer handed over; each look is written down for him',
          tags,
          params: RequestId,
          response: { 200: ReceivedPresentation },
        },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store');
        return openReceived(deps, organizationOf(request.caller), request.params.id, actionOf(request));
      },
    );
  };
}
