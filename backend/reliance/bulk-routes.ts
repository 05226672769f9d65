import { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod, ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';
import { olderThan, pageLimit, placeOf, toPage } from '../platform/http/page.ts';
import { PageQuery } from '../platform/http/schemas.ts';
import { pageOfResult } from './bulk-pages.ts';
import { resultFile } from './bulk-result.ts';
import { bulkHref, bulkViews } from './bulk-views.ts';
import { organizationOf, type RelianceDeps } from './open-reliance.ts';
import { receiveBulk, tooLarge } from './receive-bulk.ts';
import { BULK_LIMIT, BulkAccepted, BulkFileQuery, BulkPage, BulkQuery, BulkRowPage, BulkRowQuery, BulkView } from './schemas.ts';

const CSV = 'text/csv';
const JSON_TYPES = ['application/json', 'application/jsonl', 'application/x-ndjson'];
/** Longer than a file of the largest size takes to be stored. */
const UPLOAD_MS = 120_000;
const BulkParams = z.strictObject({ id: z.string().max(64) });

/** Verification of many credentials at once. */
export function bulkRoutes(deps: RelianceDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(uploadRoute(deps));
    await app.register(resultRoutes(deps));
  };
}

function uploadRoute(deps: RelianceDeps): FastifyPluginAsyncZod {
  return async (app) => {
    // The body goes to the store as it comes in, a part at a time.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser([CSV, ...JSON_TYPES], (_request, payload, done) => done(null, payload));
    app.withTypeProvider<ZodTypeProvider>().post(
      '/v1/bulk-verifications',
      {
        config: { access: 'reliance:write', idempotent: true },
        bodyLimit: BULK_LIMIT.bytes,
        handlerTimeout: UPLOAD_MS,
        schema: {
          summary: 'Verify a file of credentials',
          description:
            'CSV with a column of credentials, a JSON array, or one JSON value a line: files, their CBOR as base64url, or (for the issuer) ids and digests. Up to 10,000 rows and 128 MB.',
          tags: ['reliance'],
          consumes: [CSV, ...JSON_TYPES],
          querystring: BulkQuery,
          response: { 202: BulkAccepted },
        },
      },
      async (request, reply) => {
        const organizationId = organizationOf(request.caller);
        if (Number(request.headers['content-length'] ?? 0) > BULK_LIMIT.bytes) throw tooLarge();
        if (!(request.body instanceof Readable)) {
          throw new DomainError('bulk_empty', 'invalid', `Send the file as the body, as ${[CSV, ...JSON_TYPES].join(', ')}.`);
        }
        const { name, column, profile } = request.query;
        const order = {
          organizationId,
          name,
          column,
          profile,
          format: (request.headers['content-type'] ?? '').startsWith(CSV) ? ('csv' as const) : ('json' as const),
          mayReadStore: request.caller.permissions.has('credentials:read'),
          actor: request.caller.actor,
          requestId: request.id,
        };
        const { id, jobId } = await receiveBulk(deps, order, request.body);
        return reply.code(202).send({ id, jobId, href: bulkHref(id) });
      },
    );
  };
}

function resultRoutes({ database }: RelianceDeps): FastifyPluginAsyncZod {
  const { client } = database;

  /** Runs of other organizations are as if they were not there. */
  async function findRun(id: string, organizationId: string) {
    const row = await client.bulkVerification.findFirst({ where: { id, organizationId, state: { not: 'receiving' } } });
    if (row === null) throw new DomainError('bulk_unknown', 'not_found', 'Your organization has no bulk verification with this id.');
    return row;
  }

  return async (app) => {
    app.get(
      '/v1/bulk-verifications',
      {
        config: { access: 'reliance:read' },
        schema: { summary: 'Bulk verifications, newest first', tags: ['reliance'], querystring: PageQuery, response: { 200: BulkPage } },
      },
      async (request) => {
        const limit = pageLimit(request.query);
        const rows = await client.bulkVerification.findMany({
          take: limit + 1,
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          where: { organizationId: organizationOf(request.caller), state: { not: 'receiving' }, ...olderThan(request.query.cursor) },
        });
        const page = toPage(rows, limit, placeOf, (row) => row);
        return { ...page, data: await bulkViews(database, page.data) };
      },
    );

    app.get(
      '/v1/bulk-verifications/:id',
      {
        config: { access: 'reliance:read' },
        schema: { summary: 'One bulk verification', tags: ['reliance'], params: BulkParams, response: { 200: BulkView } },
      },
      async (request) => {
        const row = await findRun(request.params.id, organizationOf(request.caller));
        const [view] = await bulkViews(database, [row]);
        if (view === undefined)
          throw new DomainError('bulk_unknown', 'not_found', 'Your organization has no bulk verification with this id.');
        return view;
      },
    );

    app.get(
      '/v1/bulk-verifications/:id/results',
      {
        config: { access: 'reliance:read' },
        schema: {
          summary: 'Judged rows, in the order of the file',
          tags: ['reliance'],
          params: BulkParams,
          querystring: BulkRowQuery,
          response: { 200: BulkRowPage },
        },
      },
      async (request) => {
        const { id } = await findRun(request.params.id, organizationOf(request.caller));
        const { cursor, verdict } = request.query;
        return pageOfResult(client, id, { limit: pageLimit(request.query), cursor, verdict });
      },
    );

    app.get(
      '/v1/bulk-verifications/:id/file',
      {
        config: { access: 'reliance:read' },
        schema: {
          summary: 'The signed result as a file',
          tags: ['reliance'],
          params: BulkParams,
          querystring: BulkFileQuery,
          response: { 200: z.any() },
        },
      },
      async (request, reply) => {
        const { id } = await findRun(request.params.id, organizationOf(request.caller));
        const { format } = request.query;
        const file = await resultFile(client, id, format);
        return reply
          .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
          .header('content-disposition', `attachment; filename="${id}.${format}"`)
          .send(Readable.from(file));
      },
    );
  };
}
