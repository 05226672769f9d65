import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { pageLimit } from '../../platform/http/page.ts';
import { address } from '../../kernel/hex.ts';
import { AddressText } from '../../platform/http/schemas.ts';
import { type SecuritizationDeps, securitizationPlace } from '../open-securitization.ts';
import { listDeals, viewDeal } from './deal-views.ts';
import { viewHoldings } from './holdings-view.ts';
import { orderAct } from './order-act.ts';
import { viewPeriod } from './period-views.ts';
import { viewRolls } from './roll-view.ts';
import {
  DealAct,
  DealPage,
  DealQuery,
  DealView,
  HoldingList,
  PeriodParams,
  PeriodView,
  RollView,
  StatementView,
  TransactionAccepted,
  WalletOrder,
  WalletPlan,
} from './schemas.ts';
import { statementCsv, statementOf } from './statement.ts';
import { statementPdf } from './statement-pdf.ts';
import { planForWallet } from './wallet-plan.ts';

const TAGS = ['deals'];
const DealParams = z.strictObject({ address: AddressText });

/** Deals, their periods and holdings, and what is ordered for them. */
export function dealReadRoutes(deps: SecuritizationDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/deals',
      {
        config: { access: 'securitization:read' },
        schema: { summary: 'Deals, newest first', tags: TAGS, querystring: DealQuery, response: { 200: DealPage } },
      },
      async (request) => {
        const { chainId } = await securitizationPlace(deps);
        return listDeals(deps, chainId, request.query, pageLimit(request.query));
      },
    );

    app.get(
      '/v1/deals/:address',
      {
        config: { access: 'securitization:read' },
        schema: { summary: 'One deal with everything behind it', tags: TAGS, params: DealParams, response: { 200: DealView } },
      },
      async (request) => viewDeal(deps, request.params.address),
    );

    app.get(
      '/v1/deals/:address/periods/:period',
      {
        config: { access: 'securitization:read' },
        schema: { summary: 'One period with every step explained', tags: TAGS, params: PeriodParams, response: { 200: PeriodView } },
      },
      async (request) => viewPeriod(deps, request.params.address, Number(request.params.period)),
    );

    app.get(
      '/v1/deals/:address/rolls',
      {
        config: { access: 'securitization:read' },
        schema: {
          summary: 'How loans rolled from bucket to bucket, and how they are classified',
          tags: TAGS,
          params: DealParams,
          response: { 200: RollView },
        },
      },
      async (request) => viewRolls(deps, request.params.address),
    );

    app.post(
      '/v1/deals/:address/acts',
      {
        config: { access: 'securitization:write', idempotent: true },
        schema: {
          summary: 'Order an act for a deal',
          description: 'Opens, closes or cancels the offering, records a late report, accelerates, and so on; by the key of whoever may.',
          tags: TAGS,
          params: DealParams,
          body: DealAct,
          response: { 202: TransactionAccepted },
        },
      },
      async (request, reply) => {
        const order = { actor: request.caller.actor, requestId: request.id };
        return reply.code(202).send(await orderAct(deps, request.params.address, request.body, order));
      },
    );

    app.post(
      '/v1/deals/:address/wallet-plan',
      {
        config: { access: 'securitization:read' },
        schema: {
          summary: 'What a wallet has to send for one act, simulated',
          tags: TAGS,
          params: DealParams,
          body: WalletOrder,
          response: { 200: WalletPlan },
        },
      },
      async (request) => planForWallet(deps, request.params.address, request.body),
    );

    app.get(
      '/v1/holdings',
      {
        config: { access: 'securitization:read' },
        schema: {
          summary: 'What an account holds and can claim',
          tags: TAGS,
          querystring: z.strictObject({ account: AddressText }),
          response: { 200: HoldingList },
        },
      },
      async (request) => viewHoldings(deps, request.query.account),
    );
    await app.register(statementRoutes(deps));
  };
}

const StatementQuery = z.strictObject({ account: AddressText });
const FormQuery = StatementQuery.extend({ lang: z.enum(['en', 'zh']).default('en') });

/** Every movement of an account, to read, to calculate with, and to file. */
function statementRoutes(deps: SecuritizationDeps): FastifyPluginAsyncZod {
  const config = { access: 'securitization:read' } as const;
  return async (app) => {
    app.get(
      '/v1/holdings/statement',
      {
        config,
        schema: {
          summary: 'Every movement of an account, oldest first',
          tags: TAGS,
          querystring: StatementQuery,
          response: { 200: StatementView },
        },
      },
      async ({ query: { account } }) => ({ account: address(account), data: await statementOf(deps, account) }),
    );
    app.get(
      '/v1/holdings/statement.csv',
      { config, schema: { summary: 'The statement as CSV', tags: TAGS, querystring: StatementQuery, response: { 200: z.any() } } },
      async ({ query: { account } }, reply) => {
        const text = statementCsv(await statementOf(deps, account));
        const name = `statement-${account.slice(2, 10)}.csv`;
        return reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${name}"`).send(text);
      },
    );
    app.get(
      '/v1/holdings/statement.pdf',
      { config, schema: { summary: 'The statement as pages to print', tags: TAGS, querystring: FormQuery, response: { 200: z.any() } } },
      async ({ query: { account, lang } }, reply) => {
        const pdf = await statementPdf(address(account), await statementOf(deps, account), lang);
        const name = `statement-${account.slice(2, 10)}.${lang}.pdf`;
        return reply.type('application/pdf').header('content-disposition', `inline; filename="${name}"`).send(pdf);
      },
    );
  };
}
