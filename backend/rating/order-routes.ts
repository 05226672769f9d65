import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { RatingDeps } from './open-rating.ts';
import { RatingOrder, RatingTypedData, SignedRating } from './order-schemas.ts';
import { relayRating, typedDataOf } from './relay-rating.ts';
import { PublishAccepted } from './schemas.ts';

const TAGS = ['ratings'];

/** Publications that other agencies sign and the house brings to the book. */
export function ratingOrderRoutes(deps: RatingDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/v1/ratings/typed-data',
      {
        config: { access: 'ratings:publish' },
        schema: { summary: 'What the key of an agency signs', tags: TAGS, body: RatingOrder, response: { 200: RatingTypedData } },
      },
      async (request) => typedDataOf(deps, request.body),
    );

    app.post(
      '/v1/ratings/signed',
      {
        config: { access: 'ratings:publish', idempotent: true },
        schema: { summary: 'Publish a rating that an agency signed', tags: TAGS, body: SignedRating, response: { 202: PublishAccepted } },
      },
      async (request, reply) =>
        reply.code(202).send(await relayRating(deps, request.body, { actor: request.caller.actor, requestId: request.id })),
    );
  };
}
