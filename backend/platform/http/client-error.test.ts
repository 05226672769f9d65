import { connect, type AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../log/logger.ts';
import { createBareServer } from './bare-server.ts';
import { Problem } from './schemas.ts';

const DOCS = 'https://credence.example/docs/errors';

describe('bytes that are no request', () => {
  let server: FastifyInstance;
  beforeAll(async () => {
    server = createBareServer(createLogger({ name: 'test', level: 'silent' }), DOCS);
    server.get('/', async () => 'ok');
    await server.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(() => server.close());

  const say = (bytes: string): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    let text = '';
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    return promise;
  };

  it.each([
    ['noise', '\x16\x03\x01\x02 hello\r\n\r\n', 400, 'request_malformed'],
    ['an unknown method', 'BREW / HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'request_malformed'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd', 400, 'request_malformed'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'request_malformed',
    ],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(100_000)}\r\n\r\n`, 431, 'headers_too_large'],
  ])('get a problem for an answer: %s', async (_name, bytes, status, code) => {
    const text = await say(bytes);
    const [head = '', body = ''] = text.split('\r\n\r\n');
    expect(head).toContain(`HTTP/1.1 ${status} `);
    expect(head).toContain('content-type: application/problem+json');
    expect(Problem.parse(JSON.parse(body))).toMatchObject({ status, code });
  });

  it('leave the server at work', async () => {
    expect((await server.inject('/')).body).toBe('ok');
  });
});
