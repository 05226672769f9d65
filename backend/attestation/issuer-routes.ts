import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type AdminAct, orderAdminAct } from './issuer-admin.ts';
import type { AttestationDeps, LedgerDoor } from './open-ledger.ts';
import { AddKeyRequest, FreezeRequest, OrderedTransaction, ThawRequest } from './schemas.ts';

const KeyParams = z.strictObject({ address: z.string().max(64) });

/** Keys of the issuer, and freezing of what a stolen one anchored. Each answers with the transaction that was ordered. */
export function issuerAdminRoutes(deps: AttestationDeps, ledger: LedgerDoor): FastifyPluginAsyncZod {
  const config = { access: 'issuer:manage', idempotent: true } as const;
  const response = { 202: OrderedTransaction };
  const tags = ['ledger'];

  async function order(act: AdminAct, request: { readonly caller: { readonly actor: string }; readonly id: string }) {
    return { transaction: await orderAdminAct(deps, ledger, { act, actor: request.caller.actor, requestId: request.id }) };
  }

  return async (app) => {
    app.post(
      '/v1/issuer/keys',
      { config, schema: { summary: 'Accredit a key; it counts once the waiting time is over', tags, body: AddKeyRequest, response } },
      async (request, reply) => reply.code(202).send(await order({ kind: 'add-key', ...request.body }, request)),
    );

    app.delete(
      '/v1/issuer/keys/:address',
      { config: { access: 'issuer:manage' }, schema: { summary: 'End a key at once', tags, params: KeyParams, response } },
      async (request, reply) => reply.code(202).send(await order({ kind: 'remove-key', address: request.params.address }, request)),
    );

    app.post(
      '/v1/issuer/keys/:address/removal',
      { config, schema: { summary: 'End a key at once', tags, params: KeyParams, body: z.strictObject({}), response } },
      async (request, reply) => reply.code(202).send(await order({ kind: 'remove-key', address: request.params.address }, request)),
    );

    app.post(
      '/v1/issuer/freeze',
      { config, schema: { summary: 'Freeze every batch from one to the newest', tags, body: FreezeRequest, response } },
      async (request, reply) => {
        const act = { kind: 'freeze-batches', fromBatch: BigInt(request.body.fromBatch) } as const;
        return reply.code(202).send(await order(act, request));
      },
    );

    app.post(
      '/v1/issuer/thaw',
      { config, schema: { summary: 'Put frozen batches in force again', tags, body: ThawRequest, response } },
      async (request, reply) => {
        const { fromBatch, untilBatch } = request.body;
        const act = { kind: 'thaw-batches', fromBatch: BigInt(fromBatch), untilBatch: BigInt(untilBatch) } as const;
        return reply.code(202).send(await order(act, request));
      },
    );
  };
}
