import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { canonicalJson } from '../kernel/canonical-json.ts';
import type { Database } from '../platform/database/database.ts';
import { cursorDate, decodeCursor, pageLimit, toPage } from '../platform/http/page.ts';
import { Hash32Text, JobAccepted, PageQuery } from '../platform/http/schemas.ts';
import { enqueueJob } from '../platform/jobs/enqueue-job.ts';
import { scorecardText } from './domain/scorecard/scorecard-document.ts';
import { ScorecardPage, ScorecardView, ScoreRequest, TrainRequest } from './schemas.ts';
import { SCORE_JOB, TRAIN_JOB } from './scoring-jobs.ts';
import { listScorecards, readScorecard, type ScorecardSummary, type StoredScorecard } from './store.ts';

const HashParams = z.strictObject({ hash: Hash32Text });
const TAGS = ['scoring'];

/** Scorecards and the jobs that make and use them. */
export function scoringRoutes({ database }: { readonly database: Database }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/scorecards',
      {
        config: { access: 'scorecards:read' },
        schema: { summary: 'Scorecards, newest first', tags: TAGS, querystring: PageQuery, response: { 200: ScorecardPage } },
      },
      async (request) => {
        const limit = pageLimit(request.query);
        const { cursor } = request.query;
        const rows = await listScorecards(database.client, limit + 1, cursor === undefined ? undefined : placeOf(cursor));
        return toPage(rows, limit, (row) => [row.createdAt.getTime(), row.hash], viewRow);
      },
    );

    app.get(
      '/v1/scorecards/:hash',
      {
        config: { access: 'scorecards:read' },
        schema: { summary: 'One scorecard with its bins and validation', tags: TAGS, params: HashParams, response: { 200: ScorecardView } },
      },
      async (request) => viewScorecard(await readScorecard(database.client, request.params.hash)),
    );

    app.get(
      '/v1/scorecards/:hash/document',
      {
        config: { access: 'scorecards:read' },
        schema: {
          summary: 'The document, byte for byte as its keccak-256 hash covers it',
          tags: TAGS,
          params: HashParams,
          response: { 200: z.unknown() },
        },
        serializerCompiler: () => (value) => String(value),
      },
      async (request, reply) => {
        const { document } = await readScorecard(database.client, request.params.hash);
        return reply.type('application/json; charset=utf-8').send(scorecardText(document));
      },
    );

    app.post(
      '/v1/scorecards',
      {
        config: { access: 'scorecards:write', idempotent: true },
        schema: {
          summary: 'Train and validate a scorecard on the customers of a source',
          tags: TAGS,
          body: TrainRequest,
          response: { 202: JobAccepted },
        },
      },
      async (request, reply) =>
        reply.code(202).send(await accept(TRAIN_JOB, { ...request.body, actor: request.caller.actor }, request.effectKey)),
    );

    app.post(
      '/v1/scorings',
      {
        config: { access: 'scorecards:write', idempotent: true },
        schema: {
          summary: 'Score all customers of a source with one scorecard',
          tags: TAGS,
          body: ScoreRequest,
          response: { 202: JobAccepted },
        },
      },
      async (request, reply) => {
        await readScorecard(database.client, request.body.scorecardHash);
        return reply.code(202).send(await accept(SCORE_JOB, { ...request.body, actor: request.caller.actor }, request.effectKey));
      },
    );
  };

  async function accept(kind: string, payload: Parameters<typeof canonicalJson>[0], effectKey: string | null) {
    const uniqueKey = effectKey === null ? {} : { uniqueKey: effectKey };
    const jobId = await database.write((tx) => enqueueJob(tx, { kind, payload, ...uniqueKey }));
    return { jobId, href: `/v1/jobs/${jobId}` };
  }
}

function placeOf(cursor: string): { createdAt: Date; hash: string } {
  const [at, hash] = decodeCursor(cursor, 2);
  return { createdAt: cursorDate(at), hash: hash ?? '' };
}

function viewRow({
  hash,
  name,
  state,
  rows,
  characteristics,
  createdAt,
  validation,
}: ScorecardSummary): z.infer<typeof ScorecardPage>['data'][number] {
  const { auc, ks, gini } = validation.crossValidation;
  return { hash, name, state, rows, characteristics, auc, ks, gini, createdAt: createdAt.toISOString() };
}

function viewScorecard({ hash, state, createdAt, document, report }: StoredScorecard): ScorecardView {
  const { training, characteristics } = document;
  const summary = {
    hash,
    state,
    createdAt,
    name: document.name,
    rows: training.rows,
    characteristics: characteristics.length,
    validation: report.validation,
  };
  return ScorecardView.parse({
    ...viewRow(summary),
    datasetHash: training.datasetHash,
    scaling: document.scaling,
    intercept: document.regression.intercept,
    characteristicViews: report.characteristics,
    validation: report.validation,
  });
}
