import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';
import type { Database, DatabaseClient } from '../platform/database/database.ts';
import { cursorInteger, decodeCursor, olderThan, pageLimit, placeOf, toPage } from '../platform/http/page.ts';
import { PageQuery, pageOf } from '../platform/http/schemas.ts';
import type { KeyWrap } from './customer-keys.ts';
import { MOST_IMPORT_BYTES } from './domain/import-limit.ts';
import { importCustomers } from './import-customers.ts';
import { importOutcomes } from './import-outcomes.ts';
import { listSources } from './list-sources.ts';
import type { ImportFile } from './record-import.ts';
import { ImportFaultPage, ImportView, SourceList } from './schemas.ts';

const FileQuery = z.strictObject({
  source: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'is 1 to 64 lower-case letters, digits or dashes'),
  fileName: z.string().min(1).max(200).default('upload.csv'),
});
const ImportQuery = FileQuery.extend({ schema: z.string().min(1).max(64) });
const ImportParams = z.strictObject({ id: z.string().max(64) });

export interface IntakeDeps {
  readonly database: Database;
  readonly wrap: KeyWrap;
}

/** Uploads of files of customers and of their outcomes, and what came of them. */
export function intakeRoutes(deps: IntakeDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.addContentTypeParser('text/csv', { parseAs: 'buffer', bodyLimit: MOST_IMPORT_BYTES }, (_request, body, done) => done(null, body));
    addUploads(app, deps);
    addReads(app, deps.database.client);
  };
}

type App = Parameters<FastifyPluginAsyncZod>[0];

function addUploads(app: App, deps: IntakeDeps): void {
  const { client } = deps.database;
  app.post(
    '/v1/imports',
    {
      config: { access: 'customers:write', idempotent: true },
      bodyLimit: MOST_IMPORT_BYTES,
      schema: {
        summary: 'Import a CSV file of customers',
        tags: ['intake'],
        consumes: ['text/csv'],
        querystring: ImportQuery,
        response: { 200: ImportView },
      },
    },
    async (request) => {
      return viewImport(client, await importCustomers(deps, { ...fileOf(request), schemaId: request.query.schema }));
    },
  );

  app.post(
    '/v1/outcome-imports',
    {
      config: { access: 'customers:write', idempotent: true },
      bodyLimit: MOST_IMPORT_BYTES,
      schema: {
        summary: 'Import a CSV file of outcomes of customers who are there: id, outcome as the import schema codes it, observed_on',
        tags: ['intake'],
        consumes: ['text/csv'],
        querystring: FileQuery,
        response: { 200: ImportView },
      },
    },
    async (request) => {
      return viewImport(client, await importOutcomes(deps, fileOf(request)));
    },
  );
}

function addReads(app: App, client: DatabaseClient): void {
  app.get(
    '/v1/sources',
    {
      config: { access: 'customers:read' },
      schema: { summary: 'Sources that customers came from, the newest import first', tags: ['intake'], response: { 200: SourceList } },
    },
    async () => ({ data: [...(await listSources(client))] }),
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
    async (request) => viewImport(client, request.params.id),
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
}

/** @throws {@link DomainError} `import_unknown` */
async function viewImport(client: DatabaseClient, id: string): Promise<z.infer<typeof ImportView>> {
  const row = await client.importRun.findUnique({ where: { id }, include: { errors: { orderBy: { id: 'asc' }, take: 100 } } });
  if (row === null) throw new DomainError('import_unknown', 'not_found', 'No import has this id.');
  return { ...importRow(row), faults: row.errors.map(faultRow) };
}

/** @throws {@link DomainError} `import_body_missing` */
function fileOf(request: {
  readonly body: unknown;
  readonly query: z.infer<typeof FileQuery>;
  readonly caller: { readonly actor: string };
  readonly id: string;
}): ImportFile {
  const { body, query, caller, id } = request;
  if (!Buffer.isBuffer(body))
    throw new DomainError('import_body_missing', 'invalid', 'Send the file as the body with the content type text/csv.');
  return { source: query.source, fileName: query.fileName, bytes: body, actor: caller.actor, requestId: id, now: new Date() };
}

type ImportErrorRow = Awaited<ReturnType<Database['client']['importError']['findFirstOrThrow']>>;
type ImportRunRow = Awaited<ReturnType<Database['client']['importRun']['findFirstOrThrow']>>;

function importRow(row: ImportRunRow): Omit<z.infer<typeof ImportView>, 'faults'> {
  const { id, source, fileName, fileHash, schemaId, encoding, rows, accepted, rejected, unchanged } = row;
  const kind = row.kind === 'outcomes' ? 'outcomes' : 'customers';
  const state = row.state === 'done' ? 'done' : 'rejected';
  const createdAt = row.createdAt.toISOString();
  return { id, kind, source, fileName, fileHash, schemaId, encoding, state, rows, accepted, rejected, unchanged, createdAt };
}

function faultRow({ line, column, code, detail }: ImportErrorRow) {
  return { line, column, code, detail };
}
