import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';
import { apiKeyRoutes } from '../auth/api-key-routes.ts';
import type { Auth } from '../auth/auth.ts';
import { memberRoutes } from '../auth/member-routes.ts';
import { peopleRoutes } from '../auth/people-routes.ts';
import { hasSessionCookie } from '../auth/session-caller.ts';
import { sessionRoutes } from '../auth/session-routes.ts';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import type { Database } from '../database/database.ts';
import type { Logger } from '../log/logger.ts';
import { installAccess } from './access.ts';
import { createBareServer } from './bare-server.ts';
import type { ChainProbe } from './chain-probe.ts';
import { installDocs } from './docs-routes.ts';
import { createEventHub } from './event-hub.ts';
import { eventRoutes } from './event-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { installIdempotency } from './idempotency.ts';
import { installLimits, installRequestLimit } from './limits.ts';
import { loggableError } from './loggable-error.ts';
import { type AddGauges, installMetrics } from './metrics.ts';
import { installNotFound } from './not-found.ts';
import { installOpenApi } from './openapi.ts';
import { installOriginCheck } from './origin-check.ts';
import { outboxSource } from './outbox-source.ts';
import { recordDenial } from './record-audit.ts';
import type { RoutePlugin } from './route-config.ts';
import { installSecurityHeaders } from './security-headers.ts';
import { installConsole } from './static-console.ts';
import { type DemoLogin, systemRoutes } from './system-routes.ts';
import { installTextCheck } from './text-check.ts';

export interface ServerParts {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly database: Database;
  readonly chain: ChainProbe;
  readonly logger: Logger;
  readonly auth: Auth;
  /** Routes of the rooms. */
  readonly routes: readonly RoutePlugin[];
  /** Figures of the rooms for `/metrics`. */
  readonly gauges?: readonly AddGauges[];
  readonly version?: string;
  readonly demoLogins?: readonly DemoLogin[];
  /** True where the only client is this process: it is not kept off when the process is busy, which may be with that client's own work. */
  readonly isOwnClient?: boolean;
  /** Folder of the built console; without it only the API is served. */
  readonly webRoot?: string;
}

const KIB = 1024;

/** The HTTP server: what is the same for all rooms, and the routes of the rooms. Not yet listening. */
export async function buildServer(parts: ServerParts): Promise<FastifyInstance> {
  const { config, database, chain } = parts;
  const { publicUrl } = config;
  const docsUrl = `${publicUrl}/docs/errors`;
  const version = parts.version ?? '0.1.0';
  const server = createBareServer(parts.logger, docsUrl);
  installAccess(server, {
    authenticate: (request) => parts.auth.authenticate(request),
    recordDenial: (request, error) => recordDenial(database, request, error),
  });
  await installSecurityHeaders(server, publicUrl);
  installOriginCheck(server, { publicUrl, hasSession: hasSessionCookie });
  if (parts.isOwnClient === true) await installRequestLimit(server, Number.MAX_SAFE_INTEGER);
  else await installLimits(server, config.rateLimitPerMinute);
  await server.register(compress, { globalDecompression: false, threshold: KIB, encodings: ['br', 'gzip'] });
  installTextCheck(server);
  installIdempotency(server, database);
  await installOpenApi(server, { publicUrl, version });
  const hub = createEventHub({
    source: outboxSource(database),
    onError: (error) => server.log.error({ fault: loggableError(error) }, 'outbox could not be read'),
  });
  installMetrics(server, { database, chain, streamClients: () => hub.size, gauges: parts.gauges ?? [] });
  installDocs(server);
  const sendPage = parts.webRoot === undefined ? undefined : await installConsole(server, parts.webRoot);
  installNotFound(server, { docsUrl, ...(sendPage === undefined ? {} : { sendPage }) });
  await server.register(healthRoutes({ database, chain }));
  await server.register(eventRoutes({ hub }));
  await server.register(sessionRoutes({ config, database, auth: parts.auth }));
  await server.register(apiKeyRoutes({ database, secrets: parts.secrets }));
  await server.register(memberRoutes({ database }));
  await server.register(peopleRoutes({ database }));
  await server.register(systemRoutes({ config, database, chain, version, demoLogins: parts.demoLogins ?? [] }));
  for (const routes of parts.routes) await server.register(routes);
  return server;
}
