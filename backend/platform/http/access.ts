import type { FastifyContextConfig, FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { DomainError, InvariantError } from '../../kernel/errors.ts';
import { ANONYMOUS, type Caller } from './caller.ts';
import type { Access } from './route-config.ts';

export interface AccessParts {
  /** Who calls; anonymous without credentials. Throws `DomainError` for credentials that are wrong. */
  authenticate(request: FastifyRequest): Promise<Caller>;
  /** Writes down an attempt that was refused. Must not throw. */
  recordDenial(request: FastifyRequest, error: DomainError): Promise<void>;
}

/** Resolves the caller of each request and refuses what its route does not allow it; denies by default. */
export function installAccess(server: FastifyInstance, parts: AccessParts): void {
  const routes: RouteOptions[] = [];
  server.decorate('routeTable', routes);
  server.decorateRequest('caller', null as unknown as Caller);
  server.decorateRequest('effectKey', null);
  // The options are kept, not copied: a later hook of an inner scope may still add the access of its routes.
  server.addHook('onRoute', (route) => void routes.push(route));
  server.addHook('onReady', async () => {
    const open = routes.filter((route) => (route.config as FastifyContextConfig | undefined)?.access === undefined);
    const names = open.map((route) => `${String(route.method)} ${route.url}`);
    if (names.length > 0) throw new InvariantError(`Routes without config.access: ${names.join(', ')}.`);
  });
  server.addHook('onRequest', async (request) => {
    request.caller = ANONYMOUS;
    if (request.routeOptions.config.callerless === true) return;
    await refusing(parts, request, async () => {
      request.caller = await parts.authenticate(request);
    });
  });
  // After onRequest, so that the rate limit of the route also counts refused requests.
  server.addHook('preParsing', async (request) => {
    if (request.is404) return;
    await refusing(parts, request, async () => assertAllowed(request.caller, request.routeOptions.config.access));
  });
}

async function refusing(parts: AccessParts, request: FastifyRequest, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (error instanceof DomainError && (error.kind === 'unauthenticated' || error.kind === 'forbidden'))
      await parts.recordDenial(request, error);
    throw error;
  }
}

/** @throws {DomainError} `sign_in_required`, `permission_missing` */
export function assertAllowed(caller: Caller, access: Access | undefined): void {
  if (access === undefined) throw new InvariantError('A request reached a route without config.access.');
  if (access === 'public') return;
  if (caller.kind === 'anonymous')
    throw new DomainError('sign_in_required', 'unauthenticated', 'Sign in, or send an API key as Authorization: Bearer.');
  if (access === 'authenticated' || caller.permissions.has(access)) return;
  throw new DomainError('permission_missing', 'forbidden', `This needs the permission ${access}.`, { params: { permission: access } });
}
