import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Secrets } from '../config/secrets.ts';
import type { Database } from '../database/database.ts';
import { olderThan, pageLimit, placeOf, toPage } from '../http/page.ts';
import { PERMISSIONS } from '../http/permissions.ts';
import { ApiKeyView, PageQuery, pageOf } from '../http/schemas.ts';
import { createApiKey, type KeyRow, organizationOf, revokeApiKey } from './manage-api-keys.ts';

const NewKeyRequest = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.enum(PERMISSIONS)).min(1).max(PERMISSIONS.length),
  expiresAt: z.iso.datetime().optional(),
});
const KeyId = z.strictObject({ id: z.string().min(1).max(100) });
const NewKeyView = ApiKeyView.extend({ key: z.string() });

export interface ApiKeyRouteParts {
  readonly database: Database;
  readonly secrets: Pick<Secrets, 'pepper'>;
}

/** API keys of the caller's organization. The secret is shown once and kept only as an HMAC, so its creation cannot be replayed. */
export const apiKeyRoutes =
  ({ database, secrets }: ApiKeyRouteParts): FastifyPluginAsyncZod =>
  async (server) => {
    const config = { access: 'api-keys:manage' } as const;
    const tags = ['api-keys'];
    server.get(
      '/v1/api-keys',
      { config, schema: { tags, summary: 'Keys of the own organization', querystring: PageQuery, response: { 200: pageOf(ApiKeyView) } } },
      async (request) => {
        const limit = pageLimit(request.query);
        const rows = await database.client.apiKey.findMany({
          where: {
            organizationId: organizationOf(request.caller),
            ...olderThan(request.query.cursor),
          },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: limit + 1,
        });
        return toPage(rows, limit, placeOf, toView);
      },
    );
    server.post(
      '/v1/api-keys',
      { config, schema: { tags, summary: 'Make a key; only this answer shows it', body: NewKeyRequest, response: { 201: NewKeyView } } },
      async (request, reply) => {
        const { expiresAt, ...rest } = request.body;
        const input = { ...rest, expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt) };
        const action = { caller: request.caller, requestId: request.id, now: new Date() };
        const { row, key } = await createApiKey(database, secrets.pepper, input, action);
        return reply.code(201).send({ ...toView(row), key });
      },
    );
    server.delete(
      '/v1/api-keys/:id',
      { config, schema: { tags, summary: 'Revoke a key at once', params: KeyId, response: { 200: ApiKeyView } } },
      async (request) => {
        const action = { caller: request.caller, requestId: request.id, now: new Date() };
        return toView(await revokeApiKey(database, request.params.id, action));
      },
    );
  };

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
