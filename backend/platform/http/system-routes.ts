import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import type { Database } from '../database/database.ts';
import { jobOrganization } from '../jobs/announce-job.ts';
import { readJobError } from '../jobs/job-error.ts';
import type { Caller } from './caller.ts';
import { cursorInteger, decodeCursor, olderThan, pageLimit, placeOf, toPage } from './page.ts';
import type { Permission } from './permissions.ts';
import { AuditEntryView, JobView, PageQuery, pageOf, SessionView, SystemView } from './schemas.ts';
import { readSession } from './session-view.ts';
import { readPublicConfig, readSystem, type SystemParts } from './system-view.ts';

type JobRow = Awaited<ReturnType<Database['client']['job']['findMany']>>[number];
type AuditRow = Awaited<ReturnType<Database['client']['auditEntry']['findMany']>>[number];

export interface DemoLogin {
  readonly email: string;
  readonly password: string;
  readonly role: string;
  readonly name: string;
}

export interface SystemRouteParts extends SystemParts {
  /** Shown on the sign-in page of a demo. */
  readonly demoLogins: readonly DemoLogin[];
}

const PublicConfig = z.object({
  version: z.string(),
  demo: z.boolean(),
  chainId: z.int(),
  ledger: z.string().nullable(),
  demoLogins: z.array(z.object({ email: z.string(), password: z.string(), role: z.string(), name: z.string() })),
});
const JobQuery = PageQuery.extend({
  state: z.enum(['queued', 'running', 'done', 'failed']).optional(),
  kind: z.string().max(100).optional(),
});
const JobId = z.strictObject({ id: z.string().min(1).max(100) });
/** Who reads the state of the system, and who can start a job and then waits for it. */
const STARTS_JOBS: readonly Permission[] = [
  'system:read',
  'customers:write',
  'scorecards:write',
  'credentials:issue',
  'credentials:revoke',
];
const AuditQuery = PageQuery.extend({
  action: z.string().max(100).optional(),
  entity: z.string().max(100).optional(),
  entityId: z.string().max(200).optional(),
  outcome: z.enum(['ok', 'denied', 'failed']).optional(),
});

/** The installation about itself: session, state, jobs, audit log. */
export const systemRoutes =
  (parts: SystemRouteParts): FastifyPluginAsyncZod =>
  async (server) => {
    const { database } = parts;
    server.get(
      '/v1/session',
      {
        config: { access: 'authenticated' },
        schema: { tags: ['session'], summary: 'Who I am and what I may do', response: { 200: SessionView } },
      },
      async (request) => readSession(database, request.caller),
    );
    server.get(
      '/v1/system',
      {
        config: { access: 'system:read' },
        schema: { tags: ['system'], summary: 'State of the installation', response: { 200: SystemView } },
      },
      async () => readSystem(parts),
    );
    server.get(
      '/v1/public-config',
      {
        config: { access: 'public', callerless: true },
        schema: { tags: ['system'], summary: 'What anyone may know before signing in', response: { 200: PublicConfig } },
      },
      async () => {
        const view = await readPublicConfig(parts);
        return { ...view, demoLogins: view.demo ? [...parts.demoLogins] : [] };
      },
    );
    await server.register(jobRoutes(database));
    await server.register(auditRoutes(database));
  };

const jobRoutes =
  (database: Database): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/jobs',
      {
        config: { access: 'system:read' },
        schema: { tags: ['jobs'], summary: 'Jobs, newest first', querystring: JobQuery, response: { 200: pageOf(JobView) } },
      },
      async (request) => {
        const { cursor, state, kind } = request.query;
        const limit = pageLimit(request.query);
        const rows = await database.client.job.findMany({
          where: {
            ...(state === undefined ? {} : { state }),
            ...(kind === undefined ? {} : { kind }),
            ...olderThan(cursor),
          },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: limit + 1,
        });
        return toPage(rows, limit, placeOf, toJobView);
      },
    );
    server.get(
      '/v1/jobs/:id',
      {
        config: { access: 'authenticated' },
        schema: { tags: ['jobs'], summary: 'One job, to wait for it', params: JobId, response: { 200: JobView } },
      },
      async (request) => {
        const row = await database.client.job.findUnique({ where: { id: request.params.id } });
        if (row === null || !mayFollow(request.caller, row)) throw new DomainError('job_not_found', 'not_found', 'There is no such job.');
        return toJobView(row);
      },
    );
  };

/** Who starts jobs may follow them; those of one organization its members alone, and who looks after the installation. */
function mayFollow({ permissions, organizationId }: Caller, row: JobRow): boolean {
  const owner = jobOrganization(row);
  if (owner !== null) return owner === organizationId || permissions.has('system:read');
  return STARTS_JOBS.some((permission) => permissions.has(permission));
}

const auditRoutes =
  (database: Database): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/audit-log',
      {
        config: { access: 'audit:read' },
        schema: {
          tags: ['audit'],
          summary: 'What was done and refused, newest first',
          querystring: AuditQuery,
          response: { 200: pageOf(AuditEntryView) },
        },
      },
      async (request) => {
        const { cursor, limit: _, ...filters } = request.query;
        const limit = pageLimit(request.query);
        const before = cursor === undefined ? undefined : cursorInteger(decodeCursor(cursor, 1)[0]);
        const where = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
        const rows = await database.client.auditEntry.findMany({
          where: { ...where, ...(before === undefined ? {} : { seq: { lt: before } }) },
          orderBy: { seq: 'desc' },
          take: limit + 1,
        });
        return toPage(rows, limit, (row) => [row.seq], toAuditView);
      },
    );
  };

function toJobView(row: JobRow): JobView {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state as JobView['state'],
    progress: row.progress,
    step: row.step,
    result: row.result === null ? null : (JSON.parse(row.result) as unknown),
    ...readJobError(row.error),
    attempts: row.attempts,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

function toAuditView(row: AuditRow): AuditEntryView {
  return {
    seq: String(row.seq),
    at: row.at.toISOString(),
    actor: row.actor,
    action: row.action,
    entity: row.entity,
    entityId: row.entityId,
    outcome: row.outcome as AuditEntryView['outcome'],
    requestId: row.requestId,
    detail: JSON.parse(row.detail) as unknown,
    hash: row.hash,
  };
}
