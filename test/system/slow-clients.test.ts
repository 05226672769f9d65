import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBareServer } from '../../backend/platform/http/bare-server.ts';
import { createLogger } from '../../backend/platform/log/logger.ts';

const SOCKETS = 500;
/** The ten seconds that a request may take to arrive, and room for a busy machine. */
const DEADLINE_MS = 60_000;

const server = createBareServer(createLogger({ name: 'test', level: 'silent' }), 'https://credence.example/docs/errors');
server.get('/', async () => 'ok');
server.post('/', async () => 'ok');

beforeAll(async () => {
  await server.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => server.close());

const connections = () => promisify(server.server.getConnections.bind(server.server))();

/** Sends its request a byte at a time, for ever. @returns the milliseconds until the server had enough of it */
async function crawl(head: string): Promise<number> {
  const begun = performance.now();
  const socket: Socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  const ended = once(socket, 'close');
  socket.on('error', () => undefined);
  socket.resume();
  socket.write(head);
  const trickle = setInterval(() => socket.write('a'), 500);
  await Promise.race([ended, delay(DEADLINE_MS)]);
  clearInterval(trickle);
  socket.destroy();
  return performance.now() - begun;
}

it('cuts clients off that never finish a request, and serves the others meanwhile', async () => {
  const heads = [
    'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n"',
  ];
  let cut = 0;
  const crawling = Promise.all(
    Array.from({ length: SOCKETS }, (_, index) =>
      crawl(heads[index % heads.length] ?? '').then((life) => {
        cut++;
        return life;
      }),
    ),
  );
  await expect.poll(connections, { timeout: DEADLINE_MS }).toBe(SOCKETS);
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/`;
  for (let request = 0; request < 20; request++) expect(await (await fetch(url)).text()).toBe('ok');
  expect(cut).toBeLessThan(SOCKETS);
  const lives = await crawling;
  expect(Math.max(...lives)).toBeLessThan(DEADLINE_MS);
  expect(Math.min(...lives)).toBeGreaterThan(5_000);
});
