import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { boardRoutes } from './board-routes.ts';
import type { RatingDeps } from './open-rating.ts';
import { ratingOrderRoutes } from './order-routes.ts';
import { publicRatingRoutes } from './rating-routes.ts';
import { slotRoutes } from './slot-routes.ts';

/** All routes of the room. */
export function ratingRoutes(deps: RatingDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(publicRatingRoutes(deps));
    await app.register(ratingOrderRoutes(deps));
    await app.register(boardRoutes(deps));
    await app.register(slotRoutes(deps));
  };
}
