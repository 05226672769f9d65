import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { pageLimit } from '../../platform/http/page.ts';
import { AddressText, Hash32Text } from '../../platform/http/schemas.ts';
import { WalletPlan } from '../deals/schemas.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import { planAct, planVoid } from './act-plan.ts';
import { draftOrder } from './draft-order.ts';
import { listTrades, quote, viewMarket } from './market-views.ts';
import { listBook, listOrders, viewOrder } from './order-views.ts';
import {
  BookQuery,
  DraftOrder,
  MakerQuery,
  MarketView,
  OrderAct,
  OrderPage,
  OrderPlan,
  OrderView,
  QuoteQuery,
  QuoteView,
  ReceivedOrder,
  SubmitOrder,
  TradePage,
  TradeQuery,
  VoidOrders,
} from './schemas.ts';
import { submitOrder } from './submit-order.ts';

const TAGS = ['desk'];
const DealParams = z.strictObject({ address: AddressText });
const OrderParams = z.strictObject({ hash: Hash32Text });
/** An order carries the signature of whoever gives something: no further right is needed to hand it in. */
const config = { access: 'securitization:read' } as const;

/** Trade of notes between investors: orders are signed by wallets, and each fill is sent by one. */
export function deskRoutes(deps: SecuritizationDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(marketRoutes(deps));
    await app.register(orderRoutes(deps));
  };
}

function marketRoutes(deps: SecuritizationDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/deals/:address/market',
      {
        config,
        schema: { summary: 'Best prices and last trade of each class', tags: TAGS, params: DealParams, response: { 200: MarketView } },
      },
      async ({ params }) => viewMarket(deps, params.address),
    );
    app.get(
      '/v1/deals/:address/orders',
      {
        config,
        schema: {
          summary: 'Open orders of one side of a class, best price first',
          tags: TAGS,
          params: DealParams,
          querystring: BookQuery,
          response: { 200: OrderPage },
        },
      },
      async ({ params, query }) =>
        listBook(deps, { deal: params.address, class: query.class, side: query.side, cursor: query.cursor }, pageLimit(query)),
    );
    app.get(
      '/v1/deals/:address/trades',
      {
        config,
        schema: { summary: 'Trades, newest first', tags: TAGS, params: DealParams, querystring: TradeQuery, response: { 200: TradePage } },
      },
      async ({ params, query }) => listTrades(deps, { deal: params.address, class: query.class, cursor: query.cursor }, pageLimit(query)),
    );
    app.get(
      '/v1/deals/:address/quote',
      {
        config,
        schema: {
          summary: 'Which orders an account would fill to buy or sell so much',
          tags: TAGS,
          params: DealParams,
          querystring: QuoteQuery,
          response: { 200: QuoteView },
        },
      },
      async ({ params, query }) => quote(deps, params.address, query),
    );
    app.post(
      '/v1/deals/:address/order-plan',
      {
        config,
        schema: {
          summary: 'An order ready to be signed, and what its maker has to let the desk take',
          tags: TAGS,
          params: DealParams,
          body: DraftOrder,
          response: { 200: OrderPlan },
        },
      },
      async ({ params, body }) => draftOrder(deps, params.address, body),
    );
  };
}

function orderRoutes(deps: SecuritizationDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/v1/orders',
      {
        config,
        schema: {
          summary: 'Hand in a signed order',
          description: 'Kept once, however often it is handed in. What would refuse a fill at this moment comes back as a warning.',
          tags: TAGS,
          body: SubmitOrder,
          response: { 201: ReceivedOrder },
        },
      },
      async (request, reply) =>
        reply.code(201).send(await submitOrder(deps, request.body, { actor: request.caller.actor, requestId: request.id })),
    );
    app.get(
      '/v1/orders',
      {
        config,
        schema: { summary: 'Orders of one maker, newest first', tags: TAGS, querystring: MakerQuery, response: { 200: OrderPage } },
      },
      async ({ query }) => listOrders(deps, { maker: query.maker, state: query.state, cursor: query.cursor }, pageLimit(query)),
    );
    app.get(
      '/v1/orders/:hash',
      { config, schema: { summary: 'One order', tags: TAGS, params: OrderParams, response: { 200: OrderView } } },
      async ({ params }) => viewOrder(deps, params.hash),
    );
    app.post(
      '/v1/orders/:hash/wallet-plan',
      {
        config,
        schema: {
          summary: 'What a wallet has to send to fill or cancel an order, simulated',
          tags: TAGS,
          params: OrderParams,
          body: OrderAct,
          response: { 200: WalletPlan },
        },
      },
      async ({ params, body }) => planAct(deps, params.hash, body),
    );
    app.post(
      '/v1/orders/void-plan',
      {
        config,
        schema: {
          summary: 'What a wallet has to send to void all its orders, simulated',
          tags: TAGS,
          body: VoidOrders,
          response: { 200: WalletPlan },
        },
      },
      async ({ body }) => planVoid(deps, body.account),
    );
  };
}
