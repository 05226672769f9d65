import { randomUUID } from 'node:crypto';
import { fastify, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { DomainError } from '../../kernel/errors.ts';
import type { Auth } from '../auth/auth.ts';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import type { Database } from '../database/database.ts';
import type { Logger } from '../log/logger.ts';
import { installAccess } from './access.ts';
import type { ChainProbe } from './chain-probe.ts';
import { installProblems } from './problem.ts';
import type { RoutePlugin } from './route-config.ts';

/** A server of the house; routes are typed by their zod schemas. */
export type Server = FastifyInstance;

export interface ServerParts {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly database: Database;
  readonly chain: ChainProbe;
  readonly logger: Logger;
  readonly auth: Auth;
  readonly routes: readonly RoutePlugin[];
  /** Folder of the built console; without it only the API is served. */
  readonly webRoot?: string;
}

const KIB = 1024;

/** The HTTP server with everything that is the same for all rooms, and the routes of the rooms. Not yet listening. */
export async function buildServer(parts: ServerParts): Promise<Server> {
  const server = fastify({
    loggerInstance: parts.logger as FastifyBaseLogger,
    disableRequestLogging: true,
    genReqId: () => `req_${randomUUID()}`,
    bodyLimit: 64 * KIB,
    requestTimeout: 10_000,
    connectionTimeout: 10_000,
    handlerTimeout: 15_000,
    trustProxy: false,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 200 },
  });
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  installProblems(server, `${parts.config.publicUrl}/docs/errors`);
  installAccess(server, {
    authenticate: (request) => parts.auth.authenticate(request),
    recordDenial: async (request, error: DomainError) => request.log.warn({ code: error.code }, 'denied'),
  });
  for (const routes of parts.routes) await server.register(routes);
  return server.withTypeProvider<ZodTypeProvider>() as unknown as Server;
}
