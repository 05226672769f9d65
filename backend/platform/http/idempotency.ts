import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/errors.ts';
import type { Database } from '../database/database.ts';
import { loggableError } from './loggable-error.ts';

const KEY = /^[\x21-\x7e]{1,255}$/;
/** Longer than any handler may run: what is still running after it died with its process. */
const LEASE_MS = 60_000;
const KEPT_MS = 24 * 3_600_000;
const PRUNE_EVERY_MS = 3_600_000;

declare module 'fastify' {
  interface FastifyRequest {
    /** The record this request holds while it runs. */
    idempotencyHold: { readonly id: string; readonly since: Date } | null;
  }
}

/**
 * Lets a client send the same POST again without doing it twice. The first request with a key holds a record
 * while it runs and leaves its answer there; a repetition gets that answer. Refused requests leave the key free.
 */
export function installIdempotency(server: FastifyInstance, database: Database): void {
  server.decorateRequest('idempotencyHold', null);
  server.addHook('preHandler', async (request, reply) => {
    const rule = request.routeOptions.config.idempotent;
    if (rule === undefined || rule === false) return undefined;
    const key = request.headers['idempotency-key'];
    if (key === undefined) {
      if (rule === 'required') throw new DomainError('idempotency_key_missing', 'invalid', 'This route needs an Idempotency-Key header.');
      return undefined;
    }
    if (typeof key !== 'string' || !KEY.test(key)) {
      throw new DomainError('idempotency_key_malformed', 'invalid', 'An Idempotency-Key has 1 to 255 visible ASCII characters.');
    }
    return enter(database, request, reply, key);
  });
  server.addHook('onSend', async (request, reply, payload) => {
    const hold = request.idempotencyHold;
    if (hold === null) return;
    request.idempotencyHold = null;
    await leave(database, hold, reply, payload);
  });
  const timer = setInterval(() => void prune(database, server), PRUNE_EVERY_MS);
  timer.unref();
  server.addHook('onClose', async () => clearInterval(timer));
}

async function enter(database: Database, request: FastifyRequest, reply: FastifyReply, key: string): Promise<FastifyReply | undefined> {
  const scope = scopeOf(request);
  const requestHash = hashOf(request);
  request.effectKey = createHash('sha256').update(`${scope}\n${key}`).digest('hex');
  const outcome = await claim(database, { scope, key, requestHash, now: new Date() });
  if ('hold' in outcome) {
    request.idempotencyHold = outcome.hold;
    return undefined;
  }
  if ('answer' in outcome) return replay(reply, outcome.answer.status, outcome.answer.body);
  if ('other' in outcome)
    throw new DomainError('idempotency_key_reused', 'unprocessable', 'This Idempotency-Key was used for a different request.');
  throw new DomainError('idempotency_in_progress', 'conflict', 'The first request with this Idempotency-Key is still running.', {
    params: { retryAfterSeconds: 1 },
    retryable: true,
  });
}

type Outcome =
  | { readonly hold: { readonly id: string; readonly since: Date } }
  | { readonly answer: { readonly status: number | null; readonly body: string | null } }
  | { readonly other: true }
  | { readonly running: true };

/** Each step is one statement, decided by the unique key or a compare-and-set, so that of many at once one wins. */
async function claim(database: Database, request: { scope: string; key: string; requestHash: string; now: Date }): Promise<Outcome> {
  const { scope, key, requestHash, now } = request;
  const { idempotencyRecord: records } = database.client;
  const found = await records.findUnique({ where: { scope_key: { scope, key } } });
  if (found === null) {
    const fresh = { id: `idem_${randomUUID()}`, scope, key, requestHash, state: 'running', createdAt: now };
    return (await createOnce(() => records.create({ data: fresh }))) ? { hold: { id: fresh.id, since: now } } : claim(database, request);
  }
  if (found.requestHash !== requestHash) return { other: true };
  if (found.state === 'done') return { answer: found };
  if (now.getTime() - found.createdAt.getTime() < LEASE_MS) return { running: true };
  const { count } = await records.updateMany({
    where: { id: found.id, state: 'running', createdAt: found.createdAt },
    data: { createdAt: now },
  });
  return count === 1 ? { hold: { id: found.id, since: now } } : { running: true };
}

async function createOnce(create: () => Promise<unknown>): Promise<boolean> {
  try {
    await create();
    return true;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'P2002') return false;
    throw error;
  }
}

function replay(reply: FastifyReply, status: number | null, body: string | null): FastifyReply {
  reply
    .code(status ?? 200)
    .header('idempotent-replayed', 'true')
    .type('application/json; charset=utf-8');
  return reply.serializer((text: string) => text).send(body ?? '');
}

/** Keeps the answer of a request that had its effect; frees the key of one that was refused or failed. */
async function leave(
  database: Database,
  hold: { readonly id: string; readonly since: Date },
  reply: FastifyReply,
  payload: unknown,
): Promise<void> {
  const mine = { id: hold.id, state: 'running', createdAt: hold.since };
  if (reply.statusCode < 300 && (typeof payload === 'string' || payload === undefined || payload === null)) {
    await database.client.idempotencyRecord.updateMany({
      where: mine,
      data: { state: 'done', status: reply.statusCode, body: payload ?? '' },
    });
    return;
  }
  // A handler that ran out of time may still be at work, so its key stays held until the lease ends.
  if (reply.statusCode === 503 && reply.request.signal.aborted) return;
  await database.client.idempotencyRecord.deleteMany({ where: mine });
}

function scopeOf(request: FastifyRequest): string {
  const caller = request.caller.kind === 'anonymous' ? `ip:${request.ip}` : request.caller.actor;
  return `${caller} ${request.method} ${request.routeOptions.url ?? ''}`;
}

/**
 * The whole address and the parsed body: JSON text keeps the order of members, as a client that repeats itself does.
 * Of a body that is read as a stream only the length can be known beforehand.
 */
function hashOf(request: FastifyRequest): string {
  if (request.body instanceof Readable) {
    return createHash('sha256')
      .update(`${request.url}\n${request.headers['content-length'] ?? ''}`)
      .digest('hex');
  }
  const body = request.body instanceof Uint8Array || typeof request.body === 'string' ? request.body : (JSON.stringify(request.body) ?? '');
  return createHash('sha256').update(`${request.url}\n`).update(body).digest('hex');
}

async function prune(database: Database, server: FastifyInstance): Promise<void> {
  try {
    await database.client.idempotencyRecord.deleteMany({ where: { createdAt: { lt: new Date(Date.now() - KEPT_MS) } } });
  } catch (error) {
    server.log.warn({ fault: loggableError(error) }, 'old idempotency records were not removed');
  }
}
