import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { attestationRoutes } from '../../attestation/routes.ts';
import { holderRoutes } from '../../holder/routes.ts';
import { intakeRoutes } from '../../intake/routes.ts';
import { type Auth, createAuth } from '../../platform/auth/auth.ts';
import { buildServer } from '../../platform/http/build-server.ts';
import { ratingRoutes } from '../../rating/routes.ts';
import { relianceRoutes } from '../../reliance/routes.ts';
import { monitoringGauges } from '../../scoring/monitoring/monitoring-gauges.ts';
import { scoringRoutes } from '../../scoring/routes.ts';
import { studioRoutes } from '../../scoring/studio/routes.ts';
import { threadStudio } from '../../scoring/studio/studio-thread.ts';
import { dealRoutes } from '../../securitization/deals/routes.ts';
import { outlookRoutes } from '../../securitization/outlook/outlook-routes.ts';
import { deskRoutes } from '../../securitization/desk/routes.ts';
import { poolRoutes } from '../../securitization/pools/pool-routes.ts';
import { tapeRoutes } from '../../securitization/pools/tape-routes.ts';
import { dealSchemaRoutes } from '../../securitization/schema-routes.ts';
import { transparencyRoutes } from '../../transparency/routes.ts';
import { publishedCheckpoints } from '../../transparency/store.ts';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '../demo/demo-accounts.ts';
import { openDemoHolder } from '../demo/demo-holder.ts';
import type { System } from '../open-system.ts';
import { customerRoutes } from './customer-routes.ts';
import type { StudioThreadData } from './studio-thread.ts';

const WEB_ROOT = resolve(fileURLToPath(import.meta.url), '../../../../web/dist');

const STUDIO_THREAD = new URL('./studio-thread.ts', import.meta.url);

function studioData({ config: { databaseUrl, databaseProvider }, wrap: { masterKey } }: System): StudioThreadData {
  return { settings: { databaseUrl, databaseProvider }, masterKey };
}

/**
 * The API with the routes of all rooms, and the console where it has been built.
 *
 * @param own - sign-in of a client in this process, which is then the only one
 */
export async function buildApi(system: System, own?: Pick<Auth, 'authenticate'>): Promise<FastifyInstance> {
  const { config, secrets, database, chain, logger, wrap } = system;
  const auth = { ...createAuth({ config, secrets, database, logger, chainId: () => chain.chainId() }), ...own };
  const demoLogins = config.demo ? DEMO_ACCOUNTS.map(({ email, name, role }) => ({ email, name, role, password: DEMO_PASSWORD })) : [];
  return buildServer({
    config,
    secrets,
    database,
    chain,
    logger,
    auth,
    demoLogins,
    isOwnClient: own !== undefined,
    gauges: [monitoringGauges(database)],
    routes: [
      intakeRoutes({ database, wrap }),
      customerRoutes({ database, wrap }),
      scoringRoutes({ database, wrap }),
      studioRoutes({ database, studio: threadStudio(STUDIO_THREAD, studioData(system)) }),
      attestationRoutes({ ...system, checkpointOf: publishedCheckpoints(database) }),
      holderRoutes({ ...system, ...(config.demo ? { keptKey: () => openDemoHolder(system) } : {}) }),
      transparencyRoutes(system),
      ratingRoutes(system),
      relianceRoutes(system),
      tapeRoutes(system),
      poolRoutes(system),
      dealRoutes(system),
      outlookRoutes(system),
      deskRoutes(system),
      dealSchemaRoutes,
    ],
    ...(existsSync(join(WEB_ROOT, 'index.html')) ? { webRoot: WEB_ROOT } : {}),
  });
}
