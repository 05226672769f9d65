import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Database } from '../../platform/database/database.ts';
import { HashParams } from '../schemas.ts';
import { MonitoredModels, MonitoringQuery, MonitoringView } from './schemas.ts';
import { monitoredModels, monitoringOf } from './monitoring-views.ts';

const TAGS = ['scoring'];
const read = { access: 'scorecards:read' } as const;

/** How scorecards fare on the customers whom they score. */
export function monitoringRoutes({ client }: Database): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/monitoring/models',
      {
        config: read,
        schema: { summary: 'Scorecards that are monitored, with the worst shift of each', tags: TAGS, response: { 200: MonitoredModels } },
      },
      async () => monitoredModels(client),
    );

    app.get(
      '/v1/scorecards/:hash/monitoring',
      {
        config: read,
        schema: {
          summary: 'Drift of one scorecard by day, month and characteristic, its outcomes and its alerts',
          tags: TAGS,
          params: HashParams,
          querystring: MonitoringQuery,
          response: { 200: MonitoringView },
        },
      },
      async ({ params, query }) => monitoringOf(client, params.hash, query, new Date()),
    );
  };
}
