import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.ts';
import type { RoutePlugin } from '../http/route-config.ts';

export interface Auth {
  /** Who calls; anonymous without credentials. @throws DomainError for wrong credentials */
  authenticate(request: FastifyRequest): Promise<Caller>;
  readonly routes: RoutePlugin;
}
