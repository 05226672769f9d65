import { join } from 'node:path';
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';
import { parseTilePath, TILE_WIDTH } from './domain/tile-path.ts';
import { INDEX_FILE } from './log-folder.ts';
import type { LogDoor } from './open-log.ts';
import { readIfPresent } from './tile-files.ts';

const YEAR = 'public, max-age=31536000, immutable';
/** A partial tile gives way to a fuller one some day. */
const HOUR = 'public, max-age=3600';
const SECONDS = 'public, max-age=2, must-revalidate';

interface LogFile {
  readonly type: string;
  readonly cache: string;
}

const PREFIX = /^[1-9]\d{0,9}\/(?:batch\/(?:0|[1-9]\d{0,18})\/)?(?=tile\/)/;

/** What a path under `/log/` is; null for everything that the publisher never writes, such as drafts. */
export function logFileOf(path: string): LogFile | null {
  if (path === INDEX_FILE) return { type: 'application/json; charset=utf-8', cache: SECONDS };
  if (/^[1-9]\d{0,9}\/checkpoint$/.test(path)) return { type: 'text/plain; charset=utf-8', cache: SECONDS };
  const prefix = PREFIX.exec(path)?.[0];
  const place = prefix === undefined ? null : parseTilePath(path.slice(prefix.length));
  if (place === null) return null;
  return { type: 'application/octet-stream', cache: place.width === TILE_WIDTH ? YEAR : HOUR };
}

/**
 * The logs as static files in the layout of C2SP tlog-tiles, for everybody; any file server can do the same: log.json,
 * {issuer}/checkpoint, {issuer}/tile/{L}/{N}[.p/{W}], {issuer}/tile/entries/{N}[.p/{W}], and tiles of the credentials
 * of a batch under {issuer}/batch/{batch}/.
 */
export function fileRoutes(logs: LogDoor): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/log/*',
      {
        config: { access: 'public', callerless: true, rateLimit: false },
        // Files, as those of the console: the layout is that of the specification.
        schema: { hide: true, params: z.strictObject({ '*': z.string().max(200) }) },
      },
      async (request, reply) => send(logs, request.params['*'], reply),
    );
  };
}

async function send(logs: LogDoor, path: string, reply: FastifyReply): Promise<FastifyReply> {
  const file = logFileOf(path);
  const bytes = file === null ? null : await readIfPresent(join(await logs.root(), path));
  if (file === null || bytes === null) throw new DomainError('log_file_unknown', 'not_found', 'The logs have no such file.');
  return reply.header('cache-control', file.cache).type(file.type).send(Buffer.from(bytes));
}
