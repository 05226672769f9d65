import type { FastifyPluginAsync, RouteOptions } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Caller } from './caller.ts';
import type { Permission } from './permissions.ts';

/** Who may call a route: everybody, everybody who is signed in, or who has the permission. */
export type Access = 'public' | 'authenticated' | Permission;

/** What a room hands to `buildServer`; each of its routes states `config.access`. */
export type RoutePlugin = FastifyPluginAsyncZod | FastifyPluginAsync;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Required: the server does not start with a route that leaves it out. */
    access?: Access;
    /** POST only: honours `Idempotency-Key`; `required` refuses a request without one. */
    idempotent?: boolean | 'required';
    /** For public routes that answer everybody alike: credentials are not looked at. */
    callerless?: boolean;
  }
  interface FastifyInstance {
    /** Every route, in the order of registration. */
    readonly routeTable: readonly RouteOptions[];
  }
  interface FastifyRequest {
    caller: Caller;
    /**
     * The same text for every retry of one idempotent request, null without a key. Use it as the unique
     * key of what the route creates, so that even a retry after a crash has one effect.
     */
    effectKey: string | null;
  }
}
