import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { JobAccepted } from '../platform/http/schemas.ts';
import { acceptJob } from '../platform/jobs/accept-job.ts';
import type { RatingDeps } from './open-rating.ts';
import { customerOfLogin, deriveViewKey, readBoard, viewBoard, viewPlace } from './read-board.ts';
import { BoardPlaceView, BoardReading, BoardView, PlaceParams, ReadBoard, ViewKeyView, WriteBoard } from './schemas.ts';
import { BOARD_JOB } from './write-board.ts';

const TAGS = ['ratings'];

/** The masked board of customers' grades. */
export function boardRoutes(deps: RatingDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/rating-board',
      { config: { access: 'public' }, schema: { summary: 'State of the masked board', tags: TAGS, response: { 200: BoardView } } },
      async () => viewBoard(deps),
    );

    app.post(
      '/v1/rating-board',
      {
        config: { access: 'ratings:publish', idempotent: true },
        schema: { summary: 'Write the board anew after a scoring run', tags: TAGS, body: WriteBoard, response: { 202: JobAccepted } },
      },
      async (request, reply) => {
        const { runId } = request.body;
        const payload = { ...(runId === undefined ? {} : { runId }), actor: request.caller.actor };
        return reply.code(202).send(await acceptJob(deps.database, request, { kind: BOARD_JOB, payload }));
      },
    );

    app.post(
      '/v1/rating-board/readings',
      {
        config: { access: 'public' },
        schema: { summary: 'Read one grade with a view key', tags: TAGS, body: ReadBoard, response: { 200: BoardReading } },
      },
      async (request) => readBoard(deps, request.body),
    );

    app.get(
      '/v1/rating-board/places/:issuer/:place',
      {
        config: { access: 'public' },
        schema: { summary: 'One masked place, to be opened elsewhere', tags: TAGS, params: PlaceParams, response: { 200: BoardPlaceView } },
      },
      async (request) => viewPlace(deps, { issuerId: Number(request.params.issuer), place: Number(request.params.place) }),
    );

    app.get(
      '/v1/rating-board/mine',
      {
        config: { access: 'own:read' },
        schema: { summary: "The grade at the signed-in customer's place", tags: TAGS, response: { 200: BoardReading } },
      },
      async (request) => readBoard(deps, await deriveViewKey(deps, await customerOfLogin(deps, request.caller))),
    );

    app.get(
      '/v1/rating-board/mine/key',
      {
        config: { access: 'own:read' },
        schema: { summary: 'The view key of this epoch, to hand to others', tags: TAGS, response: { 200: ViewKeyView } },
      },
      async (request) => deriveViewKey(deps, await customerOfLogin(deps, request.caller)),
    );
  };
}
