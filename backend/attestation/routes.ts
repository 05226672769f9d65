import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { batchRoutes } from './batch-routes.ts';
import { credentialRoutes } from './credential-routes.ts';
import { fileBatchRoutes } from './file-batch/routes.ts';
import { exchangeRoutes } from './exchange-routes.ts';
import { evidenceRoutes } from './evidence-routes.ts';
import { issuerAdminRoutes } from './issuer-routes.ts';
import { ledgerRoutes } from './ledger-routes.ts';
import { type AttestationDeps, openLedger } from './open-ledger.ts';
import { overviewRoutes } from './overview-routes.ts';
import { revocationRoutes } from './revocation-routes.ts';
import { verificationRoutes } from './verification-routes.ts';

/** All routes of the room. */
export function attestationRoutes(deps: AttestationDeps & { readonly config: { readonly publicUrl: string } }): FastifyPluginAsyncZod {
  const ledger = openLedger(deps);
  return async (app) => {
    await app.register(batchRoutes(deps));
    await app.register(fileBatchRoutes(deps, ledger));
    await app.register(credentialRoutes(deps, ledger));
    await app.register(exchangeRoutes(deps, ledger));
    await app.register(revocationRoutes(deps));
    await app.register(verificationRoutes(ledger, deps));
    await app.register(ledgerRoutes(deps, ledger));
    await app.register(issuerAdminRoutes(deps, ledger));
    await app.register(overviewRoutes(deps, ledger));
    await app.register(evidenceRoutes(deps, ledger));
  };
}
