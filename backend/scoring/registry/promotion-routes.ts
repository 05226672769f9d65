import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { fourEyesOf } from '../../platform/auth/another-person.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { olderThan, pageLimit, placeOf, toPage } from '../../platform/http/page.ts';
import { askPromotion, decidePromotion, type PromotionRow, recordAgain } from './promotions.ts';
import { HashParams } from '../schemas.ts';
import { AskPromotion, DecidePromotion, PromotionPage, PromotionQuery, PromotionView } from './schemas.ts';

const TAGS = ['scoring'];
const Params = z.strictObject({ id: z.string().max(64) });

/** Scorecards get their roles under four eyes: one member asks, another one decides, and the chain shows it. */
export function promotionRoutes(database: Database): FastifyPluginAsyncZod {
  const { client } = database;
  const write = { access: 'scorecards:write', idempotent: true } as const;
  const view = async (id: string, caller: Caller) => {
    const row = await client.scorecardPromotion.findUniqueOrThrow({ where: { id } });
    return viewPromotion(row, await fourEyesOf(client, caller, [row.requestedBy]));
  };
  return async (app) => {
    app.get(
      '/v1/promotions',
      {
        config: { access: 'scorecards:read' },
        schema: {
          summary: 'Requests to change what a scorecard is used for, newest first',
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
        const rows = await client.scorecardPromotion.findMany({ take: limit + 1, orderBy, where });
        const requesters = rows.map((row) => row.requestedBy);
        const mayDecide = await fourEyesOf(client, caller, requesters);
        return toPage(rows, limit, placeOf, (row) => viewPromotion(row, mayDecide));
      },
    );

    app.post(
      '/v1/scorecards/:hash/promotions',
      {
        config: write,
        schema: {
          summary: 'Ask that a scorecard become champion, challenger or shadow, or be retired; another member decides',
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
          .send(await view(await askPromotion(database, { hash: request.params.hash, ...request.body }, actor), request.caller));
      },
    );

    app.post(
      '/v1/promotions/:id/decision',
      {
        config: write,
        schema: {
          summary: 'Approve or refuse a change of role; an approved one holds from the moment that the chain shows it',
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

    app.post(
      '/v1/promotions/:id/record',
      {
        config: write,
        schema: {
          summary: 'Write an approved change on the chain once more, after the chain refused it',
          tags: TAGS,
          params: Params,
          response: { 200: PromotionView },
        },
      },
      async (request) => {
        await recordAgain(database, request.params.id, { caller: request.caller, requestId: request.id });
        return view(request.params.id, request.caller);
      },
    );
  };
}

function viewPromotion(row: PromotionRow, mayDecide: (requestedBy: string) => boolean): PromotionView {
  const { scorecardHash: scorecard, createdAt, decidedAt, recordedAt, ...rest } = row;
  return PromotionView.parse({
    ...rest,
    scorecard,
    createdAt: createdAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
    recordedAt: recordedAt?.toISOString() ?? null,
    decidable: row.state === 'pending' && mayDecide(row.requestedBy),
  });
}
