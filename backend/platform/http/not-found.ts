import { METHODS } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HTTP_FAULTS } from './faults.ts';
import { ofFault, PROBLEM_TYPE } from './problem.ts';

/** Below these an unknown path is an error of a program; anywhere else it may be a page of the console. */
const API_PREFIXES = ['/v1/', '/api/', '/docs/', '/schemas/'];

export interface NotFoundParts {
  readonly docsUrl: string;
  /** Answers with the console's page; absent when no console is served. */
  readonly sendPage?: (reply: FastifyReply) => FastifyReply;
}

/** The answer to paths without a route: a page for people, a problem for programs, 405 when only the method is wrong. */
export function installNotFound(server: FastifyInstance, parts: NotFoundParts): void {
  const known: { readonly method: string; readonly pattern: RegExp }[] = [];
  server.addHook('onRoute', (route) => {
    if (route.url.includes('*')) return;
    for (const method of [route.method].flat()) known.push({ method, pattern: patternOf(route.url) });
  });
  server.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    if (parts.sendPage !== undefined && isPageRequest(request, path)) return parts.sendPage(reply);
    const allowed = [...new Set(known.filter((route) => route.pattern.test(path)).map((route) => route.method))];
    const isOtherMethod = allowed.length > 0 && METHODS.includes(request.method);
    const problem = ofFault(isOtherMethod ? HTTP_FAULTS.methodNotAllowed : HTTP_FAULTS.routeNotFound, {
      docsUrl: parts.docsUrl,
      instance: path.slice(0, 300),
      requestId: request.id,
    });
    if (isOtherMethod) reply.header('allow', allowed.sort().join(', '));
    return reply.code(problem.status).type(PROBLEM_TYPE).send(problem);
  });
}

function isPageRequest(request: FastifyRequest, path: string): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (API_PREFIXES.some((prefix) => `${path}/`.startsWith(prefix))) return false;
  const lastPart = path.slice(path.lastIndexOf('/') + 1);
  return !lastPart.includes('.') && (request.headers.accept ?? '').includes('text/html');
}

function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}$`);
}
