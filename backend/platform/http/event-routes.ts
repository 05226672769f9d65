import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import { type OutboxRow, TOPICS } from '../outbox/outbox.ts';
import { mayHear } from './event-audience.ts';
import type { EventHub } from './event-hub.ts';

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
    const desk = createDesk();
    server.addHook('preClose', async () => {
      for (const stream of desk.streams) stream.end();
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
          description:
            'Each event has the id of its outbox row, its topic as event type, and JSON data {key, at, payload}. What concerns one organization is told to its members only.',
          querystring: z.strictObject({ topics: Topics.optional() }),
          response: { 200: { description: 'A stream of events.', content: { 'text/event-stream': { schema: z.string() } } } },
        },
      },
      async (request, reply) => {
        const lastId = lastIdOf(request.headers['last-event-id']);
        const topics = request.query.topics === undefined ? null : new Set(request.query.topics.split(','));
        const giveBack = desk.reserve(request.caller.actor);
        try {
          const start = await hub.startAfter(lastId);
          const stream = openStream(reply);
          if (start.isReset) stream.write('event: stream.reset\ndata: {}\n\n');
          const leave = hub.join(start.position, (event) => {
            if ((topics === null || topics.has(event.topic)) && mayHear(request.caller, event)) send(stream, event);
          });
          desk.attend(stream, () => {
            leave();
            giveBack();
          });
        } catch (error) {
          giveBack();
          throw error;
        }
        return reply;
      },
    );
  };

/** Counts the open streams, keeps them alive and ends them in time. */
function createDesk() {
  const streams = new Set<ServerResponse>();
  const perCaller = new Map<string, number>();
  let reserved = 0;
  return {
    streams,
    /** @returns how to give the place back; a second time does nothing @throws {DomainError} `streams_exhausted` */
    reserve(actor: string): () => void {
      const own = perCaller.get(actor) ?? 0;
      if (reserved >= MAX_STREAMS || own >= MAX_STREAMS_PER_CALLER) throw exhausted();
      perCaller.set(actor, own + 1);
      reserved++;
      let isGiven = true;
      return () => {
        if (!isGiven) return;
        isGiven = false;
        reserved--;
        const left = (perCaller.get(actor) ?? 1) - 1;
        if (left > 0) perCaller.set(actor, left);
        else perCaller.delete(actor);
      };
    },
    attend(stream: ServerResponse, onEnd: () => void): void {
      streams.add(stream);
      const heartbeat = setInterval(() => stream.write(': still here\n\n'), HEARTBEAT_MS);
      const end = setTimeout(() => stream.end(), MAX_LIFE_MS);
      const finish = () => {
        clearInterval(heartbeat);
        clearTimeout(end);
        streams.delete(stream);
        onEnd();
      };
      stream.once('close', finish);
      // Whoever left while the stream was being opened will not close it again.
      if (stream.destroyed || stream.socket?.destroyed !== false) finish();
    },
  };
}

function exhausted(): DomainError {
  const options = { params: { retryAfterSeconds: 10 }, retryable: true };
  return new DomainError('streams_exhausted', 'unavailable', 'There are too many open event streams.', options);
}

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
