import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { closeLogin, inviteCustomer, viewLogin } from './customer-login.ts';
import { actionOf, type HolderDeps } from './open-holder.ts';
import { CustomerLoginView, NewCustomerLogin, NewCustomerLoginView } from './schemas.ts';

const CustomerId = z.strictObject({ id: z.string().max(64) });

/** Accounts of customers, opened and closed by officers of the house. */
export function loginRoutes({ database }: Pick<HolderDeps, 'database'>): FastifyPluginAsyncZod {
  const tags = ['customers'];
  return async (app) => {
    app.post(
      '/v1/customers/:id/login',
      {
        // The password is shown once and kept as a hash, so the answer is not kept for a repetition either.
        config: { access: 'customers:write' },
        schema: {
          summary: 'Open an account for a customer; only this answer shows the password',
          tags,
          params: CustomerId,
          body: NewCustomerLogin,
          response: { 201: NewCustomerLoginView },
        },
      },
      async (request, reply) => {
        const { password } = await inviteCustomer(database, { customerId: request.params.id, ...request.body }, actionOf(request));
        return reply.code(201).send({ ...(await viewLogin(database.client, request.params.id)), password });
      },
    );
    app.get(
      '/v1/customers/:id/login',
      {
        config: { access: 'customers:read' },
        schema: { summary: 'Account of a customer', tags, params: CustomerId, response: { 200: CustomerLoginView } },
      },
      async (request) => viewLogin(database.client, request.params.id),
    );
    app.delete(
      '/v1/customers/:id/login',
      {
        config: { access: 'customers:write' },
        schema: { summary: 'Close the account of a customer', tags, params: CustomerId, response: { 200: CustomerLoginView } },
      },
      async (request) => closeLogin(database, request.params.id, actionOf(request)),
    );
  };
}
