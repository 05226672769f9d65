import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';
import type { Database } from '../platform/database/database.ts';
import { cursorInteger, decodeCursor, olderThan, pageLimit, placeOf, toPage } from '../platform/http/page.ts';
import { PageQuery, pageOf } from '../platform/http/schemas.ts';
import type { KeyWrap } from './customer-keys.ts';
import { importCustomers } from './import-customers.ts';
import { ImportFaultPage, ImportView } from './schemas.ts';

const MAX_FILE_BYTES = 32 * 1024 * 1024;
const ImportQuery = z.strictObject({
  schema: z.string().min(1).max(64),
  source: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'is 1 to 64 lower-case letters, digits or dashes'),
  fileName: z.string().min(1).max(200).default('upload.csv'),
});
const ImportParams = z.strictObject({ id: z.string().max(64) });

export interface IntakeDeps {
  readonly database: Database;
  readonly wrap: KeyWrap;
}

/** Uploads of customer files and what came of them. */
export function intakeRoutes(deps: IntakeDeps): FastifyPluginAsyncZod {
  const { client } = deps.database;
  return async (app) => {
    app.addContentTypeParser('text/csv', { parseAs: 'buffer', bodyLimit: MAX_FILE_BYTES }, (_request, body, done) => done(null, body));

    app.post(
      '/v1/imports',
      {
        config: { access: 'customers:write', idempotent: true },
        bodyLimit: MAX_FILE_BYTES,
        schema: {
          summary: 'Import a CSV file of customers',
          tags: ['intake'],
          consumes: ['text/csv'],
          querystring: ImportQuery,
          response: { 200: ImportView },
        },
      },
      async (request) => {
        if (!Buffer.isBuffer(request.body))
          throw new DomainError('import_body_missing', 'invalid', 'Send the file as the body with the content type text/csv.');
        const id = await importCustomers(deps, {
          schemaId: request.query.schema,
          source: request.query.source,
          fileName: request.query.fileName,
          bytes: request.body,
          actor: request.caller.actor,
          requestId: request.id,
          now: new Date(),
        });
        return viewImport(id);
      },
    );

    app.get(
      '/v1/imports',
      {
        config: { access: 'customers:read' },
        schema: {
          summary: 'Imports, newest first',
          tags: ['intake'],
          querystring: PageQuery,
          response: { 200: pageOf(ImportView.omit({ faults: true })) },
        },
      },
      async (request) => {
        const limit = pageLimit(request.query);
        const rows = await client.importRun.findMany({
          take: limit + 1,
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          where: olderThan(request.query.cursor),
        });
        return toPage(rows, limit, placeOf, importRow);
      },
    );

    app.get(
      '/v1/imports/:id',
      {
        config: { access: 'customers:read' },
        schema: { summary: 'One import', tags: ['intake'], params: ImportParams, response: { 200: ImportView } },
      },
      async (request) => viewImport(request.params.id),
    );

    app.get(
      '/v1/imports/:id/faults',
      {
        config: { access: 'customers:read' },
        schema: {
          summary: 'Every fault of one import, by line',
          tags: ['intake'],
          params: ImportParams,
          querystring: PageQuery,
          response: { 200: ImportFaultPage },
        },
      },
      async (request) => {
        const limit = pageLimit(request.query);
        const after = request.query.cursor === undefined ? 0 : Number(cursorInteger(decodeCursor(request.query.cursor, 1)[0]));
        const rows = await client.importError.findMany({
          where: { importId: request.params.id, id: { gt: after } },
          orderBy: { id: 'asc' },
          take: limit + 1,
        });
        return toPage(rows, limit, (row) => [row.id], faultRow);
      },
    );
  };

  async function viewImport(id: string): Promise<z.infer<typeof ImportView>> {
    const row = await client.importRun.findUnique({ where: { id }, include: { errors: { orderBy: { id: 'asc' }, take: 100 } } });
    if (row === null) throw new DomainError('import_unknown', 'not_found', 'No import has this id.');
    return { ...importRow(row), faults: row.errors.map(faultRow) };
  }
}

type ImportErrorRow = Awaited<ReturnType<Database['client']['importError']['findFirstOrThrow']>>;
type ImportRunRow = Awaited<ReturnType<Database['client']['importRun']['findFirstOrThrow']>>;

function importRow(row: ImportRunRow): Omit<z.infer<typeof ImportView>, 'faults'> {
  const { id, source, fileName, fileHash, schemaId, encoding, rows, accepted, rejected } = row;
  const state = row.state === 'done' ? 'done' : 'rejected';
  return { id, source, fileName, fileHash, schemaId, encoding, state, rows, accepted, rejected, createdAt: row.createdAt.toISOString() };
}

function faultRow({ line, column, code, detail }: ImportErrorRow) {
  return { line, column, code, detail };
}
