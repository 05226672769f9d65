import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { eraseCustomer } from '../intake/erase-customer.ts';
import type { HolderDeps } from './open-holder.ts';
import { ownCustomer } from './own-customer.ts';
import { readOwnRecord } from './own-record.ts';
import { EraseMe, ErasedView, OwnRecord } from './schemas.ts';

/** What the house knows of the customer who asks, and the erasure of it all. */
export function ownRoutes(deps: HolderDeps): FastifyPluginAsyncZod {
  const { client } = deps.database;
  const tags = ['own'];
  return async (app) => {
    app.get(
      '/v1/me/customer',
      {
        config: { access: 'own:read' },
        schema: { summary: 'All that is known of me, and who looked', tags, response: { 200: OwnRecord } },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store');
        return readOwnRecord(deps, await ownCustomer(client, request.caller));
      },
    );

    app.delete(
      '/v1/me',
      {
        config: { access: 'own:write' },
        schema: { summary: 'Erase all personal data and the account', tags, body: EraseMe, response: { 200: ErasedView } },
      },
      async (request) => {
        const customer = await ownCustomer(client, request.caller);
        const { id: requestId, caller } = request;
        const order = {
          customerId: customer.id,
          confirm: request.body.confirmation.trim(),
          reason: 'requested',
          actor: caller.actor,
          requestId,
        } as const;
        const { erasedAt } = await eraseCustomer(deps, order);
        return { erased: true as const, at: erasedAt.toISOString() };
      },
    );
  };
}
