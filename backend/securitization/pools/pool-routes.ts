import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import { olderThan, pageLimit, placeOf, toPage } from '../../platform/http/page.ts';
import { PageQuery } from '../../platform/http/schemas.ts';
import type { PoolDeps } from '../open-securitization.ts';
import { proveTapeLoan } from './commit-tape.ts';
import { viewLoanProof, viewPool, viewSelection, viewStatistics, viewStrata } from './pool-views.ts';
import { LoanProofView, PoolDetail, PoolPage, PoolView, SelectionView, SelectPool, StrataQuery, StrataView } from './schemas.ts';
import { openPool, placeOfPoolLoan, readPoolLoans, releasePool, selectPool } from './select-pool.ts';

const TAGS = ['securitization'];
const PoolParams = z.strictObject({ id: z.string().max(64) });
const LoanParams = PoolParams.extend({ place: z.string().regex(/^(0|[1-9]\d{0,8})$/, 'is a place in the pool, from 0') });

/** Pools: trial selections, opening, tables and release. */
export function poolRoutes(deps: PoolDeps): FastifyPluginAsyncZod {
  const { client } = deps.database;
  const read = { access: 'securitization:read' } as const;
  const write = { access: 'securitization:write', idempotent: true } as const;
  const poolRow = async (id: string) => {
    const row = await client.pool.findUnique({ where: { id } });
    if (row === null) throw new DomainError('pool_unknown', 'not_found', 'No pool has this id.');
    return row;
  };
  return async (app) => {
    app.post(
      '/v1/pools/selections',
      {
        config: { access: 'securitization:write' },
        schema: { summary: 'Try a selection; nothing is kept', tags: TAGS, body: SelectPool, response: { 200: SelectionView } },
      },
      async (request) => viewSelection((await selectPool(client, request.body)).choice),
    );

    app.post(
      '/v1/pools',
      {
        config: write,
        schema: { summary: 'Select loans and open a pool of them', tags: TAGS, body: SelectPool, response: { 200: PoolView } },
      },
      async (request) => {
        const id = await openPool(deps.database, request.body, { actor: request.caller.actor, requestId: request.id });
        return viewPool(await poolRow(id));
      },
    );

    app.get(
      '/v1/pools',
      { config: read, schema: { summary: 'Pools, newest first', tags: TAGS, querystring: PageQuery, response: { 200: PoolPage } } },
      async (request) => {
        const limit = pageLimit(request.query);
        const orderBy = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];
        const rows = await client.pool.findMany({ take: limit + 1, orderBy, where: olderThan(request.query.cursor) });
        return toPage(rows, limit, placeOf, viewPool);
      },
    );

    app.get(
      '/v1/pools/:id',
      { config: read, schema: { summary: 'A pool with its statistics', tags: TAGS, params: PoolParams, response: { 200: PoolDetail } } },
      async (request) => {
        const row = await poolRow(request.params.id);
        const { loans } = await readPoolLoans(client, row.id);
        return { ...viewPool(row), statistics: viewStatistics(loans), plan: JSON.parse(row.plan), result: JSON.parse(row.result) };
      },
    );

    app.get(
      '/v1/pools/:id/strata',
      {
        config: read,
        schema: {
          summary: 'Stratification of a pool',
          tags: TAGS,
          params: PoolParams,
          querystring: StrataQuery,
          response: { 200: StrataView },
        },
      },
      async (request) => viewStrata((await readPoolLoans(client, request.params.id)).loans, request.query.by),
    );

    app.get(
      '/v1/pools/:id/loans/:place/proof',
      {
        config: read,
        schema: { summary: 'Inclusion proof of a loan of a pool', tags: TAGS, params: LoanParams, response: { 200: LoanProofView } },
      },
      async ({ params }) => {
        const { tapeId, position } = await placeOfPoolLoan(client, params.id, Number(params.place));
        return viewLoanProof(await proveTapeLoan(deps, tapeId, position));
      },
    );

    app.post(
      '/v1/pools/:id/release',
      { config: write, schema: { summary: 'Give the loans of a pool back', tags: TAGS, params: PoolParams, response: { 200: PoolView } } },
      async (request) => {
        await releasePool(deps.database, request.params.id, { actor: request.caller.actor, requestId: request.id });
        return viewPool(await poolRow(request.params.id));
      },
    );
  };
}
