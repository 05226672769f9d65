import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { pageLimit } from '../platform/http/page.ts';
import { Hash32Text } from '../platform/http/schemas.ts';
import { viewCalibration, viewMigration } from './default-rate-views.ts';
import { type RatingDeps, ratingPlace } from './open-rating.ts';
import { publishDefaultRates } from './publish-default-rates.ts';
import { publishRating } from './publish-rating.ts';
import { listRatings, timeText } from './rating-views.ts';
import {
  AgencyList,
  CalibrationQuery,
  CalibrationView,
  DefaultRatesAccepted,
  MigrationQuery,
  MigrationView,
  PublishAccepted,
  PublishDefaultRates,
  PublishRating,
  RatingPage,
  RatingQuery,
  ScaleList,
  SubjectView,
} from './schemas.ts';
import { readScales } from './store.ts';
import { viewSubject } from './subject-view.ts';

const TAGS = ['ratings'];
const SubjectParams = z.strictObject({ id: Hash32Text });

/** Public ratings: lists, histories, statistics, and their publication. */
export function publicRatingRoutes(deps: RatingDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(ratingReads(deps));
    await app.register(statisticsReads(deps));
    await app.register(publications(deps));
  };
}

function ratingReads(deps: RatingDeps): FastifyPluginAsyncZod {
  const { client } = deps.database;
  return async (app) => {
    app.get(
      '/v1/ratings',
      {
        config: { access: 'public' },
        schema: { summary: 'Ratings as they stand, newest first', tags: TAGS, querystring: RatingQuery, response: { 200: RatingPage } },
      },
      async (request) => {
        const { limit: _, ...filter } = request.query;
        const { chainId } = await ratingPlace(deps);
        return listRatings(client, { chainId, filter, limit: pageLimit(request.query), now: BigInt(Math.floor(Date.now() / 1_000)) });
      },
    );

    app.get(
      '/v1/ratings/subjects/:id',
      {
        config: { access: 'public' },
        schema: {
          summary: 'A subject with every rating it ever had, each compared with the chain',
          tags: TAGS,
          params: SubjectParams,
          response: { 200: SubjectView },
        },
      },
      async (request) => viewSubject(deps, request.params.id as `0x${string}` as never),
    );

    app.get(
      '/v1/ratings/agencies',
      { config: { access: 'public' }, schema: { summary: 'Rating agencies', tags: TAGS, response: { 200: AgencyList } } },
      async () => {
        const { chainId } = await ratingPlace(deps);
        const agencies = await client.ratingAgency.findMany({ where: { chainId }, orderBy: { agencyId: 'asc' } });
        const counts = await client.ratingAction.groupBy({ by: ['agencyId', 'subject'], where: { chainId }, _count: true });
        const data = agencies.map(({ agencyId, since, chainId: _chain, ...agency }) => {
          const own = counts.filter((count) => count.agencyId === agencyId);
          const publications = own.reduce((sum, { _count }) => sum + _count, 0);
          return { id: agencyId, ...agency, since: timeText(since), subjects: own.length, publications };
        });
        return AgencyList.parse({ data });
      },
    );

    app.get(
      '/v1/ratings/scales',
      { config: { access: 'public' }, schema: { summary: 'Scales of grades', tags: TAGS, response: { 200: ScaleList } } },
      async () => ScaleList.parse({ data: await readScales(client, (await ratingPlace(deps)).chainId) }),
    );
  };
}

function statisticsReads(deps: RatingDeps): FastifyPluginAsyncZod {
  const { client } = deps.database;
  return async (app) => {
    app.get(
      '/v1/ratings/migration',
      {
        config: { access: 'public' },
        schema: {
          summary: 'Which grades moved where between two days',
          tags: TAGS,
          querystring: MigrationQuery,
          response: { 200: MigrationView },
        },
      },
      async (request) => {
        const { from, to, scale, agency } = request.query;
        const { chainId } = await ratingPlace(deps);
        const own = agency === undefined ? {} : { agencyId: Number(agency) };
        return viewMigration(client, { chainId, from, to, scaleId: Number(scale), ...own });
      },
    );

    app.get(
      '/v1/ratings/calibration',
      {
        config: { access: 'public' },
        schema: {
          summary: 'Published probabilities of default against the default rates that came true',
          tags: TAGS,
          querystring: CalibrationQuery,
          response: { 200: CalibrationView },
        },
      },
      async (request) => {
        const { agency, scale, year } = request.query;
        const { chainId } = await ratingPlace(deps);
        const only = year === undefined ? {} : { year: Number(year) };
        return viewCalibration(client, { chainId, agencyId: Number(agency), scaleId: Number(scale), ...only });
      },
    );
  };
}

function publications(deps: RatingDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/v1/ratings',
      {
        config: { access: 'ratings:publish', idempotent: true },
        schema: { summary: "Publish a rating of the house's agency", tags: TAGS, body: PublishRating, response: { 202: PublishAccepted } },
      },
      async (request, reply) =>
        reply.code(202).send(await publishRating(deps, request.body, { actor: request.caller.actor, requestId: request.id })),
    );

    app.post(
      '/v1/ratings/default-rates',
      {
        config: { access: 'ratings:publish', idempotent: true },
        schema: {
          summary: 'Publish or restate the default rates of a year',
          tags: TAGS,
          body: PublishDefaultRates,
          response: { 202: DefaultRatesAccepted },
        },
      },
      async (request, reply) =>
        reply.code(202).send(await publishDefaultRates(deps, request.body, { actor: request.caller.actor, requestId: request.id })),
    );
  };
}
