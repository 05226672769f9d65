import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Database } from '../platform/database/database.ts';
import type { Caller } from '../platform/http/caller.ts';
import { olderThan, pageLimit, placeOf, toPage } from '../platform/http/page.ts';
import { askPromotion, decidePromotion, type PromotionRow } from './promotions.ts';
import { AskPromotion, DecidePromotion, HashParams, PromotionPage, PromotionQuery, PromotionView } from './schemas.ts';

const TAGS = ['scoring'];
const Params = z.strictObject({ id: z.string().max(64) });

/** Scorecards are put in use under four eyes: one member asks, another one decides. */
export function promotionRoutes(database: Database): FastifyPluginAsyncZod {
  const { client } = database;
  const write = { access: 'scorecards:write', idempotent: true } as const;
  const view = async (id: string, caller: Caller) =>
    viewPromotion(await client.scorecardPromotion.findUniqueOrThrow({ where: { id } }), caller);
  return async (app) => {
    app.get(
      '/v1/promotions',
      {
        config: { access: 'scorecards:read' },
        schema: {
          summary: 'Requests to put a scorecard in use, newest first',
          tags: TAGS,
          querystring: PromotionQuery,
          response: { 200: PromotionPage },
        },
      },
      async ({ query, caller }) => {
        const limit = pageLimit(query);
        const { cursor, state, scorecard } = query;
        const where = {
          ...(state === undefined ? {} : { state }),
          ...(scorecard === undefined ? {} : { scorecardHash: scorecard }),
          ...olderThan(cursor),
        };
        const orderBy = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];
        return toPage(await client.scorecardPromotion.findMany({ take: limit + 1, orderBy, where }), limit, placeOf, (row) =>
          viewPromotion(row, caller),
        );
      },
    );

    app.post(
      '/v1/scorecards/:hash/promotions',
      {
        config: write,
        schema: {
          summary: 'Ask that a scorecard be put in use; another member decides',
          tags: TAGS,
          params: HashParams,
          body: AskPromotion,
          response: { 201: PromotionView },
        },
      },
      async (request, reply) => {
        const actor = { caller: request.caller, requestId: request.id };
        return reply
          .code(201)
          .send(await view(await askPromotion(database, request.params.hash, request.body.note, actor), request.caller));
      },
    );

    app.post(
      '/v1/promotions/:id/decision',
      {
        config: write,
        schema: {
          summary: 'Approve or refuse to put a scorecard in use; the one before it is retired',
          tags: TAGS,
          params: Params,
          body: DecidePromotion,
          response: { 200: PromotionView },
        },
      },
      async (request) => {
        await decidePromotion(database, { id: request.params.id, ...request.body }, { caller: request.caller, requestId: request.id });
        return view(request.params.id, request.caller);
      },
    );
  };
}

function viewPromotion(row: PromotionRow, { kind, actor }: Caller): z.infer<typeof PromotionView> {
  const { id, scorecardHash: scorecard, note, replaced, requestedBy, decidedBy, decisionNote, createdAt, decidedAt } = row;
  return {
    id,
    scorecard,
    state: PromotionView.shape.state.parse(row.state),
    note,
    replaced,
    requestedBy,
    decidedBy,
    decisionNote,
    createdAt: createdAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
    decidable: row.state === 'pending' && kind === 'user' && actor !== requestedBy,
  };
}
