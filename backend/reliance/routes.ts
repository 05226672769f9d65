import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { bulkRoutes } from './bulk-routes.ts';
import type { RelianceDeps } from './open-reliance.ts';
import { profileRoutes } from './profile-routes.ts';
import { receiptRoutes } from './receipt-routes.ts';
import { watchRoutes } from './watch-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';

/** All routes of the room. */
export function relianceRoutes(deps: RelianceDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(profileRoutes(deps));
    await app.register(bulkRoutes(deps));
    await app.register(watchRoutes(deps));
    await app.register(webhookRoutes(deps));
    await app.register(receiptRoutes(deps));
  };
}
