import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Studio } from './studio.ts';
import { StudioBins, StudioBinsRequest, StudioOpening, StudioOverview, StudioRequest } from './schemas.ts';

const TAGS = ['scoring'];
/** Requests a minute of one person: a cut that is dragged asks several times a second. */
const DRAG_LIMIT = { max: 3_000, timeWindow: 60_000 };
/** A connection without a word is given up after ten seconds; opening many customers takes longer. */
const PATIENCE_MS = 5_000;
const MOST_LOOKS = 10_000;

interface StudioRouteDeps {
  readonly database: Database;
  readonly studio: Studio;
  readonly patienceMs?: number;
}

/** Work on bins while a person watches: answers come at once and nothing is kept. */
export function studioRoutes({ database, studio, patienceMs = PATIENCE_MS }: StudioRouteDeps): FastifyPluginAsyncZod {
  /** Who looks at which rows, as far as this process has recorded it. */
  const looks = new Set<string>();

  /** Figures of a source are figures of its customers: who opened them is known. */
  async function recordLook(request: FastifyRequest, source: string, datasetHash: string): Promise<void> {
    const { actor } = request.caller;
    const record = { actor, action: 'studio.opened', entity: 'source', entityId: source, outcome: 'ok', detail: { datasetHash } } as const;
    await database.write((tx) => appendAudit(tx, { ...record, requestId: request.id, at: new Date() }));
    if (looks.size >= MOST_LOOKS) looks.clear();
    looks.add(lookOf(request, source, datasetHash));
  }

  return async (app) => {
    app.addHook('onClose', () => studio.close());

    app.post(
      '/v1/studio/overviews',
      {
        config: { access: 'scorecards:write' },
        schema: {
          summary: 'All attributes of a source, binned, selected and fitted with changes of bins by hand; nothing is kept',
          tags: TAGS,
          body: StudioRequest,
          response: { 200: StudioOverview, 202: StudioOpening },
        },
      },
      async (request, reply) => {
        const view = await orOpening(studio.overview(request.body), patienceMs);
        if (view === null) return sendOpening(reply);
        await recordLook(request, view.source, view.datasetHash);
        return reply.send(view);
      },
    );

    app.post(
      '/v1/studio/bins',
      {
        config: { access: 'scorecards:write', rateLimit: DRAG_LIMIT },
        schema: {
          summary: 'Bins of one attribute with changes by hand, their figures, and the AUC of the card with its coefficients held',
          tags: TAGS,
          body: StudioBinsRequest,
          response: { 200: StudioBins, 202: StudioOpening },
        },
      },
      async (request, reply) => {
        const { source } = request.body;
        const view = await orOpening(studio.bins(request.body), patienceMs);
        if (view === null) return sendOpening(reply);
        if (!looks.has(lookOf(request, source, view.datasetHash))) await recordLook(request, source, view.datasetHash);
        return reply.send(view);
      },
    );
  };
}

function lookOf(request: FastifyRequest, source: string, datasetHash: string): string {
  return JSON.stringify([request.caller.actor, source, datasetHash]);
}

function sendOpening(reply: FastifyReply): FastifyReply {
  return reply.code(202).send({ state: 'opening' });
}

/** The answer, or null when it takes longer than `patienceMs`; the work goes on and the next question finds it done. */
async function orOpening<T>(answer: Promise<T>, patienceMs: number): Promise<T | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), patienceMs);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
