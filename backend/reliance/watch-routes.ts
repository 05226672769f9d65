import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { cursorDate, decodeCursor, olderThan, pageLimit, placeOf, toPage } from '../platform/http/page.ts';
import { addWatch, readTargets, targetsOfBulk } from './add-watch.ts';
import { organizationOf, type RelianceDeps } from './open-reliance.ts';
import { WatchAdded, WatchEventPage, WatchEventQuery, WatchOrder, WatchPage, WatchQuery } from './schemas.ts';
import { watchEventViews, watchView } from './watch-views.ts';

const MAX_BODY_BYTES = 16 * 1024 * 1024;
const SHOWN = 100;
const WatchParams = z.strictObject({ id: z.string().max(64) });

/** Credentials that the caller's organization relied on, and what became of them. */
export function watchRoutes(deps: RelianceDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(changeRoutes(deps));
    await app.register(listRoutes(deps));
  };
}

function changeRoutes(deps: RelianceDeps): FastifyPluginAsyncZod {
  const { database } = deps;
  return async (app) => {
    app.post(
      '/v1/watch-list',
      {
        config: { access: 'reliance:write', idempotent: true },
        bodyLimit: MAX_BODY_BYTES,
        handlerTimeout: 60_000,
        schema: {
          summary: 'Watch credentials',
          description: 'One credential, several, or all valid ones of a bulk verification. Each is verified first.',
          tags: ['reliance'],
          body: WatchOrder,
          response: { 201: WatchAdded },
        },
      },
      async (request, reply) => {
        const act = { organizationId: organizationOf(request.caller), actor: request.caller.actor, requestId: request.id };
        const { targets, refused } = await findTargets(request.body, act.organizationId);
        const { added, known } = await addWatch(deps, act, targets);
        const items = added.slice(0, SHOWN).map(watchView);
        const refusals = refused.map(({ place, reason, words }) => ({ place, reason, words: { ...words } }));
        return reply.code(201).send({ added: added.length, known, refused: refusals, items });
      },
    );

    app.delete(
      '/v1/watch-list/:id',
      {
        config: { access: 'reliance:write' },
        schema: { summary: 'Watch no longer', tags: ['reliance'], params: WatchParams, response: { 204: z.null() } },
      },
      async (request, reply) => {
        const organizationId = organizationOf(request.caller);
        const { id } = request.params;
        await database.write(async (tx) => {
          const { count } = await tx.watchItem.deleteMany({ where: { id, organizationId } });
          if (count === 0) throw new DomainError('watch_unknown', 'not_found', 'Your organization watches nothing with this id.');
          const what = { action: 'watch.removed', entity: 'watch_item', entityId: id, outcome: 'ok', detail: {} } as const;
          await appendAudit(tx, { ...what, actor: request.caller.actor, requestId: request.id, at: new Date() });
        });
        return reply.code(204).send(null);
      },
    );
  };

  async function findTargets(order: WatchOrder, organizationId: string) {
    if ('bulkId' in order) return { targets: await targetsOfBulk(deps, organizationId, order.bulkId), refused: [] };
    if ('credential' in order) return readTargets(deps, [{ input: order.credential, label: order.label }]);
    return readTargets(
      deps,
      order.credentials.map((input) => ({ input, label: '' })),
    );
  }
}

function listRoutes({ database }: RelianceDeps): FastifyPluginAsyncZod {
  const { client } = database;
  return async (app) => {
    app.get(
      '/v1/watch-list',
      {
        config: { access: 'reliance:read' },
        schema: { summary: 'Watched credentials, newest first', tags: ['reliance'], querystring: WatchQuery, response: { 200: WatchPage } },
      },
      async (request) => {
        const limit = pageLimit(request.query);
        const { state, cursor } = request.query;
        const rows = await client.watchItem.findMany({
          take: limit + 1,
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          where: { organizationId: organizationOf(request.caller), ...(state === undefined ? {} : { state }), ...olderThan(cursor) },
        });
        return toPage(rows, limit, placeOf, watchView);
      },
    );

    app.get(
      '/v1/watch-list/events',
      {
        config: { access: 'reliance:read' },
        schema: {
          summary: 'What became of watched credentials, newest first',
          tags: ['reliance'],
          querystring: WatchEventQuery,
          response: { 200: WatchEventPage },
        },
      },
      async (request) => {
        const limit = pageLimit(request.query);
        const { watchId, cursor } = request.query;
        const rows = await client.watchEvent.findMany({
          take: limit + 1,
          orderBy: [{ at: 'desc' }, { id: 'desc' }],
          where: { organizationId: organizationOf(request.caller), ...(watchId === undefined ? {} : { watchId }), ...before(cursor) },
        });
        const page = toPage(
          rows,
          limit,
          (row) => [row.at.getTime(), row.id],
          (row) => row,
        );
        return { ...page, data: await watchEventViews(client, page.data) };
      },
    );
  };
}

/** Continues a list ordered by (at, id), newest first. */
function before(cursor: string | undefined) {
  if (cursor === undefined) return {};
  const [time, id = ''] = decodeCursor(cursor, 2);
  const at = cursorDate(time);
  return { OR: [{ at: { lt: at } }, { at, id: { lt: id } }] };
}
