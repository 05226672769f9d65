import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import { appendAudit } from '../audit-log/audit-log.ts';
import type { Secrets } from '../config/secrets.ts';
import type { Database } from '../database/database.ts';
import type { Caller } from '../http/caller.ts';
import { cursorDate, decodeCursor, pageLimit, toPage } from '../http/page.ts';
import { PERMISSIONS } from '../http/permissions.ts';
import { ApiKeyView, PageQuery, pageOf } from '../http/schemas.ts';
import { newApiKey } from './api-key.ts';

const MAX_LIFE_DAYS = 366;
const DAY_MS = 86_400_000;

const NewKeyRequest = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.enum(PERMISSIONS)).min(1).max(PERMISSIONS.length),
  /** Without it the key lasts a year, the longest there is. */
  expiresAt: z.iso.datetime().optional(),
});
const KeyId = z.strictObject({ id: z.string().min(1).max(100) });

type KeyRow = Awaited<ReturnType<Database['client']['apiKey']['findMany']>>[number];

/** API keys of the caller's organization. The secret is shown once and kept only as an HMAC, so creation cannot be replayed. */
export const apiKeyRoutes =
  (parts: { readonly database: Database; readonly secrets: Pick<Secrets, 'pepper'> }): FastifyPluginAsyncZod =>
  async (server) => {
    const { database, secrets } = parts;
    server.get(
      '/v1/api-keys',
      {
        config: { access: 'api-keys:manage' },
        schema: {
          tags: ['api-keys'],
          summary: 'Keys of the own organization',
          querystring: PageQuery,
          response: { 200: pageOf(ApiKeyView) },
        },
      },
      async (request) => {
        const limit = pageLimit(request.query);
        const after = request.query.cursor === undefined ? undefined : decodeCursor(request.query.cursor, 2);
        const at = after === undefined ? undefined : cursorDate(after[0]);
        const rows = await database.client.apiKey.findMany({
          where: {
            organizationId: organizationOf(request.caller),
            ...(at === undefined ? {} : { OR: [{ createdAt: { lt: at } }, { createdAt: at, id: { lt: after?.[1] ?? '' } }] }),
          },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: limit + 1,
        });
        return toPage(rows, limit, (row) => [row.createdAt.getTime(), row.id], toView);
      },
    );
    server.post(
      '/v1/api-keys',
      {
        config: { access: 'api-keys:manage' },
        schema: {
          tags: ['api-keys'],
          summary: 'Make a key; the answer is the only place that shows it',
          body: NewKeyRequest,
          response: { 201: ApiKeyView.extend({ key: z.string() }) },
        },
      },
      async (request, reply) => {
        const { caller } = request;
        if (caller.kind !== 'user')
          throw new DomainError('api_key_needs_user', 'forbidden', 'Keys are made by members, not by other keys.');
        const missing = request.body.scopes.find((scope) => !caller.permissions.has(scope));
        if (missing !== undefined)
          throw new DomainError('scope_not_held', 'forbidden', `You cannot give ${missing}, because you do not have it.`, {
            params: { scope: missing },
          });
        const organizationId = organizationOf(caller);
        const fresh = newApiKey(secrets.pepper);
        const now = new Date();
        const row = await database.write(async (tx) => {
          const scopes = [...new Set(request.body.scopes)].sort();
          const created = await tx.apiKey.create({
            data: {
              id: `key_${randomUUID()}`,
              organizationId,
              name: request.body.name,
              prefix: fresh.prefix,
              secretHash: fresh.secretHash,
              scopes: scopes.join(' '),
              createdAt: now,
              expiresAt: expiryOf(request.body.expiresAt, now),
            },
          });
          await appendAudit(tx, {
            actor: caller.actor,
            action: 'api_key.create',
            entity: 'api_key',
            entityId: created.id,
            outcome: 'ok',
            requestId: request.id,
            detail: { prefix: fresh.prefix, scopes: scopes.join(' ') },
            at: now,
          });
          return created;
        });
        reply.header('cache-control', 'no-store');
        return reply.code(201).send({ ...toView(row), key: fresh.key });
      },
    );
    server.delete(
      '/v1/api-keys/:id',
      {
        config: { access: 'api-keys:manage' },
        schema: { tags: ['api-keys'], summary: 'Revoke a key at once', params: KeyId, response: { 200: ApiKeyView } },
      },
      async (request) => {
        const { caller } = request;
        const now = new Date();
        const row = await database.write(async (tx) => {
          const found = await tx.apiKey.findFirst({ where: { id: request.params.id, organizationId: organizationOf(caller) } });
          if (found === null) throw new DomainError('api_key_not_found', 'not_found', 'Your organization has no such API key.');
          if (found.revokedAt !== null) return found;
          await appendAudit(tx, {
            actor: caller.actor,
            action: 'api_key.revoke',
            entity: 'api_key',
            entityId: found.id,
            outcome: 'ok',
            requestId: request.id,
            detail: { prefix: found.prefix },
            at: now,
          });
          return tx.apiKey.update({ where: { id: found.id }, data: { revokedAt: now } });
        });
        return toView(row);
      },
    );
  };

function organizationOf(caller: Caller): string {
  if (caller.organizationId === null)
    throw new DomainError('organization_missing', 'forbidden', 'You act for no organization; choose one first.');
  return caller.organizationId;
}

function expiryOf(text: string | undefined, now: Date): Date {
  const latest = new Date(now.getTime() + MAX_LIFE_DAYS * DAY_MS);
  if (text === undefined) return latest;
  const expiresAt = new Date(text);
  if (!(expiresAt > now && expiresAt <= latest))
    throw new DomainError(
      'api_key_expiry_invalid',
      'unprocessable',
      `A key expires in the future, at most ${MAX_LIFE_DAYS} days from now.`,
    );
  return expiresAt;
}

function toView(row: KeyRow): ApiKeyView {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes.split(' '),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
