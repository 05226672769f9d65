import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Database } from '../../platform/database/database.ts';
import { JobAccepted } from '../../platform/http/schemas.ts';
import { acceptJob } from '../../platform/jobs/accept-job.ts';
import { readScorecard } from '../store.ts';
import { COMPARE_JOB } from './compare-scorecards.ts';
import { CompareRequest } from './schemas.ts';

/** Scorecards side by side. */
export function comparisonRoutes(database: Database): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/v1/scorecard-comparisons',
      {
        config: { access: 'scorecards:write', idempotent: true },
        schema: {
          summary:
            'Compare scorecards, plain or by segments, on the same unseen rows of a source; the job answers with figures, tests and swap sets',
          tags: ['scoring'],
          body: CompareRequest,
          response: { 202: JobAccepted },
        },
      },
      async (request, reply) => {
        const { hashes, source } = request.body;
        for (const hash of hashes) await readScorecard(database.client, hash);
        return reply.code(202).send(await acceptJob(database, request, { kind: COMPARE_JOB, payload: { hashes, source } }));
      },
    );
  };
}
