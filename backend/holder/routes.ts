import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { openLedger } from '../attestation/open-ledger.ts';
import { consentRoutes } from './consent-routes.ts';
import { handedRoutes } from './handed-routes.ts';
import { keyRoutes } from './key-routes.ts';
import { loginRoutes } from './login-routes.ts';
import type { HolderDeps } from './open-holder.ts';
import { ownCredentialRoutes } from './own-credential-routes.ts';
import { ownRoutes } from './own-routes.ts';
import { presentationRoutes } from './presentation-routes.ts';
import { requestRoutes } from './request-routes.ts';

/** All routes of the room. */
export function holderRoutes(deps: HolderDeps): FastifyPluginAsyncZod {
  const ledger = openLedger(deps);
  return async (app) => {
    await app.register(loginRoutes(deps));
    await app.register(ownRoutes(deps));
    await app.register(ownCredentialRoutes(deps));
    await app.register(keyRoutes(deps));
    await app.register(requestRoutes(deps));
    await app.register(presentationRoutes({ ...deps, ledger }));
    await app.register(handedRoutes(deps));
    await app.register(consentRoutes(deps));
  };
}
