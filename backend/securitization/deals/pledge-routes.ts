import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AddressText } from '../../platform/http/schemas.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import { pledgeLoans } from './pledge-loans.ts';
import { DoubleList } from '../pools/schemas.ts';
import { PledgeLoans, PledgesAccepted, SubstituteLoan, TransactionAccepted } from './schemas.ts';
import { doublesOfDeal } from './frozen-loans.ts';
import { offerSubstitute, takeSubstitute } from './substitute-loan.ts';

const TAGS = ['deals'];
const DealParams = z.strictObject({ address: AddressText });

/** The loans behind a deal: pledged, frozen, exchanged. */
export function pledgeRoutes(deps: SecuritizationDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/v1/deals/:address/pledges',
      {
        config: { access: 'securitization:write', idempotent: true },
        schema: {
          summary: 'Pledge loans to a deal',
          description: 'Those of its pool, or those that are named. What the registry would refuse is refused with its own error.',
          tags: TAGS,
          params: DealParams,
          body: PledgeLoans,
          response: { 202: PledgesAccepted },
        },
      },
      async (request, reply) => {
        const order = { actor: request.caller.actor, requestId: request.id };
        return reply.code(202).send(await pledgeLoans(deps, request.params.address, request.body, order));
      },
    );

    app.get(
      '/v1/deals/:address/doubles',
      {
        config: { access: 'securitization:read' },
        schema: {
          summary: 'Loans of a deal that are frozen, because they were registered before',
          tags: TAGS,
          params: DealParams,
          response: { 200: DoubleList },
        },
      },
      async (request) => ({ data: await doublesOfDeal(deps, request.params.address) }),
    );

    app.post(
      '/v1/deals/:address/substitutions',
      {
        config: { access: 'securitization:write', idempotent: true },
        schema: {
          summary: 'Offer a loan to a deal in the place of another',
          description:
            'By the originator. The loan that comes meets every rule of the pool, its balance is not lower, and every limit holds in the pool as it results; each reason against it is named.',
          tags: TAGS,
          params: DealParams,
          body: SubstituteLoan,
          response: { 202: TransactionAccepted },
        },
      },
      async (request, reply) => {
        const order = { actor: request.caller.actor, requestId: request.id };
        return reply.code(202).send(await offerSubstitute(deps, request.params.address, request.body, order));
      },
    );

    app.post(
      '/v1/deals/:address/substitutions/execution',
      {
        config: { access: 'securitization:write', idempotent: true },
        schema: {
          summary: 'Let a deal take the loan that was offered in the place of another',
          description: 'By the originator before the closing of the deal, by its trustee after it.',
          tags: TAGS,
          params: DealParams,
          body: SubstituteLoan,
          response: { 202: TransactionAccepted },
        },
      },
      async (request, reply) => {
        const order = { actor: request.caller.actor, requestId: request.id };
        return reply.code(202).send(await takeSubstitute(deps, request.params.address, request.body, order));
      },
    );
  };
}
