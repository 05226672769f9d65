import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { PoolDeps } from '../open-securitization.ts';
import { proveDouble } from './prove-double.ts';
import { retireLoans } from './retire-loans.ts';
import { DoubleAccepted, LoansAccepted, ProveDouble, RetireLoans, TapeStandingView } from './schemas.ts';
import { viewTapeStanding } from './tape-standing.ts';

const TAGS = ['securitization'];
const TapeParams = z.strictObject({ id: z.string().max(64) });

/** What became of the loans of a committed tape: registered twice, frozen, retired. */
export function standingRoutes(deps: PoolDeps): FastifyPluginAsyncZod {
  const write = { access: 'securitization:write', idempotent: true } as const;
  return async (app) => {
    app.get(
      '/v1/tapes/:id/standing',
      {
        config: { access: 'securitization:read' },
        schema: {
          summary: 'What the registry says of the loans of a tape',
          description: 'Double registrations that are proven or can be, and loans that are retired.',
          tags: TAGS,
          params: TapeParams,
          response: { 200: TapeStandingView },
        },
      },
      async (request) => viewTapeStanding(deps, request.params.id),
    );

    app.post(
      '/v1/tapes/:id/doubles',
      {
        config: write,
        schema: {
          summary: 'Prove that a loan is registered twice',
          description: 'The earliest registration stands; each later one is frozen for good, also in a pool that it is pledged to.',
          tags: TAGS,
          params: TapeParams,
          body: ProveDouble,
          response: { 202: DoubleAccepted },
        },
      },
      async (request, reply) => {
        const order = { actor: request.caller.actor, requestId: request.id };
        const { frozen, transactionIds } = await proveDouble(deps, request.params.id, request.body.position, order);
        return reply.code(202).send({ frozen: frozen.map(String), transactionIds: [...transactionIds] });
      },
    );

    app.post(
      '/v1/tapes/:id/retirements',
      {
        config: write,
        schema: {
          summary: 'Take loans of a tape out of the registry for good',
          description: 'Loans that are paid or written off and not pledged. They cannot be pledged any more.',
          tags: TAGS,
          params: TapeParams,
          body: RetireLoans,
          response: { 202: LoansAccepted },
        },
      },
      async (request, reply) => {
        const order = { actor: request.caller.actor, requestId: request.id };
        return reply.code(202).send(await retireLoans(deps, request.params.id, request.body, order));
      },
    );
  };
}
