import type { FastifyPluginAsyncZod, ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import { hash32 } from '../../kernel/hex.ts';
import { cursorInteger, decodeCursor, olderThan, pageLimit, placeOf, toPage } from '../../platform/http/page.ts';
import { PageQuery } from '../../platform/http/schemas.ts';
import { csvBody, takeCsvOnly, UPLOAD_MS } from '../csv-body.ts';
import { FILE_BYTES_MAX } from '../domain/file-limit.ts';
import { dayOf } from '../domain/pool/loan-day.ts';
import type { PoolDeps } from '../open-securitization.ts';
import { bookLoans } from './book-loans.ts';
import { checkTape } from './check-tape.ts';
import { commitTape, proveTapeLoan } from './commit-tape.ts';
import { importTape } from './import-tape.ts';
import { viewLoanProof, viewStrata, viewTapes } from './pool-views.ts';
import {
  BookLoans,
  CommitAccepted,
  CommitTape,
  LoanProofView,
  StrataQuery,
  StrataView,
  TapeCheckView,
  TapeDetail,
  TapeFaultPage,
  TapeFaultQuery,
  TapePage,
  TapeQuery,
} from './schemas.ts';
import { standingRoutes } from './standing-routes.ts';
import { parseFaults, readTapeLoans, readTapeRow } from './tape-store.ts';

const TAGS = ['securitization'];
const FAULTS_SHOWN = 100;
const TapeParams = z.strictObject({ id: z.string().max(64) });
const LoanParams = TapeParams.extend({ position: z.string().regex(/^(0|[1-9]\d{0,8})$/, 'is a place in the tape, from 0') });

/** Tapes of loans: import, check, duplicates, commitment and proofs. */
export function tapeRoutes(deps: PoolDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(upload(deps));
    await app.register(tapeReads(deps));
    await app.register(tapeWrites(deps));
    await app.register(standingRoutes(deps));
  };
}

async function detailOf({ database }: PoolDeps, id: string): Promise<z.infer<typeof TapeDetail>> {
  const row = await readTapeRow(database.client, id);
  const [view] = await viewTapes(database.client, [row]);
  if (view === undefined) throw new DomainError('tape_unknown', 'not_found', 'No tape has this id.');
  return { ...view, faults: parseFaults(row.faults).slice(0, FAULTS_SHOWN) };
}

function upload(deps: PoolDeps): FastifyPluginAsyncZod {
  return async (app) => {
    takeCsvOnly(app);
    app.withTypeProvider<ZodTypeProvider>().post(
      '/v1/tapes',
      {
        config: { access: 'securitization:write', idempotent: true },
        bodyLimit: FILE_BYTES_MAX,
        handlerTimeout: UPLOAD_MS,
        schema: {
          summary: 'Import a tape of loans',
          description:
            'CSV in the form of a profile: credence, sba or german-booked. Good rows become loans; the others are told with line and column. At most 128 MB.',
          tags: TAGS,
          consumes: ['text/csv'],
          querystring: TapeQuery,
          response: { 200: TapeDetail },
        },
      },
      async (request) => {
        const { profile, name, fileName } = request.query;
        const bytes = csvBody(request);
        const id = await importTape(
          deps,
          { profileId: profile, name, fileName, bytes },
          { actor: request.caller.actor, requestId: request.id },
        );
        return detailOf(deps, id);
      },
    );
  };
}

