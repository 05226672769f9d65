import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/errors.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface OriginRules {
  readonly publicUrl: string;
  readonly hasSession: (cookie: string | undefined) => boolean;
}

/**
 * Refuses changes that another site makes a browser send. A browser says where a request comes from
 * (`Origin`, `Sec-Fetch-Site`); a request with a session cookie must say it, one without is a program.
 */
export function installOriginCheck(server: FastifyInstance, rules: OriginRules): void {
  server.addHook('onRequest', async (request) => {
    if (SAFE.has(request.method) || request.is404) return;
    if (!isOriginAllowed(request, rules))
      throw new DomainError('origin_refused', 'forbidden', 'Requests that change something must come from the console itself.');
  });
}

function isOriginAllowed(request: FastifyRequest, rules: OriginRules): boolean {
  const { origin, host, cookie } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (origin !== undefined) return isOwnOrigin(origin, host, rules.publicUrl);
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return !rules.hasSession(cookie);
}

/** The public address, or this machine's own address under which the request came in. */
function isOwnOrigin(origin: string, host: string | undefined, publicUrl: string): boolean {
  if (origin === new URL(publicUrl).origin) return true;
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  return url.host === host && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
}
