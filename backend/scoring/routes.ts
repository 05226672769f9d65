import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { Database } from '../platform/database/database.ts';
import { cursorDate, decodeCursor, pageLimit, toPage } from '../platform/http/page.ts';
import { JobAccepted, PageQuery } from '../platform/http/schemas.ts';
import { acceptJob } from '../platform/jobs/accept-job.ts';
import { comparisonRoutes } from './comparison/routes.ts';
import { documentRoutes } from './document-routes.ts';
import { monitoringRoutes } from './monitoring/monitoring-routes.ts';
import { refitRoutes } from './monitoring/refit-routes.ts';
import { promotionRoutes } from './registry/promotion-routes.ts';
import { type RegistryDeps, registryRoutes } from './registry/registry-routes.ts';
import { ScoreRequest } from './registry/schemas.ts';
import { explainDocument } from './domain/scored-model/explain-document.ts';
import { isCard, kindOfDocument } from './domain/scored-model/registry-document.ts';
import { nearestApproval } from './domain/explain/nearest-approval.ts';
import { REASON_CODES } from './domain/explain/reason-codes.ts';
import { SCORECARD_TYPE } from './domain/scorecard/scorecard-document.ts';
import {
  ExplainRequest,
  ExplanationView,
  HashParams,
  ReasonLibrary,
  ScorecardPage,
  ScorecardView,
  SegmentView,
  TrainRequest,
} from './schemas.ts';
import { SCORE_JOB, TRAIN_JOB } from './scoring-jobs.ts';
import { rankingFigures } from './domain/validation-report.ts';
import { viewPath } from './segments/view-path.ts';
import {
  listScorecards,
  namesInUse,
  readScorecard,
  requireCard,
  type ScorecardSummary,
  type SegmentReport,
  type StoredScorecard,
} from './store.ts';

const TAGS = ['scoring'];

/** Scorecards and the jobs that make and use them. */
export function scoringRoutes(deps: RegistryDeps): FastifyPluginAsyncZod {
  const { database } = deps;
  return async (app) => {
    addReads(app, database);
    await app.register(documentRoutes(database));
    await app.register(promotionRoutes(database));
    await app.register(registryRoutes(deps));
    await app.register(monitoringRoutes(database));
    await app.register(refitRoutes(database));
    await app.register(comparisonRoutes(database));
    addJobs(app, database);
    addExplanations(app, database);
  };
}

type App = Parameters<FastifyPluginAsyncZod>[0];

function addReads(app: App, database: Database): void {
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
}

function addJobs(app: App, database: Database): void {
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
      reply
        .code(202)
        .send(await acceptJob(database, request, { kind: TRAIN_JOB, payload: { ...request.body, actor: request.caller.actor } })),
  );

  app.post(
    '/v1/scorings',
    {
      config: { access: 'scorecards:write', idempotent: true },
      schema: {
        summary: 'Score all customers of a source with the models in use, each its part, or with one card on trial',
        tags: TAGS,
        body: ScoreRequest,
        response: { 202: JobAccepted },
      },
    },
    async (request, reply) => {
      const { scorecardHash } = request.body;
      if (scorecardHash !== undefined) await readScorecard(database.client, scorecardHash);
      return reply
        .code(202)
        .send(await acceptJob(database, request, { kind: SCORE_JOB, payload: { ...request.body, actor: request.caller.actor } }));
    },
  );
}

function addExplanations(app: App, database: Database): void {
  app.post(
    '/v1/scorecards/:hash/explanations',
    {
      config: { access: 'scorecards:read' },
      schema: {
        summary: 'Score given attributes and say why: reasons in words, a waterfall, and the nearest change that reaches a cut-off',
        tags: TAGS,
        params: HashParams,
        body: ExplainRequest,
        response: { 200: ExplanationView },
      },
    },
    async (request) => {
      const { hash, document } = await readScorecard(database.client, request.params.hash);
      const { attributes, yardstick, cutOff, actionable } = request.body;
      const { segment, score, grade, basePoints, worded, waterfall } = explainDocument(document, attributes, yardstick);
      const nearest = cutOff === null ? null : nearestApproval(requireCard(document, hash), attributes, cutOff, actionable);
      return ExplanationView.parse({ segment, score, grade, basePoints, reasons: worded, waterfall, nearest });
    },
  );

  app.get(
    '/v1/reason-codes',
    {
      config: { access: 'scorecards:read' },
      schema: {
        summary: 'Library of reasons that a customer can be given, in both languages',
        tags: TAGS,
        response: { 200: ReasonLibrary },
      },
    },
    async () => ({ data: REASON_CODES.map((known) => ({ ...known })) }),
  );
}

function placeOf(cursor: string): { createdAt: Date; hash: string } {
  const [at, hash] = decodeCursor(cursor, 2);
  return { createdAt: cursorDate(at), hash: hash ?? '' };
}

function viewRow({
  hash,
  name,
  kind,
  state,
  post,
  rows,
  characteristics,
  cards,
  createdAt,
  validation,
}: ScorecardSummary): z.infer<typeof ScorecardPage>['data'][number] {
  const { auc, ks, gini } = rankingFigures(validation);
  return {
    hash,
    name,
    kind,
    state,
    role: post?.role ?? null,
    shareBps: post?.shareBps ?? 0,
    rows,
    characteristics,
    cards,
    auc,
    ks,
    gini,
    createdAt: createdAt.toISOString(),
  };
}

function viewScorecard({ hash, state, post, createdAt, document, report }: StoredScorecard): ScorecardView {
  const { training } = document;
  const summary = {
    hash,
    state,
    post,
    createdAt,
    name: document.name,
    kind: kindOfDocument(document),
    rows: training.rows,
    characteristics: namesInUse(report).length,
    cards: report.segments?.length ?? 1,
    validation: report.validation,
  };
  return ScorecardView.parse({
    ...viewRow(summary),
    datasetHash: training.datasetHash,
    scaling: { basePoints: null, ...document.scaling },
    intercept: document.type === SCORECARD_TYPE ? document.regression.intercept : null,
    warnings: report.warnings,
    characteristicViews: report.characteristics,
    validation: report.validation,
    segments: report.segments?.map(viewSegment),
    segmentation: report.segmentation,
    model: isCard(document) ? null : { ...report.model, measured: document.measured },
  });
}

function viewSegment({ segment, path, validation, characteristics, warnings, standInFolds }: SegmentReport): SegmentView {
  return SegmentView.parse({
    segment,
    path: viewPath(path),
    rows: validation.rows,
    bads: validation.bads,
    characteristicViews: characteristics,
    warnings,
    validation,
    standInFolds,
  });
}
