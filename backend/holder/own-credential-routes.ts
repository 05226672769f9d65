import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { openCredentialFile } from '../attestation/credential-file.ts';
import { credentialFile } from '../attestation/domain/credential.ts';
import { recordAudit } from '../platform/http/record-audit.ts';
import { pageLimit } from '../platform/http/page.ts';
import { PageQuery } from '../platform/http/schemas.ts';
import { holderFile } from './domain/holder-file.ts';
import { issueOwnCredential } from './issue-own-credential.ts';
import { actionOf, type HolderDeps } from './open-holder.ts';
import { listOwnCredentials, openPresentable, viewOwnCredential } from './own-credentials.ts';
import { ownCustomer } from './own-customer.ts';
import { NewOwnCredential, OwnCredentialPage, OwnCredentialView } from './schemas.ts';

const RowId = z.strictObject({ id: z.string().max(64) });

/** The customer's credentials, their files and fresh ones. */
export function ownCredentialRoutes(deps: HolderDeps): FastifyPluginAsyncZod {
  const { database } = deps;
  const { client } = database;
  const tags = ['own'];
  const openFile = (id: string) => openCredentialFile({ ...deps, signer: () => deps.signer('issuer') }, id);
  return async (app) => {
    app.get(
      '/v1/me/credentials',
      {
        config: { access: 'own:read' },
        schema: { summary: 'Own credentials, newest first', tags, querystring: PageQuery, response: { 200: OwnCredentialPage } },
      },
      async (request) => {
        const customer = await ownCustomer(client, request.caller);
        return listOwnCredentials(deps, customer, { limit: pageLimit(request.query), cursor: request.query.cursor });
      },
    );

    app.get(
      '/v1/me/credentials/:id/file',
      {
        config: { access: 'own:read' },
        schema: {
          summary: 'Own credential file, every field shown',
          tags,
          params: RowId,
          response: { 200: z.record(z.string(), z.unknown()) },
        },
      },
      async (request, reply) => {
        const { id } = await viewOwnCredential(deps, await ownCustomer(client, request.caller), request.params.id);
        const { credential } = await openFile(id);
        await recordAudit(database, request, { action: 'credential.disclosed', entity: 'credential', entityId: id, outcome: 'ok' });
        reply.header('content-disposition', `attachment; filename="${id}.credential.json"`).header('cache-control', 'no-store');
        return { ...credentialFile(credential) };
      },
    );

    app.get(
      '/v1/me/credentials/:id/holder-file',
      {
        config: { access: 'own:write' },
        schema: {
          summary: 'Own credential with the secrets that make presentations of it without this server; for the holder alone',
          tags,
          params: RowId,
          response: { 200: z.record(z.string(), z.unknown()) },
        },
      },
      async (request, reply) => {
        const held = await openPresentable(deps, await ownCustomer(client, request.caller), request.params.id);
        await recordAudit(database, request, { action: 'credential.handed_over', entity: 'credential', entityId: held.id, outcome: 'ok' });
        reply.header('content-disposition', `attachment; filename="${held.id}.holder.json"`).header('cache-control', 'no-store');
        return { ...holderFile(held) };
      },
    );

    app.post(
      '/v1/me/credentials',
      {
        config: { access: 'own:write', idempotent: true },
        schema: { summary: 'A fresh credential bound to the own key', tags, body: NewOwnCredential, response: { 201: OwnCredentialView } },
      },
      async (request, reply) => {
        const customer = await ownCustomer(client, request.caller);
        const row = await issueOwnCredential(deps, customer, request.body.validDays, actionOf(request));
        const { credential } = await openFile(row.id);
        return reply.code(201).send({ ...row, file: { ...credentialFile(credential) } });
      },
    );
  };
}
