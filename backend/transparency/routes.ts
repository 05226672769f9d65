import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { auditRoutes } from './audit-routes.ts';
import { checkpointRoutes } from './checkpoint-routes.ts';
import { fileRoutes } from './file-routes.ts';
import { openLogs, type TransparencyDeps } from './open-log.ts';
import { proofRoutes } from './proof-routes.ts';

/** All routes of the room. */
export function transparencyRoutes(deps: TransparencyDeps): FastifyPluginAsyncZod {
  const logs = openLogs(deps);
  return async (app) => {
    await app.register(fileRoutes(logs));
    await app.register(proofRoutes(deps.database, logs));
    await app.register(checkpointRoutes(deps.database, logs));
    await app.register(auditRoutes(deps.database));
  };
}
