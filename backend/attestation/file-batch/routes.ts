import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import { batchViews } from '../batch-views.ts';
import { exportPositionProof } from '../export-anchor-proof.ts';
import { planIssue } from '../issue-plan.ts';
import { roleOnChain } from '../models/read-models.ts';
import type { AttestationDeps, LedgerDoor } from '../open-ledger.ts';
import { BatchRow } from '../schemas.ts';
import { orderFileBatch } from './order-file-batch.ts';
import { FileBatchOrder, IssuingTerms, IssuingTermsQuery, PositionQuery } from './schemas.ts';

const BatchParams = z.strictObject({ id: z.string().max(64) });

/** Batches of files: what to issue as, the order to anchor one, proofs for offline use by position. */
export function fileBatchRoutes(deps: AttestationDeps, ledger: LedgerDoor): FastifyPluginAsyncZod {
  const { database, chain } = deps;
  return async (app) => {
    app.get(
      '/v1/issuing-terms',
      {
        config: { access: 'credentials:issue' },
        schema: {
          summary: 'Where, as whom and for how long credentials would be issued now',
          tags: ['attestation'],
          querystring: IssuingTermsQuery,
          response: { 200: IssuingTerms },
        },
      },
      async (request) => {
        const { place, issuer, issuedAt, expiry } = await planIssue({ ...deps, signer: deps.signer('issuer') }, request.query.validDays);
        const { model } = request.query;
        const role = model === undefined ? null : await roleOnChain(database.client, { ...place, issuerId: issuer }, model);
        return { role, ...place, issuerId: issuer, issuedAt: String(issuedAt), expiry: String(expiry) };
      },
    );

    app.post(
      '/v1/file-batches',
      {
        config: { access: 'credentials:issue' },
        schema: {
          summary: 'Anchor the root of credentials that were made from a file; asked again it is the same batch',
          tags: ['attestation'],
          body: FileBatchOrder,
          response: { 201: BatchRow },
        },
      },
      async (request, reply) => {
        const parts = { database, chain, signer: deps.signer('issuer') };
        await orderFileBatch(parts, request.body, { actor: request.caller.actor, requestId: request.id });
        const row = await database.client.batch.findUnique({ where: { id: request.body.id } });
        const [view] = row === null ? [] : await batchViews(database.client, [row]);
        if (view === undefined) throw new DomainError('batch_unknown', 'not_found', 'No batch has this id.');
        return reply.code(201).send(view);
      },
    );

    app.get(
      '/v1/batches/:id/anchor-proof',
      {
        config: { access: 'credentials:read' },
        schema: {
          summary: 'Proof to verify a credential of a file without a network, by its position in the batch',
          tags: ['attestation'],
          params: BatchParams,
          querystring: PositionQuery,
          response: { 200: z.record(z.string(), z.unknown()) },
        },
      },
      async (request) => {
        const { checkpointOf } = deps;
        const parts = { database, chain, reader: await ledger.reader(), signer: deps.signer('issuer') };
        const proof = await exportPositionProof(
          { ...parts, ...(checkpointOf === undefined ? {} : { checkpointOf }) },
          request.params.id,
          request.query.position,
        );
        return z.record(z.string(), z.unknown()).parse(proof);
      },
    );
  };
}
