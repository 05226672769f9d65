import type { FastifyPluginAsyncZod, ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Json } from '../kernel/canonical-json.ts';
import { DomainError } from '../kernel/errors.ts';
import { olderThan, pageLimit, placeOf, toPage } from '../platform/http/page.ts';
import { PageQuery } from '../platform/http/schemas.ts';
import { statementHash } from './domain/signed-statement.ts';
import { makeReceipt, receiptFile } from './make-receipt.ts';
import { organizationOf, type RelianceDeps } from './open-reliance.ts';
import { receiptPdf } from './receipt-pdf.ts';
import { ReceiptBody, ReceiptFile, ReceiptPage, ReceiptPdfQuery, type ReceiptRow } from './schemas.ts';

const ReceiptParams = z.strictObject({ id: z.string().max(64) });
const ReceiptQuery = z.strictObject({ profile: z.enum(['own', 'none']).default('own') });

/** Signed proofs of what was checked. */
export function receiptRoutes(deps: RelianceDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(makeRoute(deps));
    await app.register(listRoutes(deps));
  };
}

function makeRoute(deps: RelianceDeps): FastifyPluginAsyncZod {
  return async (app) => {
    // The verifier reads the text itself: it judges size, nesting and repeated members before it parses.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(['application/json', 'text/plain'], { parseAs: 'string' }, (_request, body, done) => done(null, body));
    app.withTypeProvider<ZodTypeProvider>().post(
      '/v1/verification-receipts',
      {
        config: { access: 'reliance:write', idempotent: true },
        bodyLimit: 256 * 1024,
        schema: {
          summary: 'Verify a credential and give a signed receipt',
          description: 'The body is the credential or presentation: JSON, or as text/plain the text of its QR code.',
          tags: ['reliance'],
          consumes: ['application/json', 'text/plain'],
          querystring: ReceiptQuery,
          response: { 201: ReceiptFile },
        },
      },
      async (request, reply) => {
        const organizationId = organizationOf(request.caller);
        const input = typeof request.body === 'string' ? request.body : '';
        const { actor } = request.caller;
        const row = await makeReceipt(deps, {
          organizationId,
          input,
          profile: request.query.profile,
          actor,
          requestId: request.id,
          now: new Date(),
        });
        return reply.code(201).send(receiptFile(row));
      },
    );
  };
}

function listRoutes(deps: RelianceDeps): FastifyPluginAsyncZod {
  const { client } = deps.database;

  async function findReceipt(id: string, organizationId: string): Promise<ReceiptFile> {
    const row = await client.verificationReceipt.findFirst({ where: { id, organizationId } });
    if (row === null) throw new DomainError('receipt_unknown', 'not_found', 'Your organization has no verification receipt with this id.');
    return receiptFile(row);
  }

  return async (app) => {
    app.get(
      '/v1/verification-receipts',
      {
        config: { access: 'reliance:read' },
        schema: {
          summary: 'Verification receipts, newest first',
          tags: ['reliance'],
          querystring: PageQuery,
          response: { 200: ReceiptPage },
        },
      },
      async (request) => {
        const limit = pageLimit(request.query);
        const rows = await client.verificationReceipt.findMany({
          take: limit + 1,
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          where: { organizationId: organizationOf(request.caller), ...olderThan(request.query.cursor) },
        });
        return toPage(rows, limit, placeOf, receiptRow);
      },
    );

    app.get(
      '/v1/verification-receipts/:id',
      {
        config: { access: 'reliance:read' },
        schema: { summary: 'One receipt as a signed file', tags: ['reliance'], params: ReceiptParams, response: { 200: ReceiptFile } },
      },
      async (request) => findReceipt(request.params.id, organizationOf(request.caller)),
    );

    app.get(
      '/v1/verification-receipts/:id/pdf',
      {
        config: { access: 'reliance:read' },
        schema: {
          summary: 'One receipt as a page to print',
          tags: ['reliance'],
          params: ReceiptParams,
          querystring: ReceiptPdfQuery,
          response: { 200: z.any() },
        },
      },
      async (request, reply) => {
        const file = await findReceipt(request.params.id, organizationOf(request.caller));
        const pdf = await receiptPdf(file, request.query.lang);
        const name = `${file.body.id}.${request.query.lang}.pdf`;
        return reply.type('application/pdf').header('content-disposition', `inline; filename="${name}"`).send(pdf);
      },
    );
  };
}

type ReceiptRecord = Awaited<ReturnType<typeof makeReceipt>>;

function receiptRow({ id, body, createdBy, createdAt }: ReceiptRecord): ReceiptRow {
  const { credential, verdict, words, block } = ReceiptBody.parse(JSON.parse(body));
  const hash = statementHash(JSON.parse(body) as Json);
  const digest = credential?.digest ?? null;
  return { id, digest, verdict, words, hash, block: block?.number ?? null, createdBy, createdAt: createdAt.toISOString() };
}
