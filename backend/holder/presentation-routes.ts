import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { LedgerDoor } from '../attestation/open-ledger.ts';
import { olderThan, pageLimit, placeOf, toPage } from '../platform/http/page.ts';
import { PageQuery } from '../platform/http/schemas.ts';
import { viewConsent } from './consents.ts';
import { actionOf, type HolderDeps } from './open-holder.ts';
import { ownCustomer } from './own-customer.ts';
import { preparePresentation } from './prepare-presentation.ts';
import { qrOfFile } from './presentation-qr.ts';
import { openLinked, openOwnFile } from './receive-presentation.ts';
import {
  LinkedPresentation,
  NewPresentation,
  PreparedPresentation,
  PresentationOrder,
  PresentationPage,
  PresentationReceipt,
  type PresentationRow,
  PresentationWay,
} from './schemas.ts';
import { submitPresentation } from './submit-presentation.ts';

const RowId = z.strictObject({ id: z.string().max(64) });
const BODY_LIMIT = 256 * 1024;
const WITH_CONSENT = { consent: { include: { presentation: { select: { id: true, way: true, openedAt: true } } } } } as const;

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
        return reply.code(201).send({ ...viewRow(row, new Date()), qr });
      },
    );

    app.get(
      '/v1/me/presentations',
      {
        config: { access: 'own:read' },
        schema: { summary: 'Own presentations, newest first', tags: ['own'], querystring: PageQuery, response: { 200: PresentationPage } },
      },
      async (request) => {
        const { id } = await ownCustomer(client, request.caller);
        const limit = pageLimit(request.query);
        const rows = await client.presentation.findMany({
          where: { customerId: id, ...olderThan(request.query.cursor) },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: limit + 1,
          include: WITH_CONSENT,
        });
        const now = new Date();
        return toPage(rows, limit, placeOf, (row) => viewRow(row, now));
      },
    );

    app.get(
      '/v1/me/presentations/:id/file',
      {
        config: { access: 'own:read' },
        schema: {
          summary: 'Own copy of a presentation that was no link',
          tags: ['own'],
          params: RowId,
          response: { 200: z.record(z.string(), z.unknown()) },
        },
      },
      async (request) => openOwnFile(deps, (await ownCustomer(client, request.caller)).id, request.params.id),
    );

    app.get(
      '/v1/presentations/:id',
      {
        config: { access: 'public' },
        schema: {
          summary: 'Ciphertext behind a link; each look is written down for the customer',
          tags: ['presentations'],
          params: RowId,
          response: { 200: LinkedPresentation },
        },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store');
        return openLinked(deps, request.params.id, actionOf(request));
      },
    );
  };
}

type Row = Omit<Awaited<ReturnType<HolderDeps['database']['client']['presentation']['findFirstOrThrow']>>, 'body'> & {
  readonly consent: Parameters<typeof viewConsent>[0];
};

function viewRow(row: Row, now: Date): PresentationRow {
  const { looks: _, ...consent } = viewConsent(row.consent, [], now);
  const way = PresentationWay.parse(row.way);
  return {
    id: row.id,
    way,
    credentialId: row.credentialId,
    createdAt: row.createdAt.toISOString(),
    openedAt: row.openedAt?.toISOString() ?? null,
    link: way === 'link' ? `/p/${row.id}` : null,
    consent,
  };
}
