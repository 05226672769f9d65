import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { emailOf, openServer, seedMembers, signIn } from '../../../test/system/support/test-server.ts';
import { appendOutbox, lastOutboxId, type Topic } from '../outbox/outbox.ts';

const MAX_STREAMS_PER_CALLER = 12;

interface OpenStream {
  readonly answer: IncomingMessage;
  readonly request: ClientRequest;
  /** Resolves with the text so far as soon as it holds `part`. */
  has(part: string): Promise<string>;
}

describeOnEachDatabase('event stream', (under) => {
  let server: FastifyInstance;
  let port: number;
  let cookie: string;
  const opened: OpenStream[] = [];

  beforeAll(async () => {
    await seedMembers(under.database, 'one');
    server = await openServer(under.database);
    await server.listen({ port: 0, host: '127.0.0.1' });
    port = (server.server.address() as AddressInfo).port;
    cookie = await signIn(server, emailOf('lender', 'one'));
  });
  afterEach(() => {
    for (const stream of opened.splice(0)) stream.request.destroy();
  });
  afterAll(() => server.close());

  const open = async (path = '/v1/events', headers: Record<string, string> = {}): Promise<OpenStream> => {
    const request = httpRequest({ host: '127.0.0.1', port, path, headers: { cookie, ...headers } });
    request.end();
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    let text = '';
    const waiting = new Set<() => void>();
    answer.setEncoding('utf8');
    answer.on('data', (chunk: string) => {
      text += chunk;
      for (const look of waiting) look();
    });
    answer.on('error', () => undefined);
    request.on('error', () => undefined);
    const has = (part: string) => {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const timer = setTimeout(() => reject(new Error(`${part} did not come; only ${JSON.stringify(text)}`)), 20_000);
      const look = () => {
        if (!text.includes(part)) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(text);
      };
      waiting.add(look);
      look();
      return promise;
    };
    const stream = { answer, request, has };
    opened.push(stream);
    return stream;
  };
  const emit = (topic: Topic, key: string) =>
    under.database.write((tx) => appendOutbox(tx, { topic, key, payload: { step: 'half\nway' } }));
  const clients = async () => Number(/credence_stream_clients (\d+)/.exec((await server.inject('/metrics')).body)?.[1]);

  it('brings what happens, with id, topic and data', async () => {
    const stream = await open();
    expect(stream.answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    await stream.has('retry: 2000');
    await emit('job.progressed', 'job_1');
    const text = await stream.has('job_1');
    const id = await lastOutboxId(under.database.client);
    expect(text).toContain(`id: ${id}\nevent: job.progressed\ndata: {"key":"job_1"`);
    expect(text).toContain('"payload":{"step":"half\\nway"}}\n\n');
  });

  it('goes on after the last event that a client saw', async () => {
    const first = await open();
    await first.has('retry');
    await emit('job.progressed', 'seen');
    const seen = await first.has('seen');
    const lastId = /id: (\d+)/.exec(seen)?.[1] ?? '';
    first.request.destroy();
    await emit('batch.anchored', 'missed_1');
    await emit('batch.anchored', 'missed_2');
    const second = await open('/v1/events', { 'last-event-id': lastId });
    const text = await second.has('missed_2');
    expect(text.match(/"key":"\w+"/g)).toEqual(['"key":"missed_1"', '"key":"missed_2"']);
  });

  it('brings only the topics asked for', async () => {
    const stream = await open('/v1/events?topics=batch.anchored,index.reorged');
    await stream.has('retry');
    await emit('job.progressed', 'unasked');
    await emit('index.reorged', 'asked');
    expect(await stream.has('asked"')).not.toContain('unasked');
  });

  it('needs a permission, and wants its values right', async () => {
    const status = async (path: string, headers: Record<string, string>) => (await server.inject({ url: path, headers })).statusCode;
    expect(await status('/v1/events', {})).toBe(401);
    expect(await status('/v1/events?topics=none.such', { cookie })).toBe(400);
    expect(await status('/v1/events?all=1', { cookie })).toBe(400);
    expect(await status('/v1/events', { cookie, 'last-event-id': 'abc' })).toBe(400);
  });

  it('is closed to a caller with too many, until one of them ends', async () => {
    const streams = await Promise.all(Array.from({ length: MAX_STREAMS_PER_CALLER }, () => open()));
    expect(streams.map((stream) => stream.answer.statusCode)).toEqual(Array(MAX_STREAMS_PER_CALLER).fill(200));
    const refused = await server.inject({ url: '/v1/events', headers: { cookie } });
    expect(refused.json()).toMatchObject({ status: 503, code: 'streams_exhausted' });
    expect(refused.headers['retry-after']).toBe('10');
    const other = await signIn(server, emailOf('regulator', 'one'));
    expect((await open('/v1/events', { cookie: other })).answer.statusCode).toBe(200);
    streams[0]?.request.destroy();
    await expect.poll(clients, { timeout: 20_000 }).toBe(MAX_STREAMS_PER_CALLER);
    expect((await open()).answer.statusCode).toBe(200);
  });

  it('forgets clients that left, and ends when the server closes', async () => {
    await expect.poll(clients, { timeout: 20_000 }).toBe(0);
    const other = await openServer(under.database);
    await other.listen({ port: 0, host: '127.0.0.1' });
    const request = httpRequest({
      host: '127.0.0.1',
      port: (other.server.address() as AddressInfo).port,
      path: '/v1/events',
      headers: { cookie },
    });
    request.end();
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    answer.resume();
    const ended = once(answer, 'close');
    await other.close();
    await ended;
  });
});
