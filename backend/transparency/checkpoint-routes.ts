import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { appendLeaf, EMPTY_LOG, logRoot } from '../attestation/domain/merkle-log.ts';
import { logLeaves } from '../attestation/store.ts';
import { DomainError } from '../kernel/errors.ts';
import { toHex } from '../kernel/hex.ts';
import type { Database } from '../platform/database/database.ts';
import { cursorInteger, decodeCursor, pageLimit, toPage } from '../platform/http/page.ts';
import { recordAudit } from '../platform/http/record-audit.ts';
import { PageQuery } from '../platform/http/schemas.ts';
import { acceptCosignatures } from './accept-cosignature.ts';
import { type CheckpointContext, type CheckpointRow, checkpointView, cosignerViews } from './checkpoint-views.ts';
import { originOf } from './domain/checkpoint.ts';
import { formatVerifierKey, NOTE_KEY } from './domain/signed-note.ts';
import type { LogDoor } from './open-log.ts';
import { registerCosigner, removeCosigner } from './register-cosigner.ts';
import {
  CheckpointPage,
  CosignatureAnswer,
  CosignatureRequest,
  CosignerList,
  CosignerRequest,
  CosignerView,
  IssuerParams,
  LogList,
} from './schemas.ts';
import { listCosigners, publishedIssuers } from './store.ts';

const tags = ['log'];
const open = { access: 'public', callerless: true } as const;
/** What is no number of an issuer is one that has no checkpoint. */
const AnyIssuerParams = z.strictObject({ issuer: z.string().max(64) });
const CosignerParams = z.strictObject({ id: z.string().max(64) });

/** Published logs, their checkpoints, and the parties that cosign them. */
export function checkpointRoutes(database: Database, logs: LogDoor): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(logRoutes(database, logs));
    await app.register(cosignatureRoute(database, logs));
    await app.register(cosignerRoutes(database, logs));
  };
}

function logRoutes(database: Database, logs: LogDoor): FastifyPluginAsyncZod {
  const { client } = database;
  return async (app) => {
    app.get('/v1/log', { config: open, schema: { summary: 'Logs published here', tags, response: { 200: LogList } } }, async () => {
      const place = await logs.place();
      const issuers = await publishedIssuers(client, place);
      const named = await client.ledgerIssuer.findMany({ where: { chainId: place.chainId, issuerId: { in: issuers } } });
      const data = [];
      for (const issuerId of issuers) {
        const newest = await client.logCheckpoint.findFirst({ where: { ...place, issuerId }, orderBy: { size: 'desc' } });
        const origin = originOf(place, issuerId);
        data.push({
          issuerId,
          name: named.find((row) => row.issuerId === issuerId)?.name ?? '',
          origin,
          verifierKey: formatVerifierKey({ name: origin, kind: NOTE_KEY.ed25519, publicKey: logs.key().publicKey }),
          tiles: `/log/${issuerId}`,
          size: newest === null ? null : String(newest.size),
          root: newest?.root ?? null,
          publishedAt: newest?.createdAt.toISOString() ?? null,
        });
      }
      return { ...place, data };
    });

    app.get(
      '/v1/log/:issuer/checkpoints',
      {
        config: open,
        schema: {
          summary: 'Checkpoints of a log, newest first',
          tags,
          params: IssuerParams,
          querystring: PageQuery,
          response: { 200: CheckpointPage },
        },
      },
      async ({ params, query }) => {
        const limit = pageLimit(query);
        const rows = await client.logCheckpoint.findMany({
          where: { ...(await logs.place()), issuerId: issuerOf(params.issuer), ...below(query.cursor) },
          orderBy: { size: 'desc' },
          take: limit + 1,
        });
        const context = await contextOf(database, logs, rows);
        return toPage(
          rows,
          limit,
          (row) => [row.size],
          (row) => checkpointView(row, context),
        );
      },
    );
  };
}

