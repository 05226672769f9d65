import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { olderThan, pageLimit, placeOf, toPage } from '../platform/http/page.ts';
import { PageQuery } from '../platform/http/schemas.ts';
import type { Caller } from '../platform/http/caller.ts';
import {
  addWebhook,
  findWebhook,
  pauseWebhook,
  pingWebhook,
  removeWebhook,
  resumeWebhook,
  type WebhookAct,
  type WebhookRecord,
} from './manage-webhooks.ts';
import { organizationOf, type RelianceDeps } from './open-reliance.ts';
import { WebhookCreated, WebhookDeliveryPage, WebhookDeliveryView, WebhookOrder, WebhookPage, WebhookView } from './schemas.ts';

const WebhookParams = z.strictObject({ id: z.string().max(64) });

/** Addresses that are told of changes, and what was sent to them. */
export function webhookRoutes(deps: RelianceDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(changeRoutes(deps));
    await app.register(listRoutes(deps));
  };
}

function actOf({ caller, id }: { readonly caller: Caller; readonly id: string }): WebhookAct {
  return { organizationId: organizationOf(caller), actor: caller.actor, requestId: id };
}

function changeRoutes(deps: RelianceDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/v1/webhooks',
      {
        config: { access: 'reliance:write', idempotent: true },
        schema: {
          summary: 'Be told of changes by webhook',
          description: 'Messages are signed as Standard Webhooks has it. The secret is in this answer and in no other.',
          tags: ['reliance'],
          body: WebhookOrder,
          response: { 201: WebhookCreated },
        },
      },
      async (request, reply) => {
        const { row, secret } = await addWebhook(deps, actOf(request), request.body.url);
        return reply.code(201).send({ ...webhookView(row), secret });
      },
    );

    app.delete(
      '/v1/webhooks/:id',
      {
        config: { access: 'reliance:write' },
        schema: { summary: 'Remove a webhook', tags: ['reliance'], params: WebhookParams, response: { 204: z.null() } },
      },
      async (request, reply) => {
        await removeWebhook(deps, actOf(request), request.params.id);
        return reply.code(204).send(null);
      },
    );

    app.post(
      '/v1/webhooks/:id/test',
      {
        config: { access: 'reliance:write', idempotent: true },
        schema: { summary: 'Send a ping', tags: ['reliance'], params: WebhookParams, response: { 202: WebhookDeliveryView } },
      },
      async (request, reply) => reply.code(202).send(deliveryView(await pingWebhook(deps, actOf(request), request.params.id))),
    );

    app.post(
      '/v1/webhooks/:id/pause',
      {
        config: { access: 'reliance:write', idempotent: true },
        schema: { summary: 'Pause a webhook', tags: ['reliance'], params: WebhookParams, response: { 200: WebhookView } },
      },
      async (request) => webhookView(await pauseWebhook(deps, actOf(request), request.params.id)),
    );

    app.post(
      '/v1/webhooks/:id/activation',
      {
        config: { access: 'reliance:write', idempotent: true },
        schema: { summary: 'Resume a paused webhook', tags: ['reliance'], params: WebhookParams, response: { 200: WebhookView } },
      },
      async (request) => webhookView(await resumeWebhook(deps, actOf(request), request.params.id)),
    );
  };
}

function listRoutes({ database }: RelianceDeps): FastifyPluginAsyncZod {
  const { client } = database;
  return async (app) => {
    app.get(
      '/v1/webhooks',
      {
        config: { access: 'reliance:read' },
        schema: { summary: 'Webhooks, newest first', tags: ['reliance'], querystring: PageQuery, response: { 200: WebhookPage } },
      },
      async (request) => {
        const limit = pageLimit(request.query);
        const rows = await client.webhook.findMany({
          take: limit + 1,
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          where: { organizationId: organizationOf(request.caller), ...olderThan(request.query.cursor) },
        });
        return toPage(rows, limit, placeOf, webhookView);
      },
    );

    app.get(
      '/v1/webhooks/:id/deliveries',
      {
        config: { access: 'reliance:read' },
        schema: {
          summary: 'What was sent to a webhook, newest first',
          tags: ['reliance'],
          params: WebhookParams,
          querystring: PageQuery,
          response: { 200: WebhookDeliveryPage },
        },
      },
      async (request) => {
        const hook = await findWebhook(client, request.params.id, organizationOf(request.caller));
        const limit = pageLimit(request.query);
        const rows = await client.webhookDelivery.findMany({
          take: limit + 1,
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          where: { webhookId: hook.id, ...olderThan(request.query.cursor) },
        });
        return toPage(rows, limit, placeOf, deliveryView);
      },
    );
  };
}

function webhookView({ id, url, state, failures, createdBy, createdAt }: WebhookRecord): WebhookView {
  return { id, url, state: state === 'paused' ? 'paused' : 'active', failures, createdBy, createdAt: createdAt.toISOString() };
}

type DeliveryRecord = Awaited<ReturnType<typeof pingWebhook>>;

function deliveryView(row: DeliveryRecord): WebhookDeliveryView {
  const { id, eventId, attempts, lastStatus, lastError } = row;
  const { type } = JSON.parse(row.payload) as { readonly type: string };
  const state = WebhookDeliveryView.shape.state.parse(row.state);
  return {
    id,
    eventId,
    type,
    state,
    attempts,
    nextAt: state === 'pending' ? row.nextAt.toISOString() : null,
    lastStatus,
    lastError,
    createdAt: row.createdAt.toISOString(),
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
  };
}
