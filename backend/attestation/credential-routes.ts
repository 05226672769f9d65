import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';
import { recordAudit } from '../platform/http/record-audit.ts';
import { CREDENTIAL_COLUMNS, credentialViews } from './batch-views.ts';
import { openCredentialFile } from './credential-file.ts';
import { discloseFields } from './domain/build-credential.ts';
import { credentialFile } from './domain/credential.ts';
import { SLOTS } from './domain/field-tree.ts';
import { exportAnchorProof } from './export-anchor-proof.ts';
import type { AttestationDeps, LedgerDoor } from './open-ledger.ts';
import { issueCredential } from './issue-credential.ts';
import { CredentialRow, IssuedView, IssueOneRequest } from './schemas.ts';

const CredentialParams = z.strictObject({ id: z.string().max(64) });
const FileQuery = z.strictObject({
  /** Names of the fields to show; the others leave only their hash behind. */
  fields: z
    .string()
    .max(300)
    .transform((text) => text.split(',').filter((name) => name !== ''))
    .pipe(z.array(z.enum(SLOTS.map((slot) => slot.name))))
    .optional(),
});

/** One credential: its row, its file, its proof for offline use; and issue of a single one. */
export function credentialRoutes(deps: AttestationDeps, ledger: LedgerDoor): FastifyPluginAsyncZod {
  const { database, chain } = deps;
  const { client } = database;

  async function rowView(id: string): Promise<z.infer<typeof CredentialRow>> {
    const row = await client.credential.findUnique({ where: { id }, select: CREDENTIAL_COLUMNS });
    const [view] = row === null ? [] : await credentialViews(client, [row]);
    if (view === undefined) throw unknown();
    return view;
  }

  return async (app) => {
    app.get(
      '/v1/credentials/:id',
      {
        config: { access: 'credentials:read' },
        schema: { summary: 'One credential', tags: ['attestation'], params: CredentialParams, response: { 200: CredentialRow } },
      },
      async (request) => rowView(request.params.id),
    );

    app.get(
      '/v1/credentials/:id/file',
      {
        config: { access: 'credentials:read' },
        schema: {
          summary: 'The credential file, whole or with some fields shown',
          tags: ['attestation'],
          params: CredentialParams,
          querystring: FileQuery,
          response: { 200: z.unknown() },
        },
      },
      async (request, reply) => {
        const { id, credential } = await openCredentialFile({ ...deps, signer: () => deps.signer('issuer') }, request.params.id);
        await recordAudit(database, request, { action: 'credential.disclosed', entity: 'credential', entityId: id, outcome: 'ok' });
        const { fields } = request.query;
        const shown = fields === undefined ? credential : discloseFields(credential, new Set(fields));
        const text = `${JSON.stringify(credentialFile(shown), null, 2)}\n`;
        return sendFile(reply, `${id}.credential.json`, text);
      },
    );

    app.get(
      '/v1/credentials/:id/anchor-proof',
      {
        config: { access: 'credentials:read' },
        schema: {
          summary: 'Proof to verify without a network',
          tags: ['attestation'],
          params: CredentialParams,
          response: { 200: z.unknown() },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const { checkpointOf } = deps;
        const parts = { database, chain, reader: await ledger.reader(), signer: deps.signer('issuer') };
        const proof = await exportAnchorProof({ ...parts, ...(checkpointOf === undefined ? {} : { checkpointOf }) }, id);
        return sendFile(reply, `${id}.anchor.json`, `${JSON.stringify(proof, null, 2)}\n`);
      },
    );

    app.post(
      '/v1/credentials',
      {
        config: { access: 'credentials:issue', idempotent: true },
        schema: {
          summary: 'Issue one credential at once, with a signed promise to anchor it',
          tags: ['attestation'],
          body: IssueOneRequest,
          response: { 201: IssuedView },
        },
      },
      async (request, reply) => {
        const order = { ...request.body, actor: request.caller.actor, requestId: request.id };
        const id = await issueCredential({ ...deps, signer: deps.signer('issuer') }, order);
        const { credential } = await openCredentialFile({ ...deps, signer: () => deps.signer('issuer') }, id);
        return reply.code(201).send({ credential: await rowView(id), file: { ...credentialFile(credential) } });
      },
    );
  };
}

interface FileReply {
  type(contentType: string): FileReply;
  header(name: string, value: string): FileReply;
  send(text: string): unknown;
}

function sendFile(reply: FileReply, name: string, text: string): unknown {
  return reply.type('application/json; charset=utf-8').header('content-disposition', `attachment; filename="${name}"`).send(text);
}

function unknown(): DomainError {
  return new DomainError('credential_unknown', 'not_found', 'No credential has this id.');
}