function cosignatureRoute(database: Database, logs: LogDoor): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/v1/log/:issuer/cosignatures',
      {
        config: { access: 'public', idempotent: true },
        schema: {
          summary: 'Add cosignatures to a published checkpoint',
          description: 'The signature is the permission: lines of registered cosigners are taken, whoever brings them.',
          tags,
          params: AnyIssuerParams,
          body: CosignatureRequest,
          response: { 200: CosignatureAnswer },
        },
      },
      async (request) => {
        const issuer = issuerOf(request.params.issuer);
        const now = BigInt(Math.floor(Date.now() / 1000));
        const entry = { action: 'checkpoint.cosign', entity: 'checkpoint', entityId: String(issuer) };
        try {
          const { id, names } = await acceptCosignatures({ database, logs }, { issuer, note: request.body.note, now });
          await recordAudit(database, request, { ...entry, entityId: id, outcome: 'ok', detail: { names: names.join(' ') } });
          const row = await database.client.logCheckpoint.findUniqueOrThrow({ where: { id } });
          return { accepted: [...names], checkpoint: checkpointView(row, await contextOf(database, logs, [row])) };
        } catch (error) {
          // A signed contradiction is what the whole thing is there to find, so it is written down.
          if (error instanceof DomainError && error.kind === 'conflict')
            await recordAudit(database, request, { ...entry, outcome: 'failed', detail: { code: error.code, ...error.params } });
          throw error;
        }
      },
    );
  };
}

function cosignerRoutes(database: Database, logs: LogDoor): FastifyPluginAsyncZod {
  const { client } = database;
  const viewOf = async (row: Parameters<typeof cosignerViews>[2][number]) => {
    const [view] = await cosignerViews(client, await logs.place(), [row]);
    return view as CosignerView;
  };
  return async (app) => {
    app.get(
      '/v1/log/cosigners',
      { config: open, schema: { summary: 'Cosigners registered here', tags, response: { 200: CosignerList } } },
      async () => {
        const rows = await client.cosigner.findMany({ orderBy: [{ createdAt: 'asc' }, { name: 'asc' }], take: 1000 });
        return { data: await cosignerViews(client, await logs.place(), rows) };
      },
    );

    app.post(
      '/v1/log/cosigners',
      {
        config: { access: 'log:publish', idempotent: true },
        schema: { summary: 'Register a cosigner', tags, body: CosignerRequest, response: { 201: CosignerView } },
      },
      async (request, reply) => {
        const act = { actor: request.caller.actor, requestId: request.id, now: new Date() };
        return reply.code(201).send(await viewOf(await registerCosigner(database, request.body.verifierKey, act)));
      },
    );

    app.delete(
      '/v1/log/cosigners/:id',
      {
        config: { access: 'log:publish' },
        schema: { summary: 'Take no further signatures of a cosigner', tags, params: CosignerParams, response: { 200: CosignerView } },
      },
      async (request) => {
        const act = { actor: request.caller.actor, requestId: request.id, now: new Date() };
        return viewOf(await removeCosigner(database, request.params.id, act));
      },
    );
  };
}

/** What the checkpoints are judged by: our key, the cosigners, and the roots that the log has by the index of the chain. */
async function contextOf(database: Database, logs: LogDoor, rows: readonly CheckpointRow[]): Promise<CheckpointContext> {
  const roots = new Map<string, string>();
  const { chainId } = await logs.place();
  for (const issuer of new Set(rows.map(({ issuerId }) => issuerId))) {
    const wanted = new Set(rows.filter((row) => row.issuerId === issuer).map(({ size }) => size));
    let log = EMPTY_LOG;
    for (const leaf of await logLeaves(database.client, chainId, issuer)) {
      log = appendLeaf(log, leaf);
      if (wanted.has(log.size)) roots.set(`${issuer}:${log.size}`, toHex(logRoot(log)));
    }
  }
  return { publicKey: logs.key().publicKey, cosigners: await listCosigners(database.client), roots };
}

function issuerOf(text: string): number {
  return /^[1-9]\d{0,9}$/.test(text) ? Math.min(Number(text), 2 ** 31 - 1) : 0;
}

function below(cursor: string | undefined) {
  return cursor === undefined ? {} : { size: { lt: cursorInteger(decodeCursor(cursor, 1)[0]) } };
}
