import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

const YEAR = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

/** Serves the built console: files with a hash in their name for ever, everything else after asking whether it changed. */
export async function installConsole(server: FastifyInstance, webRoot: string): Promise<(reply: FastifyReply) => FastifyReply> {
  await server.register(fastifyStatic, {
    root: webRoot,
    serve: false,
    preCompressed: true,
    dotfiles: 'ignore',
    index: false,
    cacheControl: false,
  });
  const sendPage = (reply: FastifyReply) => reply.header('cache-control', ASK_AGAIN).sendFile('index.html');
  const config = { access: 'public', callerless: true, rateLimit: false } as const;
  server.get('/', { config, schema: { hide: true } }, async (_request, reply) => sendPage(reply));
  server.get('/*', { config, schema: { hide: true } }, async (request, reply) => {
    const path = (request.params as { '*': string })['*'];
    if (path.includes('\0') || path.includes('..') || !isFile(webRoot, path)) {
      reply.callNotFound();
      return reply;
    }
    return reply.header('cache-control', path.startsWith('assets/') ? YEAR : ASK_AGAIN).sendFile(path);
  });
  return sendPage;
}

function isFile(root: string, path: string): boolean {
  return /\.[a-z0-9]+$/i.test(path) && existsSync(join(root, path));
}
