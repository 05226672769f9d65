import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { DomainError } from '../kernel/errors.ts';
import { FILE_BYTES_MAX } from './domain/file-limit.ts';

/** Longer than a file of the largest size takes to be read and stored. */
export const UPLOAD_MS = 120_000;

/** Lets the routes of `app` take CSV only, whose rows are read as they come in. */
export function takeCsvOnly(app: Pick<FastifyInstance, 'removeAllContentTypeParsers' | 'addContentTypeParser'>): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload));
}

/** Bytes of the body of a request. @throws {@link DomainError} `tape_body_missing`, `tape_too_large` */
export function csvBody(request: {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: unknown;
}): AsyncGenerator<Uint8Array> {
  if (Number(request.headers['content-length'] ?? 0) > FILE_BYTES_MAX) throw tooLarge();
  if (!(request.body instanceof Readable))
    throw new DomainError('tape_body_missing', 'invalid', 'Send the file as the body with the content type text/csv.');
  return limited(request.body);
}

async function* limited(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > FILE_BYTES_MAX) throw tooLarge();
    yield chunk;
  }
}

function tooLarge(): DomainError {
  return new DomainError('tape_too_large', 'too_large', 'A file has at most 128 MB. Split it.');
}
