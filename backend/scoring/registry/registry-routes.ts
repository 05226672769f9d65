import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { KeyWrap } from '../../intake/customer-keys.ts';
import type { Database, DatabaseClient } from '../../platform/database/database.ts';
import { JobAccepted } from '../../platform/http/schemas.ts';
import { acceptJob } from '../../platform/jobs/accept-job.ts';
import { MOST_MODEL_BYTES } from '../domain/model-file/import-limit.ts';
import { MODEL_ROLES } from '../domain/registry/model-life.ts';
import { readImport } from '../import-scorecard.ts';
import { HashParams } from '../schemas.ts';
import { IMPORT_JOB } from '../scoring-jobs.ts';
import { readScorecard, stateOf } from '../store.ts';
import { actOnModel } from './model-steps.ts';
import { replayScore } from './replay-score.ts';
import { ActOnModel, ImportScorecard, ModelLife, ModelStepView, ReplayView } from './schemas.ts';

const TAGS = ['scoring'];

export interface RegistryDeps {
  readonly database: Database;
  readonly wrap: KeyWrap;
}

/** The life of scorecards, and past scores computed once more. */
export function registryRoutes({ database, wrap }: RegistryDeps): FastifyPluginAsyncZod {
  const { client } = database;
  return async (app) => {
    app.get(
      '/v1/scorecards/:hash/life',
      {
        config: { access: 'scorecards:read' },
        schema: {
          summary: 'Steps of a scorecard from its training on, with who took them and why',
          tags: TAGS,
          params: HashParams,
          response: { 200: ModelLife },
        },
      },
      async ({ params }) => readLife(client, params.hash),
    );

    app.post(
      '/v1/scorecard-imports',
      {
        bodyLimit: MOST_MODEL_BYTES,
        config: { access: 'scorecards:write', idempotent: true },
        schema: {
          summary:
            'Take a model that was trained on a file into the registry, as a draft, measured on the customers of a source; up to 32 MB',
          tags: TAGS,
          body: ImportScorecard,
          response: { 202: JobAccepted },
        },
      },
      async (request, reply) => {
        const { document, source: _, ...settings } = request.body;
        // Refused at once, and not by a job, if it is no model.
        readImport(document, settings);
        const payload = { ...request.body, actor: request.caller.actor };
        return reply.code(202).send(await acceptJob(database, request, { kind: IMPORT_JOB, payload }));
      },
    );

    app.post(
      '/v1/scorecards/:hash/steps',
      {
        config: { access: 'scorecards:write', idempotent: true },
        schema: {
          summary: 'Validate a draft, put a model in use under watch or release it, or discard a card that was never in use',
          tags: TAGS,
          params: HashParams,
          body: ActOnModel,
          response: { 200: ModelLife },
        },
      },
      async ({ params, body, caller, id }) => {
        await actOnModel(database, { hash: params.hash, ...body }, { caller, requestId: id });
        return readLife(client, params.hash);
      },
    );

    app.get(
      '/v1/scores/:id/replay',
      {
        config: { access: 'customers:read' },
        schema: {
          summary: 'Compute a past score once more from its stored inputs, and compare it byte for byte',
          tags: TAGS,
          params: z.strictObject({ id: z.string().max(64) }),
          response: { 200: ReplayView },
        },
      },
      async ({ params }) => replayScore(client, wrap, params.id),
    );
  };
}

/** What a step kept; findings were kept in English alone at first. */
const StepDetail = z.object({
  act: z.string().optional(),
  findings: z.array(z.union([z.string().transform((text) => ({ en: text, zh: text })), ModelStepView.shape.findings.element])).optional(),
  txHash: z.string().optional(),
});

async function readLife(client: DatabaseClient, hash: string): Promise<ModelLife> {
  const { state } = await readScorecard(client, hash);
  const rows = await client.scorecardStep.findMany({ where: { scorecardHash: hash }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
  const steps = rows.map((row) => {
    const detail = StepDetail.parse(JSON.parse(row.detail));
    return {
      state: stateOf(row.state),
      role: MODEL_ROLES.find((role) => role === row.role) ?? null,
      shareBps: row.shareBps,
      act: detail.act ?? '',
      actor: row.actor,
      note: row.note,
      findings: detail.findings ?? [],
      txHash: detail.txHash ?? null,
      at: row.createdAt.toISOString(),
    };
  });
  return { hash: hash as ModelLife['hash'], state, steps };
}
