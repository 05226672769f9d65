import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';
import { pageLimit } from '../platform/http/page.ts';
import { Hash32Text, PageQuery } from '../platform/http/schemas.ts';
import { listConsents, withdrawConsent } from './consents.ts';
import { actionOf, type HolderDeps } from './open-holder.ts';
import { ownCustomer } from './own-customer.ts';
import { consentStatus } from './receive-presentation.ts';
import { ConsentPage, ConsentStatusView, ConsentView } from './schemas.ts';

const RowId = z.strictObject({ id: z.string().max(64) });

/** What customers agreed to, and the end of it. */
export function consentRoutes({ database }: Pick<HolderDeps, 'database'>): FastifyPluginAsyncZod {
  const { client } = database;
  return async (app) => {
    app.get(
      '/v1/me/consents',
      {
        config: { access: 'own:read' },
        schema: {
          summary: 'Own consents, newest first, with who looked when',
          tags: ['own'],
          querystring: PageQuery,
          response: { 200: ConsentPage },
        },
      },
      async (request) => {
        const { id } = await ownCustomer(client, request.caller);
        return listConsents(client, id, { limit: pageLimit(request.query), cursor: request.query.cursor });
      },
    );

    app.post(
      '/v1/me/consents/:id/withdrawal',
      {
        config: { access: 'own:write', idempotent: true },
        schema: { summary: 'Take a consent back', tags: ['own'], params: RowId, response: { 200: ConsentView } },
      },
      async (request) => {
        const { id } = await ownCustomer(client, request.caller);
        return withdrawConsent(database, id, request.params.id, actionOf(request));
      },
    );

    app.get(
      '/v1/customers/:id/consents',
      {
        config: { access: 'customers:read' },
        schema: {
          summary: 'Consents of a customer, newest first',
          tags: ['customers'],
          params: RowId,
          querystring: PageQuery,
          response: { 200: ConsentPage },
        },
      },
      async (request) => {
        const { id } = request.params;
        if ((await client.customer.count({ where: { id } })) === 0)
          throw new DomainError('customer_unknown', 'not_found', 'No customer has this id.');
        return listConsents(client, id, { limit: pageLimit(request.query), cursor: request.query.cursor });
      },
    );

    app.post(
      '/v1/customers/:id/consents/:consentId/withdrawal',
      {
        config: { access: 'customers:write', idempotent: true },
        schema: {
          summary: 'Take a consent back for a customer who asks an officer to',
          tags: ['customers'],
          params: RowId.extend({ consentId: z.string().max(64) }),
          response: { 200: ConsentView },
        },
      },
      async (request) => withdrawConsent(database, request.params.id, request.params.consentId, actionOf(request)),
    );

    app.get(
      '/v1/consents/:digest',
      {
        config: { access: 'public', callerless: true },
        schema: {
          summary: 'Whether the consent that a presentation file stands for is still in force',
          tags: ['presentations'],
          params: z.strictObject({ digest: Hash32Text }),
          response: { 200: ConsentStatusView },
        },
      },
      async (request) => consentStatus(client, request.params.digest, new Date()),
    );
  };
}
