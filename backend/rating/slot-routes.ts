import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { hash32 } from '../kernel/hex.ts';
import { pageLimit } from '../platform/http/page.ts';
import { OwnSlotView, RateAccepted, RateCustomer, SlotPage, SlotParams, SlotQuery, SlotView } from './schemas.ts';
import type { RatingDeps } from './open-rating.ts';
import { rateCustomer } from './rate-customer.ts';
import { customerOfLogin } from './read-board.ts';
import { listSlots, viewOwnSlot, viewSlot } from './read-slots.ts';

const TAGS = ['ratings'];

/** Newest ratings of single customers, each in a slot of its own on chain. */
export function slotRoutes(deps: RatingDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/rating-slots',
      {
        config: { access: 'public' },
        schema: { summary: 'Slots that were ever written', tags: TAGS, querystring: SlotQuery, response: { 200: SlotPage } },
      },
      async (request) => listSlots(deps, { limit: pageLimit(request.query), cursor: request.query.cursor }),
    );

    app.post(
      '/v1/rating-slots',
      {
        config: { access: 'ratings:publish', idempotent: true },
        schema: { summary: 'Write the newest rating of a customer', tags: TAGS, body: RateCustomer, response: { 202: RateAccepted } },
      },
      async (request, reply) =>
        reply.code(202).send(await rateCustomer(deps, request.body, { actor: request.caller.actor, requestId: request.id })),
    );

    app.get(
      '/v1/rating-slots/mine',
      {
        config: { access: 'own:read' },
        schema: { summary: "The signed-in customer's own slot, opened", tags: TAGS, response: { 200: OwnSlotView } },
      },
      async (request) => viewOwnSlot(deps, await customerOfLogin(deps, request.caller)),
    );

    app.get(
      '/v1/rating-slots/:issuer/:tag',
      {
        config: { access: 'public' },
        schema: { summary: 'Newest rating of one customer, masked', tags: TAGS, params: SlotParams, response: { 200: SlotView } },
      },
      async (request) => viewSlot(deps, { issuerId: Number(request.params.issuer), tag: hash32(request.params.tag) }),
    );
  };
}
