import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { address } from '../kernel/hex.ts';
import { DomainError } from '../kernel/errors.ts';
import { openChallenge } from './holder-challenge.ts';
import { issueOwnCredential } from './issue-own-credential.ts';
import { actionOf, type HolderDeps } from './open-holder.ts';
import { ownCustomer } from './own-customer.ts';
import { registerHolderKey, viewHolderKey } from './register-holder-key.ts';
import { HolderChallenge, HolderChallengeQuery, HolderKeyAnswer, NewHolderKey } from './schemas.ts';

const VALID_DAYS = 90;

/** The key that the customer's credentials are bound to. */
export function keyRoutes(deps: HolderDeps): FastifyPluginAsyncZod {
  const { client } = deps.database;
  const tags = ['own'];
  return async (app) => {
    app.get(
      '/v1/me/holder-key/challenge',
      {
        config: { access: 'own:write' },
        schema: {
          summary: 'What a wallet signs, or a browser makes a passkey with; good for one answer within ten minutes',
          tags,
          querystring: HolderChallengeQuery,
          response: { 200: HolderChallenge },
        },
      },
      async (request, reply) => {
        const wallet = request.query.address === undefined ? undefined : address(request.query.address);
        reply.header('cache-control', 'no-store');
        return openChallenge(deps, await ownCustomer(client, request.caller), wallet, new Date());
      },
    );

    app.put(
      '/v1/me/holder-key',
      {
        config: { access: 'own:write' },
        schema: {
          summary: 'Register or replace the own key; a credential bound to it follows where there is a score',
          tags,
          body: NewHolderKey,
          response: { 200: HolderKeyAnswer },
        },
      },
      async (request) => {
        const action = actionOf(request);
        await registerHolderKey(deps, await ownCustomer(client, request.caller), request.body, action);
        const customer = await ownCustomer(client, request.caller);
        const holderKey = viewHolderKey(customer);
        if (holderKey === null)
          throw new DomainError('holder_key_missing', 'conflict', 'Register a wallet or a passkey as your key first.');
        // The key stands even where no credential can be made for it at the moment.
        const credential = await issueOwnCredential(deps, customer, VALID_DAYS, action).catch((error: unknown) => {
          if (error instanceof DomainError) return null;
          throw error;
        });
        return { holderKey, credential };
      },
    );
  };
}
