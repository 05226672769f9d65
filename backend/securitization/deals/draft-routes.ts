import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { pageLimit } from '../../platform/http/page.ts';
import { PageQuery } from '../../platform/http/schemas.ts';
import { DEAL_TEMPLATES } from '../templates.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import { listDrafts, saveDraft, viewDraft } from './drafts.ts';
import { publishDeal } from './publish-deal.ts';
import { DraftPage, DraftView, PublishDeal, SaveDraft, TransactionAccepted } from './schemas.ts';

const TAGS = ['deals'];
const MAX_BODY_BYTES = 1024 * 1024;
const DraftParams = z.strictObject({ id: z.string().max(64) });

/** Deal files as their arranger works on them. */
export function draftRoutes(deps: SecuritizationDeps): FastifyPluginAsyncZod {
  const { database } = deps;
  return async (app) => {
    app.get(
      '/v1/deal-templates',
      {
        config: { access: 'securitization:read' },
        schema: {
          summary: 'Deal files to begin from',
          tags: TAGS,
          response: { 200: z.object({ data: z.array(z.object({ id: z.string(), file: z.record(z.string(), z.unknown()) })) }) },
        },
      },
      async () => ({ data: Object.entries(DEAL_TEMPLATES).map(([id, file]) => ({ id, file: file as Record<string, unknown> })) }),
    );

    app.get(
      '/v1/deal-drafts',
      {
        config: { access: 'securitization:write' },
        schema: { summary: 'Drafts of deals, newest first', tags: TAGS, querystring: PageQuery, response: { 200: DraftPage } },
      },
      async (request) => listDrafts(database, request.query.cursor, pageLimit(request.query)),
    );

    app.get(
      '/v1/deal-drafts/:id',
      {
        config: { access: 'securitization:write' },
        schema: { summary: 'A draft with every fault in it', tags: TAGS, params: DraftParams, response: { 200: DraftView } },
      },
      async (request) => viewDraft(database, request.params.id),
    );

    app.post(
      '/v1/deal-drafts',
      {
        config: { access: 'securitization:write', idempotent: true },
        bodyLimit: MAX_BODY_BYTES,
        schema: { summary: 'Keep a deal file as a draft', tags: TAGS, body: SaveDraft, response: { 201: DraftView } },
      },
      async (request, reply) => {
        const id = await saveDraft(deps, null, request.body, { actor: request.caller.actor, requestId: request.id });
        return reply.code(201).send(await viewDraft(database, id));
      },
    );

    app.put(
      '/v1/deal-drafts/:id',
      {
        config: { access: 'securitization:write' },
        bodyLimit: MAX_BODY_BYTES,
        schema: { summary: 'Change a draft', tags: TAGS, params: DraftParams, body: SaveDraft, response: { 200: DraftView } },
      },
      async (request) => {
        const id = await saveDraft(deps, request.params.id, request.body, { actor: request.caller.actor, requestId: request.id });
        return viewDraft(database, id);
      },
    );

    app.post(
      '/v1/deal-drafts/:id/publication',
      {
        config: { access: 'securitization:write', idempotent: true },
        schema: {
          summary: 'Create the deal on the chain',
          tags: TAGS,
          params: DraftParams,
          body: PublishDeal,
          response: { 202: TransactionAccepted },
        },
      },
      async (request, reply) => {
        const order = { actor: request.caller.actor, requestId: request.id };
        return reply.code(202).send(await publishDeal(deps, request.params.id, request.body, order));
      },
    );
  };
}
