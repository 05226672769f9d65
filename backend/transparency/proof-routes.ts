import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { hash32 } from '../kernel/hex.ts';
import type { Database } from '../platform/database/database.ts';
import { proveConsistency, proveInclusion, proveLeaf } from './make-proof.ts';
import type { LogDoor } from './open-log.ts';
import { readLedgerState } from './read-ledger-state.ts';
import {
  ConsistencyProofView,
  ConsistencyQuery,
  InclusionProofView,
  InclusionQuery,
  IssuerParams,
  LeafProofView,
  LeafQuery,
  LedgerStateQuery,
  LedgerStateView,
} from './schemas.ts';

const tags = ['log'];
const open = { access: 'public', callerless: true } as const;

/** Proofs that anybody can check, and the ledger as of any block. */
export function proofRoutes(database: Database, logs: LogDoor): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/log/:issuer/proof/inclusion',
      {
        config: open,
        schema: {
          summary: 'Proof that a batch is in the log',
          tags,
          params: IssuerParams,
          querystring: InclusionQuery,
          response: { 200: InclusionProofView },
        },
      },
      async ({ params, query }) => proveInclusion(logs, issuerOf(params.issuer), Number(query.batch), numberOrNull(query.size)),
    );

    app.get(
      '/v1/log/:issuer/proof/consistency',
      {
        config: open,
        schema: {
          summary: 'Proof that the log only grew between two sizes',
          tags,
          params: IssuerParams,
          querystring: ConsistencyQuery,
          response: { 200: ConsistencyProofView },
        },
      },
      async ({ params, query }) => proveConsistency(logs, issuerOf(params.issuer), Number(query.from), numberOrNull(query.to)),
    );

    app.get(
      '/v1/log/:issuer/proof/leaf',
      {
        config: open,
        schema: {
          summary: 'Proof that a credential is in its batch',
          tags,
          params: IssuerParams,
          querystring: LeafQuery,
          response: { 200: LeafProofView },
        },
      },
      async ({ params, query }) => {
        const digest = query.digest === undefined ? null : hash32(query.digest);
        const wanted = { batch: Number(query.batch), position: numberOrNull(query.position), digest };
        return proveLeaf(logs, { issuer: issuerOf(params.issuer), ...wanted });
      },
    );

    app.get(
      '/v1/ledger/state',
      {
        config: { access: 'ledger:read' },
        schema: {
          summary: 'The ledger as of a block, from its events alone',
          tags: ['ledger'],
          querystring: LedgerStateQuery,
          response: { 200: LedgerStateView },
        },
      },
      async ({ query }) => readLedgerState(database.client, await logs.place(), query.block === undefined ? null : BigInt(query.block)),
    );
  };
}

/** Numbers that no issuer can have are those of none. */
function issuerOf(text: string): number {
  return Math.min(Number(text), 2 ** 31 - 1);
}

function numberOrNull(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}