function tapeReads(deps: PoolDeps): FastifyPluginAsyncZod {
  const { client } = deps.database;
  const config = { access: 'securitization:read' } as const;
  return async (app) => {
    app.get(
      '/v1/tapes',
      { config, schema: { summary: 'Tapes, newest first', tags: TAGS, querystring: PageQuery, response: { 200: TapePage } } },
      async (request) => {
        const limit = pageLimit(request.query);
        const orderBy = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];
        const rows = await client.tape.findMany({ take: limit + 1, orderBy, where: olderThan(request.query.cursor) });
        const views = new Map((await viewTapes(client, rows)).map((view) => [view.id, view]));
        return toPage(rows, limit, placeOf, ({ id }) => views.get(id) as NonNullable<ReturnType<typeof views.get>>);
      },
    );

    app.get(
      '/v1/tapes/:id',
      { config, schema: { summary: 'One tape', tags: TAGS, params: TapeParams, response: { 200: TapeDetail } } },
      async (request) => detailOf(deps, request.params.id),
    );

    app.get(
      '/v1/tapes/:id/faults',
      {
        config,
        schema: {
          summary: 'Faults of a tape, in the order of the file',
          tags: TAGS,
          params: TapeParams,
          querystring: TapeFaultQuery,
          response: { 200: TapeFaultPage },
        },
      },
      async (request) => {
        const limit = pageLimit(request.query);
        const from = request.query.cursor === undefined ? 0 : Number(cursorInteger(decodeCursor(request.query.cursor, 1)[0])) + 1;
        const faults = parseFaults((await readTapeRow(client, request.params.id)).faults);
        const rows = faults.slice(from, from + limit + 1).map((fault, at) => ({ fault, at: from + at }));
        return toPage(
          rows,
          limit,
          ({ at }) => [at],
          ({ fault }) => fault,
        );
      },
    );

    app.get(
      '/v1/tapes/:id/strata',
      {
        config,
        schema: {
          summary: 'Stratification of a tape',
          tags: TAGS,
          params: TapeParams,
          querystring: StrataQuery,
          response: { 200: StrataView },
        },
      },
      async (request) => {
        await readTapeRow(client, request.params.id);
        return viewStrata(await readTapeLoans(client, request.params.id), request.query.by);
      },
    );

    app.get(
      '/v1/tapes/:id/loans/:position/proof',
      { config, schema: { summary: 'Inclusion proof of a loan', tags: TAGS, params: LoanParams, response: { 200: LoanProofView } } },
      async (request) => {
        return viewLoanProof(await proveTapeLoan(deps, request.params.id, Number(request.params.position)));
      },
    );
  };
}

function tapeWrites(deps: PoolDeps): FastifyPluginAsyncZod {
  const { client } = deps.database;
  return async (app) => {
    app.get(
      '/v1/tapes/:id/check',
      {
        config: { access: 'securitization:write' },
        schema: { summary: 'Loans of a tape that stand in other tapes', tags: TAGS, params: TapeParams, response: { 200: TapeCheckView } },
      },
      async (request) => {
        const { tape, duplicates, isReady } = await checkTape(client, request.params.id);
        const [view] = await viewTapes(client, [tape]);
        if (view === undefined) throw new DomainError('tape_unknown', 'not_found', 'No tape has this id.');
        return { tape: view, isReady, duplicates: duplicates.map(({ kind, hash, places }) => ({ kind, hash, places: [...places] })) };
      },
    );

    app.post(
      '/v1/tapes/:id/commit',
      {
        config: { access: 'securitization:write', idempotent: true },
        schema: {
          summary: 'Commit a tape to the registry',
          tags: TAGS,
          params: TapeParams,
          body: CommitTape,
          response: { 200: CommitAccepted },
        },
      },
      async (request) => {
        const publication = { uri: request.body.uri, documentHash: hash32(request.body.documentHash) };
        const order = { actor: request.caller.actor, requestId: request.id };
        const { root, count, totalBalance, documentHash, transactionId } = await commitTape(deps, request.params.id, publication, order);
        return { root, count, totalBalance: String(totalBalance), documentHash, transactionId };
      },
    );

    app.post(
      '/v1/tapes/booked',
      {
        config: { access: 'securitization:write', idempotent: true },
        schema: { summary: "Book loans of a source's customers as a tape", tags: TAGS, body: BookLoans, response: { 200: TapeDetail } },
      },
      async (request) => {
        const { bookedOn, ...booking } = request.body;
        const bookedDay = dayOf(bookedOn);
        if (bookedDay === null) throw new DomainError('date_unknown', 'invalid', 'There is no such day.', { params: { date: bookedOn } });
        const id = await bookLoans(deps, { ...booking, bookedDay }, { actor: request.caller.actor, requestId: request.id });
        return detailOf(deps, id);
      },
    );
  };
}
