import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AddressText, PageQuery } from '../../platform/http/schemas.ts';
import { pageLimit } from '../../platform/http/page.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import { listClosings, viewClosing } from './closing-views.ts';
import { decideClosing } from './decide-closing.ts';
import { prepareClosing } from './prepare-closing.ts';
import { previewClosing } from './preview-closing.ts';
import { prepareRestatement } from './restate-period.ts';
import { ClosingPage, ClosingView, DecideClosing, PeriodParams, PreviewView, ReportInput, RestateReport } from './schemas.ts';

const TAGS = ['deals'];
const DealParams = z.strictObject({ address: AddressText });
const ClosingParams = z.strictObject({ id: z.string().max(64) });
const ClosingQuery = PageQuery.extend({ deal: AddressText.optional(), state: ClosingView.shape.state.optional() });

/** Closing a period: a dry run, a report by one person, the signature with the approval of another. */
export function closingRoutes(deps: SecuritizationDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(reportRoutes(deps));
    await app.register(decisionRoutes(deps));
  };
}

function reportRoutes(deps: SecuritizationDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/v1/deals/:address/preview',
      {
        config: { access: 'securitization:read' },
        schema: {
          summary: 'All that closing the next period with a report would do',
          tags: TAGS,
          params: DealParams,
          body: ReportInput,
          response: { 200: PreviewView },
        },
      },
      async (request) => previewClosing(deps, request.params.address, request.body),
    );

    app.post(
      '/v1/deals/:address/closings',
      {
        config: { access: 'securitization:write', idempotent: true },
        schema: {
          summary: 'Prepare the closing of the next period',
          tags: TAGS,
          params: DealParams,
          body: ReportInput,
          response: { 201: ClosingView },
        },
      },
      async (request, reply) => {
        const order = { actor: request.caller.actor, requestId: request.id };
        const id = await prepareClosing(deps, request.params.address, request.body, order);
        return reply.code(201).send(await viewClosing(deps, id, request.caller));
      },
    );

    app.post(
      '/v1/deals/:address/periods/:period/restatements',
      {
        config: { access: 'securitization:write', idempotent: true },
        schema: {
          summary: 'Prepare the restatement of a closed period',
          description:
            'States all figures of a closed period anew. Another person decides about it as about a closing; then the servicer signs it and the chain keeps it behind the report that the period was paid on, which stays. Nothing is paid anew: the difference belongs in the next report.',
          tags: TAGS,
          params: PeriodParams,
          body: RestateReport,
          response: { 201: ClosingView },
        },
      },
      async (request, reply) => {
        const { address: target, period } = request.params;
        const order = { actor: request.caller.actor, requestId: request.id };
        const id = await prepareRestatement(deps, { target, period: Number(period) }, request.body, order);
        return reply.code(201).send(await viewClosing(deps, id, request.caller));
      },
    );
  };
}

function decisionRoutes(deps: SecuritizationDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/period-closings',
      {
        config: { access: 'securitization:write' },
        schema: {
          summary: 'Closings and restatements, newest first',
          tags: TAGS,
          querystring: ClosingQuery,
          response: { 200: ClosingPage },
        },
      },
      async (request) => {
        const { deal, state, cursor } = request.query;
        return listClosings(deps, { deal, state, cursor, limit: pageLimit(request.query) }, request.caller);
      },
    );

    app.get(
      '/v1/period-closings/:id',
      {
        config: { access: 'securitization:write' },
        schema: { summary: 'One closing', tags: TAGS, params: ClosingParams, response: { 200: ClosingView } },
      },
      async (request) => viewClosing(deps, request.params.id, request.caller),
    );

    app.post(
      '/v1/period-closings/:id/decision',
      {
        config: { access: 'securitization:write', idempotent: true },
        schema: {
          summary: 'Approve or reject a closing or restatement that another person prepared',
          tags: TAGS,
          params: ClosingParams,
          body: DecideClosing,
          response: { 200: ClosingView },
        },
      },
      async (request) => {
        const { caller, params, body, id: requestId } = request;
        await decideClosing(deps, params.id, body, { caller, requestId });
        return viewClosing(deps, params.id, caller);
      },
    );
  };
}
