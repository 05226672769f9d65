import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';
import { fourEyesOf } from '../platform/auth/another-person.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import type { Caller } from '../platform/http/caller.ts';
import { olderThan, pageLimit, placeOf, toPage } from '../platform/http/page.ts';
import { PageQuery } from '../platform/http/schemas.ts';
import type { AttestationDeps } from './open-ledger.ts';
import { actOfRow, askRevocation, decideRevocation, type RevocationRow } from './revocation-requests.ts';
import {
  RevocationDecision,
  RevocationKind,
  RevocationOrder,
  RevocationRequestPage,
  RevocationRequestView,
  RevokeRequest,
} from './schemas.ts';

const Params = z.strictObject({ id: z.string().max(64) });
const ListQuery = PageQuery.extend({
  state: z.enum(['pending', 'approved', 'refused']).optional(),
  kind: RevocationKind.optional(),
  credentialId: z.string().max(64).optional(),
  batchId: z.string().max(64).optional(),
});

/** Revocations, suspensions and releases under four eyes: one member asks, another one decides. */
export function revocationRoutes(deps: AttestationDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(askRoutes(deps));
    await app.register(decisionRoutes(deps));
  };
}

function askRoutes({ database }: AttestationDeps): FastifyPluginAsyncZod {
  const { client } = database;
  const config = { access: 'credentials:revoke', idempotent: true } as const;
  return async (app) => {
    app.post(
      '/v1/revocation-requests',
      {
        config,
        schema: {
          summary: 'Ask for a revocation, a suspension or a release; another member approves it',
          tags: ['attestation'],
          body: RevocationOrder,
          response: { 201: RevocationRequestView },
        },
      },
      async (request, reply) => {
        const id = await askRevocation(database, request.body, { caller: request.caller, requestId: request.id });
        return reply.code(201).send(await viewOf(client, id, request.caller));
      },
    );

    app.post(
      '/v1/credentials/:id/revoke',
      {
        config,
        schema: {
          summary: 'Ask for the revocation of one credential; another member approves it',
          tags: ['attestation'],
          params: Params,
          body: RevokeRequest,
          response: { 202: RevocationRequestView },
        },
      },
      async (request, reply) => {
        const ask = { kind: 'revoke', credentialId: request.params.id, ...request.body } as const;
        const id = await askRevocation(database, ask, { caller: request.caller, requestId: request.id });
        return reply.code(202).send(await viewOf(client, id, request.caller));
      },
    );
  };
}

function decisionRoutes({ database, signer }: AttestationDeps): FastifyPluginAsyncZod {
  const { client } = database;
  return async (app) => {
    app.get(
      '/v1/revocation-requests',
      {
        config: { access: 'credentials:read' },
        schema: {
          summary: 'Requests, newest first',
          tags: ['attestation'],
          querystring: ListQuery,
          response: { 200: RevocationRequestPage },
        },
      },
      async (request) => {
        const { cursor, limit: _, ...filter } = request.query;
        const limit = pageLimit(request.query);
        const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
        const rows = await client.revocationRequest.findMany({
          where: { ...given, ...olderThan(cursor) },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: limit + 1,
        });
        const page = toPage(rows, limit, placeOf, (row) => row);
        return { ...page, data: await views(client, page.data, request.caller) };
      },
    );

    app.get(
      '/v1/revocation-requests/:id',
      {
        config: { access: 'credentials:read' },
        schema: { summary: 'One request', tags: ['attestation'], params: Params, response: { 200: RevocationRequestView } },
      },
      async (request) => viewOf(client, request.params.id, request.caller),
    );

    app.post(
      '/v1/revocation-requests/:id/decision',
      {
        config: { access: 'credentials:approve', idempotent: true },
        schema: {
          summary: 'Approve or refuse what another member asked for',
          tags: ['attestation'],
          params: Params,
          body: RevocationDecision,
          response: { 200: RevocationRequestView },
        },
      },
      async (request) => {
        const { id } = request.params;
        const order = { id, decision: request.body.decision, sender: signer('issuer').address };
        await decideRevocation(database, order, { caller: request.caller, requestId: request.id });
        return viewOf(client, id, request.caller);
      },
    );
  };
}

async function viewOf(client: DatabaseClient, id: string, caller: Caller): Promise<RevocationRequestView> {
  const row = await client.revocationRequest.findUnique({ where: { id } });
  const [view] = row === null ? [] : await views(client, [row], caller);
  if (view === undefined) throw new DomainError('revocation_unknown', 'not_found', 'No request has this id.');
  return view;
}

async function views(client: DatabaseClient, rows: readonly RevocationRow[], caller: Caller): Promise<RevocationRequestView[]> {
  const transactions = await client.chainTransaction.findMany({
    where: { idempotencyKey: { in: rows.map((row) => `revocation:${row.id}`) } },
    select: { id: true, refId: true, txHash: true, state: true },
  });
  const mayDecide = await fourEyesOf(
    client,
    caller,
    rows.map((row) => row.requestedBy),
  );
  const byRequest = new Map(transactions.map((row) => [row.refId, row]));
  return rows.map((row) => {
    const transaction = byRequest.get(row.id);
    const isPending = row.state === 'pending';
    return {
      id: row.id,
      ...actOfRow(row),
      note: row.note,
      state: row.state === 'approved' || row.state === 'refused' ? row.state : 'pending',
      requestedBy: row.requestedBy,
      decidedBy: row.decidedBy,
      createdAt: row.createdAt.toISOString(),
      decidedAt: row.decidedAt?.toISOString() ?? null,
      decidable: isPending && mayDecide(row.requestedBy) && caller.permissions.has('credentials:approve'),
      transaction: transaction?.txHash ?? transaction?.id ?? null,
      transactionState: transaction?.state ?? null,
    };
  });
}
