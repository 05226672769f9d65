import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';
import { hash32 } from '../kernel/hex.ts';
import { cursorInteger, decodeCursor, olderThan, pageLimit, placeOf, toPage } from '../platform/http/page.ts';
import { PageQuery } from '../platform/http/schemas.ts';
import { stateProofJson } from './domain/state-proof.ts';
import { eventView, issuerView, transactionView } from './ledger-views.ts';
import { readModels } from './models/read-models.ts';
import { ModelRecordView } from './models/schemas.ts';
import type { AttestationDeps, LedgerDoor } from './open-ledger.ts';
import { IssuerView, LedgerEventPage, StateProofView, TransactionPage, TransactionView } from './schemas.ts';
import { newestState } from './state-evidence.ts';

const IssuerPage = z.object({ data: z.array(IssuerView) });
const IssuerParams = z.strictObject({ id: z.string().regex(/^[1-9]\d{0,9}$/, 'is the number of an issuer') });
const StateParams = IssuerParams.extend({ tag: z.string().regex(/^0x[0-9a-f]{64}$/, 'is 32 bytes of lower-case 0x-hex') });
const TransactionParams = z.strictObject({ hash: z.string().max(100) });

/** The public record: issuers, events and transactions, as the index has them. */
export function ledgerRoutes(deps: AttestationDeps, ledger: LedgerDoor): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(issuerRoutes(deps, ledger));
    await app.register(eventRoutes(deps, ledger));
    await app.register(transactionRoutes(deps));
  };
}

function issuerRoutes({ database }: AttestationDeps, ledger: LedgerDoor): FastifyPluginAsyncZod {
  const { client } = database;
  const now = () => BigInt(Math.floor(Date.now() / 1000));
  return async (app) => {
    app.get(
      '/v1/ledger/issuers',
      { config: { access: 'ledger:read' }, schema: { summary: 'Issuers', tags: ['ledger'], response: { 200: IssuerPage } } },
      async () => {
        const rows = await client.ledgerIssuer.findMany({
          where: { chainId: await ledger.chainId() },
          orderBy: { issuerId: 'asc' },
          take: 1000,
        });
        return { data: await Promise.all(rows.map((row) => issuerView(client, row, now()))) };
      },
    );

    app.get(
      '/v1/ledger/issuers/:id',
      {
        config: { access: 'ledger:read' },
        schema: { summary: 'One issuer with keys and history', tags: ['ledger'], params: IssuerParams, response: { 200: IssuerView } },
      },
      async (request) => {
        const where = { chainId: await ledger.chainId(), issuerId: Math.min(Number(request.params.id), 2 ** 31 - 1) };
        const row = await client.ledgerIssuer.findUnique({ where: { chainId_issuerId: where } });
        if (row === null) throw new DomainError('issuer_unknown', 'not_found', 'The ledger has no issuer of this number.');
        return issuerView(client, row, now());
      },
    );

    app.get(
      '/v1/ledger/issuers/:id/models',
      {
        config: { access: 'ledger:read' },
        schema: {
          summary: 'Models of an issuer as the chain shows them, and which of them scored its batches',
          tags: ['ledger'],
          params: IssuerParams,
          response: { 200: ModelRecordView },
        },
      },
      async (request) => {
        const place = { chainId: await ledger.chainId(), issuerId: Math.min(Number(request.params.id), 2 ** 31 - 1) };
        const row = await client.ledgerIssuer.findUnique({ where: { chainId_issuerId: place } });
        if (row === null) throw new DomainError('issuer_unknown', 'not_found', 'The ledger has no issuer of this number.');
        return readModels(client, place);
      },
    );

    app.get(
      '/v1/ledger/issuers/:id/state/:tag',
      {
        config: { access: 'public' },
        schema: {
          summary: 'Newest credential of a subject tag, or proof that there is none',
          description: 'The proof leads to the state root of the newest batch; its position on the ledger proves the rest.',
          tags: ['ledger'],
          params: StateParams,
          response: { 200: StateProofView },
        },
      },
      async (request) => {
        const { place } = await ledger.reader();
        const issuer = Math.min(Number(request.params.id), 2 ** 31 - 1);
        const evidence = await newestState(client, place, issuer, hash32(request.params.tag));
        return StateProofView.parse(stateProofJson(evidence));
      },
    );
  };
}

function eventRoutes({ database }: AttestationDeps, ledger: LedgerDoor): FastifyPluginAsyncZod {
  const { client } = database;
  return async (app) => {
    app.get(
      '/v1/ledger/events',
      {
        config: { access: 'ledger:read' },
        schema: {
          summary: 'Events of the ledger, newest first',
          tags: ['ledger'],
          querystring: PageQuery,
          response: { 200: LedgerEventPage },
        },
      },
      async (request) => {
        const limit = pageLimit(request.query);
        const rows = await client.chainEvent.findMany({
          where: { chainId: await ledger.chainId(), ...(request.query.cursor === undefined ? {} : before(request.query.cursor)) },
          orderBy: [{ blockNumber: 'desc' }, { logIndex: 'desc' }],
          take: limit + 1,
        });
        return toPage(rows, limit, (row) => [row.blockNumber, row.logIndex], eventView);
      },
    );
  };
}

function transactionRoutes({ database }: AttestationDeps): FastifyPluginAsyncZod {
  const { client } = database;
  return async (app) => {
    app.get(
      '/v1/ledger/transactions',
      {
        config: { access: 'ledger:read' },
        schema: { summary: 'Our transactions, newest first', tags: ['ledger'], querystring: PageQuery, response: { 200: TransactionPage } },
      },
      async (request) => {
        const limit = pageLimit(request.query);
        const rows = await client.chainTransaction.findMany({
          where: olderThan(request.query.cursor),
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: limit + 1,
        });
        const hashes = rows.flatMap((row) => (row.txHash === null ? [] : [row.txHash]));
        const events = await client.chainEvent.findMany({ where: { txHash: { in: hashes } }, orderBy: { logIndex: 'asc' } });
        return toPage(rows, limit, placeOf, (row) =>
          transactionView(
            row,
            events.filter((event) => event.txHash === row.txHash),
          ),
        );
      },
    );

    app.get(
      '/v1/ledger/transactions/:hash',
      {
        config: { access: 'ledger:read' },
        schema: {
          summary: 'One transaction, by hash or id',
          tags: ['ledger'],
          params: TransactionParams,
          response: { 200: TransactionView },
        },
      },
      async (request) => {
        const { hash } = request.params;
        const row = await client.chainTransaction.findFirst({ where: { OR: [{ txHash: hash }, { id: hash }] } });
        if (row === null) throw new DomainError('transaction_unknown', 'not_found', 'No transaction of this installation has this hash.');
        const events =
          row.txHash === null ? [] : await client.chainEvent.findMany({ where: { txHash: row.txHash }, orderBy: { logIndex: 'asc' } });
        return transactionView(row, events);
      },
    );
  };
}

function before(cursor: string) {
  const [block, log] = decodeCursor(cursor, 2);
  const blockNumber = cursorInteger(block);
  const logIndex = Number(cursorInteger(log));
  return { OR: [{ blockNumber: { lt: blockNumber } }, { blockNumber, logIndex: { lt: Math.min(logIndex, 2 ** 31 - 1) } }] };
}
