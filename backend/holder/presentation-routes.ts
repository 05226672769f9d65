import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { LedgerDoor } from '../attestation/open-ledger.ts';
import { viewPresentation, WITH_CONSENT } from './presentation-views.ts';
import { signWithKeptKey } from './kept-key.ts';
import { actionOf, type HolderDeps } from './open-holder.ts';
import { ownCustomer } from './own-customer.ts';
import { preparePresentation } from './prepare-presentation.ts';
import { qrOfFile } from './presentation-qr.ts';
import { KeptSignature, NewPresentation, PreparedPresentation, PresentationOrder, PresentationReceipt, SignatureOrder } from './schemas.ts';
import { submitPresentation } from './submit-presentation.ts';

const BODY_LIMIT = 256 * 1024;

/** Presentations: prepared, signed by the holder and handed over. */
export function presentationRoutes(deps: HolderDeps & { readonly ledger: LedgerDoor }): FastifyPluginAsyncZod {
  const { client } = deps.database;
  return async (app) => {
    app.post(
      '/v1/me/presentations/preparation',
      {
        config: { access: 'own:write' },
        schema: {
          summary: 'What a presentation would show and hide, and what to sign for it',
          tags: ['own'],
          body: PresentationOrder,
          response: { 200: PreparedPresentation },
        },
      },
      async (request) => preparePresentation(deps, await ownCustomer(client, request.caller), request.body, new Date()),
    );

    app.post(
      '/v1/me/presentations/signature',
      {
        config: { access: 'own:write' },
        bodyLimit: BODY_LIMIT,
        schema: {
          summary: 'Sign a prepared presentation with the key that this installation keeps for the demo',
          tags: ['own'],
          body: SignatureOrder,
          response: { 200: KeptSignature },
        },
      },
      async (request) => {
        const signature = await signWithKeptKey(deps, await ownCustomer(client, request.caller), request.body.unsigned);
        return { kind: 'ecdsa' as const, value: signature.value };
      },
    );

    app.post(
      '/v1/me/presentations',
      {
        config: { access: 'own:write', idempotent: true },
        bodyLimit: BODY_LIMIT,
        schema: {
          summary: 'Hand a signed presentation over; this logs the consent',
          tags: ['own'],
          body: NewPresentation,
          response: { 201: PresentationReceipt },
        },
      },
      async (request, reply) => {
        const id = await submitPresentation(deps, await ownCustomer(client, request.caller), request.body, actionOf(request));
        const row = await client.presentation.findUniqueOrThrow({ where: { id }, include: WITH_CONSENT });
        const qr = request.body.way === 'file' ? qrOfFile(request.body.presentation) : null;
        return reply.code(201).send({ ...viewPresentation(row, new Date()), qr });
      },
    );
  };
}
