import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { SecuritizationDeps } from '../open-securitization.ts';
import { closingRoutes } from './closing-routes.ts';
import { dealReadRoutes } from './deal-read-routes.ts';
import { draftRoutes } from './draft-routes.ts';
import { periodFileRoutes } from './period-file-routes.ts';
import { pledgeRoutes } from './pledge-routes.ts';

/** Deals from the draft to the last period. */
export function dealRoutes(deps: SecuritizationDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(draftRoutes(deps));
    await app.register(pledgeRoutes(deps));
    await app.register(dealReadRoutes(deps));
    await app.register(closingRoutes(deps));
    await app.register(periodFileRoutes(deps));
  };
}
