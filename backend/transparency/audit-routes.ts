import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Database } from '../platform/database/database.ts';
import { olderThan, pageLimit, placeOf, toPage } from '../platform/http/page.ts';
import { recordAudit } from '../platform/http/record-audit.ts';
import { JobAccepted, PageQuery } from '../platform/http/schemas.ts';
import { enqueueJob } from '../platform/jobs/enqueue-job.ts';
import { readJobError } from '../platform/jobs/job-error.ts';
import { LogAuditPage, LogAuditResult, type LogAuditView } from './schemas.ts';
import { LOG_AUDIT_JOB } from './transparency-jobs.ts';

const tags = ['log'];
const config = { access: 'audit:read' } as const;
type JobRow = Awaited<ReturnType<Database['client']['job']['findMany']>>[number];

/** Audits of the logs: start one, read what they found. */
export function auditRoutes(database: Database): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/v1/log/audits',
      {
        config: { ...config, idempotent: true },
        schema: { summary: 'Compare chain, tiles and database', tags, response: { 202: JobAccepted } },
      },
      async (request, reply) => {
        // One that waits or runs answers a second order too.
        const jobId = await database.write(async (tx) => {
          const open = await tx.job.findFirst({ where: { kind: LOG_AUDIT_JOB, state: 'queued' }, select: { id: true } });
          return open?.id ?? enqueueJob(tx, { kind: LOG_AUDIT_JOB, payload: { actor: request.caller.actor } });
        });
        await recordAudit(database, request, { action: 'log.audit', entity: 'job', entityId: jobId, outcome: 'ok' });
        return reply.code(202).send({ jobId, href: `/v1/jobs/${jobId}` });
      },
    );

    app.get(
      '/v1/log/audits',
      { config, schema: { summary: 'Audits of the logs, newest first', tags, querystring: PageQuery, response: { 200: LogAuditPage } } },
      async (request) => {
        const limit = pageLimit(request.query);
        const rows = await database.client.job.findMany({
          where: { kind: LOG_AUDIT_JOB, ...olderThan(request.query.cursor) },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: limit + 1,
        });
        return toPage(rows, limit, placeOf, auditView);
      },
    );
  };
}

function auditView(row: JobRow): LogAuditView {
  const result = row.result === null ? null : LogAuditResult.safeParse(JSON.parse(row.result));
  return {
    id: row.id,
    state: row.state as LogAuditView['state'],
    progress: row.progress,
    step: row.step,
    ...readJobError(row.error),
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    result: result?.success === true ? result.data : null,
  };
}
