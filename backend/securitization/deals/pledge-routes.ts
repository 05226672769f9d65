import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AddressText } from '../../platform/http/schemas.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import { pledgeLoans } from './pledge-loans.ts';
import { PledgeLoans, PledgesAccepted } from './schemas.ts';

/** Pledging loans to a deal. */
export function pledgeRoutes(deps: SecuritizationDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/v1/deals/:address/pledges',
      {
        config: { access: 'securitization:write', idempotent: true },
        schema: {
          summary: 'Pledge loans to a deal',
          description: 'Those of its pool, or those that are named. What the registry would refuse is refused with its own error.',
          tags: ['deals'],
          params: z.strictObject({ address: AddressText }),
          body: PledgeLoans,
          response: { 202: PledgesAccepted },
        },
      },
      async (request, reply) => {
        const order = { actor: request.caller.actor, requestId: request.id };
        return reply.code(202).send(await pledgeLoans(deps, request.params.address, request.body, order));
      },
    );
  };
}
