import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import { type KeyWrap, openCustomerKey } from '../../intake/customer-keys.ts';
import { eraseCustomer } from '../../intake/erase-customer.ts';
import { CustomerPage, CustomerView, ErasureRequest, ErasureView } from '../../intake/schemas.ts';
import { openAttributes } from '../../intake/store.ts';
import { viewOutcomes } from '../../intake/view-outcomes.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import type { Database } from '../../platform/database/database.ts';
import { olderThan, pageLimit, placeOf, toPage } from '../../platform/http/page.ts';
import { PageQuery } from '../../platform/http/schemas.ts';
import { findCustomer, findStandings, LATEST, viewCustomer, viewRow } from './customer-view.ts';

const CustomerQuery = PageQuery.extend({
  grade: z
    .string()
    .regex(/^[A-Z][A-Z0-9+-]{0,3}$/, 'is a grade such as A')
    .optional(),
  q: z.string().max(64).optional(),
  source: z.string().max(64).optional(),
});

/** The customer file: what intake, scoring and attestation know of one customer, side by side. */
export function customerRoutes(deps: { readonly database: Database; readonly wrap: KeyWrap }): FastifyPluginAsyncZod {
  const { client } = deps.database;
  return async (app) => {
    app.get(
      '/v1/customers',
      {
        config: { access: 'customers:read' },
        schema: { summary: 'Customers, newest first', tags: ['customers'], querystring: CustomerQuery, response: { 200: CustomerPage } },
      },
      async (request) => {
        const limit = pageLimit(request.query);
        const rows = await client.customer.findMany({
          take: limit + 1,
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          where: matching(request.query),
          include: LATEST,
        });
        const standings = await findStandings(client, rows);
        const now = new Date();
        return toPage(rows, limit, placeOf, (row) => viewRow(row, standings, now));
      },
    );

    app.get(
      '/v1/customers/:id',
      {
        config: { access: 'customers:read' },
        schema: {
          summary: 'One customer with score, points, reasons and credential',
          tags: ['customers'],
          params: z.strictObject({ id: z.string().max(64) }),
          response: { 200: CustomerView },
        },
      },
      async (request) => {
        const row = await findCustomer(client, request.params.id);
        if (row === null) throw new DomainError('customer_unknown', 'not_found', 'No customer has this id.');
        const key = row.erasedAt === null ? await openCustomerKey(client, deps.wrap, row.id) : null;
        const facts =
          key === null
            ? { attributes: null, outcomes: [] }
            : { attributes: openAttributes(key, row), outcomes: await viewOutcomes(client, row.id, key) };
        const entry = { action: 'customer.viewed', entity: 'customer', entityId: row.id, outcome: 'ok', detail: {} } as const;
        await deps.database.write((tx) =>
          appendAudit(tx, { ...entry, actor: request.caller.actor, requestId: request.id, at: new Date() }),
        );
        return viewCustomer(row, await findStandings(client, [row]), facts);
      },
    );

    app.post(
      '/v1/customers/:id/erasure',
      {
        config: { access: 'customers:write', idempotent: true },
        schema: {
          summary: 'Erase a customer for ever; digests and roots stay',
          tags: ['customers'],
          params: z.strictObject({ id: z.string().max(64) }),
          body: ErasureRequest,
          response: { 200: ErasureView },
        },
      },
      async (request) => {
        const { id } = request.params;
        const order = { customerId: id, ...request.body, actor: request.caller.actor, requestId: request.id };
        const { erasedAt, credentials } = await eraseCustomer(deps, order);
        return { id, erasedAt: erasedAt.toISOString(), credentials };
      },
    );
  };
}

function matching({ grade, q, source, cursor }: z.infer<typeof CustomerQuery>) {
  return {
    ...(source === undefined ? {} : { source }),
    ...(q === undefined ? {} : { externalId: { startsWith: q } }),
    ...(grade === undefined ? {} : { scores: { some: { isLatest: true, grade } } }),
    ...olderThan(cursor),
  };
}
