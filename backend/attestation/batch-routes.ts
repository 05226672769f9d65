import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';
import { cursorInteger, decodeCursor, olderThan, pageLimit, placeOf, toPage } from '../platform/http/page.ts';
import { JobAccepted, PageQuery } from '../platform/http/schemas.ts';
import { enqueueJob } from '../platform/jobs/enqueue-job.ts';
import { batchViews, CREDENTIAL_COLUMNS, credentialViews, SHOWN } from './batch-views.ts';
import { resumeAnchor } from './anchor-batch.ts';
import { ISSUE_JOB } from './attestation-jobs.ts';
import { batchIdOf } from './issue-plan.ts';
import type { AttestationDeps } from './open-ledger.ts';
import { BatchPage, BatchRow, CredentialPage, IssueRequest } from './schemas.ts';

const BatchParams = z.strictObject({ id: z.string().max(64) });

/** Batches: issue one for a scoring run, list them, list what is in one. */
export function batchRoutes(deps: AttestationDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(issueRoute(deps));
    await app.register(batchLists(deps));
  };
}

function issueRoute({ database }: AttestationDeps): FastifyPluginAsyncZod {
  const { client } = database;
  return async (app) => {
    app.post(
      '/v1/batches',
      {
        config: { access: 'credentials:issue', idempotent: true },
        schema: {
          summary: 'Issue credentials for a scoring run',
          tags: ['attestation'],
          body: IssueRequest,
          response: { 202: JobAccepted },
        },
      },
      async (request, reply) => {
        const { runId } = request.body;
        const scored = await client.score.findFirst({ where: { runId }, select: { id: true } });
        if (scored === null) throw new DomainError('run_unknown', 'not_found', 'No scoring run with scores has this id.');
        const payload = { ...request.body, actor: request.caller.actor, requestId: request.id };
        const jobId = await database.write(async (tx) => {
          await resumeAnchor(tx, batchIdOf(runId));
          return enqueueJob(tx, { kind: ISSUE_JOB, payload, uniqueKey: `${ISSUE_JOB}:${runId}` });
        });
        return reply.code(202).send({ jobId, href: `/v1/jobs/${jobId}` });
      },
    );
  };
}

function batchLists({ database }: AttestationDeps): FastifyPluginAsyncZod {
  const { client } = database;
  return async (app) => {
    app.get(
      '/v1/batches',
      {
        config: { access: 'ledger:read' },
        schema: { summary: 'Batches, newest first', tags: ['attestation'], querystring: PageQuery, response: { 200: BatchPage } },
      },
      async (request) => {
        const limit = pageLimit(request.query);
        const rows = await client.batch.findMany({
          take: limit + 1,
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          where: { ...SHOWN, ...olderThan(request.query.cursor) },
        });
        const page = toPage(rows, limit, placeOf, (row) => row);
        return { ...page, data: await batchViews(client, page.data) };
      },
    );

    app.get(
      '/v1/batches/:id',
      {
        config: { access: 'ledger:read' },
        schema: { summary: 'One batch', tags: ['attestation'], params: BatchParams, response: { 200: BatchRow } },
      },
      async (request) => {
        const row = await client.batch.findUnique({ where: { id: request.params.id, ...SHOWN } });
        const [view] = row === null ? [] : await batchViews(client, [row]);
        if (view === undefined) throw new DomainError('batch_unknown', 'not_found', 'No batch has this id.');
        return view;
      },
    );

    app.get(
      '/v1/batches/:id/credentials',
      {
        config: { access: 'credentials:read' },
        schema: {
          summary: 'Credentials of a batch, by position',
          tags: ['attestation'],
          params: BatchParams,
          querystring: PageQuery,
          response: { 200: CredentialPage },
        },
      },
      async (request) => {
        const limit = pageLimit(request.query);
        const after = request.query.cursor === undefined ? -1 : Number(cursorInteger(decodeCursor(request.query.cursor, 1)[0]));
        const rows = await client.credential.findMany({
          where: { batchId: request.params.id, batch: SHOWN, position: { gt: Math.max(-1, Math.min(after, 2 ** 31 - 1)) } },
          orderBy: { position: 'asc' },
          take: limit + 1,
          select: CREDENTIAL_COLUMNS,
        });
        const page = toPage(
          rows,
          limit,
          (row) => [row.position ?? 0],
          (row) => row,
        );
        return { ...page, data: await credentialViews(client, page.data) };
      },
    );
  };
}
