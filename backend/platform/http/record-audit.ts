import type { FastifyRequest } from 'fastify';
import type { DomainError } from '../../kernel/errors.ts';
import { appendAudit } from '../audit-log/audit-log.ts';
import type { Database } from '../database/database.ts';
import { loggableError } from './loggable-error.ts';

export interface RequestAudit {
  readonly action: string;
  readonly entity: string;
  readonly entityId: string;
  readonly outcome: 'ok' | 'denied' | 'failed';
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
  /** Defaults to the caller of the request. */
  readonly actor?: string;
}

/** Writes what a request did, or was refused, into the audit log. A log that cannot be written must not change the answer. */
export async function recordAudit(database: Database, request: FastifyRequest, entry: RequestAudit): Promise<void> {
  const { detail = {}, actor = request.caller.actor, ...rest } = entry;
  try {
    await database.write((tx) => appendAudit(tx, { ...rest, actor, detail, requestId: request.id, at: new Date() }));
  } catch (error) {
    request.log.error({ fault: loggableError(error), action: entry.action }, 'audit entry lost');
  }
}

/** An attempt that access rules refused. A visitor who only asks whether he is signed in attempts nothing. */
export async function recordDenial(database: Database, request: FastifyRequest, error: DomainError): Promise<void> {
  const { method, url = '' } = request.routeOptions;
  if (error.code === 'sign_in_required' && request.routeOptions.config.access === 'authenticated') return;
  await recordAudit(database, request, {
    action: 'access.denied',
    entity: 'route',
    entityId: `${String(method)} ${url}`,
    outcome: 'denied',
    detail: { code: error.code },
  });
}
