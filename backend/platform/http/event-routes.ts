import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import { type OutboxRow, TOPICS } from '../outbox/outbox.ts';
import type { EventHub } from './event-hub.ts';
import { loggableError } from './loggable-error.ts';

const MAX_STREAMS = 200;
const MAX_STREAMS_PER_CALLER = 12;
const HEARTBEAT_MS = 15_000;
/** Then the stream ends and the browser opens a new one, which asks again whether it may. */
const MAX_LIFE_MS = 30 * 60_000;
/** A reader this far behind is cut off; it resumes where it stopped. */
const MAX_UNSENT_BYTES = 1_048_576;

const Topics = z
  .string()
  .max(500)
  .refine((text) => text.split(',').every((topic) => (TOPICS as readonly string[]).includes(topic)), {
    error: `is a list out of ${TOPICS.join(', ')}`,
  });

export interface EventRouteParts {
  readonly hub: EventHub;
}

/** `GET /v1/events`: what has happened, as it happens, resumable with `Last-Event-ID`. */
export const eventRoutes =
  ({ hub }: EventRouteParts): FastifyPluginAsyncZod =>
  async (server) => {
    const streams = new Set<ServerResponse>();
    const perCaller = new Map<string, number>();
    server.addHook('preClose', async () => {
      for (const stream of streams) stream.end();
      hub.close();
    });
    server.get(
      '/v1/events',
      {
        config: { access: 'ledger:read' },
        compress: false,
        schema: {
          tags: ['events'],
          summary: 'Live events (text/event-stream)',
          description: 'Each event has the id of its outbox row, its topic as event type, and JSON data {key, at, payload}.',
          querystring: z.strictObject({ topics: Topics.optional() }),
          response: { 200: { description: 'A stream of events.', content: { 'text/event-stream': { schema: z.string() } } } },
        },
      },
      async (request, reply) => {
        const { actor } = request.caller;
        const lastId = lastIdOf(request.headers['last-event-id']);
        const topics = request.query.topics === undefined ? null : new Set(request.query.topics.split(','));
        const own = perCaller.get(actor) ?? 0;
        if (streams.size >= MAX_STREAMS || own >= MAX_STREAMS_PER_CALLER) {
          throw new DomainError('streams_exhausted', 'unavailable', 'There are too many open event streams.', {
            params: { retryAfterSeconds: 10 },
            retryable: true,
          });
        }
        perCaller.set(actor, own + 1);
        const stream = openStream(reply);
        streams.add(stream);
        const heartbeat = setInterval(() => stream.write(': still here\n\n'), HEARTBEAT_MS);
        const end = setTimeout(() => stream.end(), MAX_LIFE_MS);
        let leave: (() => void) | undefined;
        stream.on('close', () => {
          clearInterval(heartbeat);
          clearTimeout(end);
          leave?.();
          streams.delete(stream);
          const left = (perCaller.get(actor) ?? 1) - 1;
          if (left > 0) perCaller.set(actor, left);
          else perCaller.delete(actor);
        });
        try {
          leave = await hub.subscribe(lastId, {
            onEvent: (event) => {
              if (topics === null || topics.has(event.topic)) send(stream, event);
            },
            onReset: () => void stream.write('event: stream.reset\ndata: {}\n\n'),
          });
          if (stream.destroyed) leave();
        } catch (error) {
          request.log.error({ fault: loggableError(error) }, 'event stream could not start');
          stream.destroy();
        }
        return reply;
      },
    );
  };

function openStream(reply: FastifyReply): ServerResponse {
  reply.hijack();
  const stream = reply.raw;
  // A quiet stream is not an idle connection.
  stream.socket?.setTimeout(0);
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) stream.setHeader(name, value);
  }
  stream.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-request-id': reply.request.id,
  });
  stream.write('retry: 2000\n\n');
  return stream;
}

function send(stream: ServerResponse, event: OutboxRow): void {
  if (stream.writableLength > MAX_UNSENT_BYTES) {
    stream.destroy();
    return;
  }
  const data = { key: event.key, at: event.createdAt.toISOString(), payload: event.payload };
  stream.write(`id: ${event.id}\nevent: ${event.topic}\ndata: ${JSON.stringify(data)}\n\n`);
}

function lastIdOf(header: string | string[] | undefined): bigint | null {
  if (header === undefined || header === '') return null;
  if (typeof header !== 'string' || !/^\d{1,18}$/.test(header)) {
    throw new DomainError('last_event_id_invalid', 'invalid', 'Last-Event-ID is not the id of an event.');
  }
  return BigInt(header);
}
