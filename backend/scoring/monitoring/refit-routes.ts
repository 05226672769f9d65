import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Database, DatabaseClient } from '../../platform/database/database.ts';
import { olderThan, pageLimit, placeOf, toPage } from '../../platform/http/page.ts';
import { JobAccepted } from '../../platform/http/schemas.ts';
import { acceptJob } from '../../platform/jobs/accept-job.ts';
import { HashParams } from '../schemas.ts';
import { readScorecard, requireCard } from '../store.ts';
import { decideRefit } from './decide-refit.ts';
import { REFIT_JOB } from './measure-model.ts';
import { DecideRefit, RefitPage, RefitQuery, RefitView } from './schemas.ts';

const TAGS = ['scoring'];
const Params = z.strictObject({ id: z.string().max(64) });

type RefitRow = Awaited<ReturnType<DatabaseClient['modelRefit']['findFirstOrThrow']>>;

/** Cards trained anew beside the card in use: proposals that a person takes up or dismisses. */
export function refitRoutes(database: Database): FastifyPluginAsyncZod {
  const { client } = database;
  const write = { access: 'scorecards:write', idempotent: true } as const;
  return async (app) => {
    app.post(
      '/v1/scorecards/:hash/refits',
      {
        config: write,
        schema: {
          summary: 'Train a scorecard anew on the newest rows of its source and propose it; nothing goes live by itself',
          tags: TAGS,
          params: HashParams,
          response: { 202: JobAccepted },
        },
      },
      async (request, reply) => {
        const { hash, document } = await readScorecard(client, request.params.hash);
        requireCard(document, hash);
        const payload = { scorecardHash: hash, cause: 'asked', actor: request.caller.actor };
        return reply.code(202).send(await acceptJob(database, request, { kind: REFIT_JOB, payload }));
      },
    );

    app.get(
      '/v1/refits',
      {
        config: { access: 'scorecards:read' },
        schema: { summary: 'Proposals of refits, newest first', tags: TAGS, querystring: RefitQuery, response: { 200: RefitPage } },
      },
      async ({ query }) => {
        const limit = pageLimit(query);
        const { cursor, state, scorecard } = query;
        const where = {
          ...(state === undefined ? {} : { state }),
          ...(scorecard === undefined ? {} : { scorecardHash: scorecard }),
          ...olderThan(cursor),
        };
        const orderBy = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];
        return toPage(await client.modelRefit.findMany({ take: limit + 1, orderBy, where }), limit, placeOf, viewRefit);
      },
    );

    app.post(
      '/v1/refits/:id/decision',
      {
        config: write,
        schema: {
          summary: 'Take a proposal up, which asks that it be put in use and waits for another person, or dismiss it with a reason',
          tags: TAGS,
          params: Params,
          body: DecideRefit,
          response: { 200: RefitView },
        },
      },
      async ({ params, body, caller, id: requestId }) => {
        await decideRefit(database, { id: params.id, ...body }, { caller, requestId });
        return viewRefit(await client.modelRefit.findUniqueOrThrow({ where: { id: params.id } }));
      },
    );
  };
}

function viewRefit(row: RefitRow): z.infer<typeof RefitView> {
  return RefitView.parse({
    ...row,
    scorecard: row.scorecardHash,
    candidate: row.candidateHash,
    comparison: row.comparison === null ? null : JSON.parse(row.comparison),
    createdAt: row.createdAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    promotion: row.promotionId,
  });
}
