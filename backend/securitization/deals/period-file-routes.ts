import type { FastifyPluginAsyncZod, ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import { AddressText } from '../../platform/http/schemas.ts';
import { csvBody, takeCsvOnly, UPLOAD_MS } from '../csv-body.ts';
import { FILE_BYTES_MAX } from '../domain/file-limit.ts';
import { PERIOD_COLUMNS } from '../domain/servicing/period-columns.ts';
import { idleLine, periodFileText } from '../domain/servicing/period-line.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import { closingBehind, documentOf } from './closing-document.ts';
import { viewClosing } from './closing-views.ts';
import { poolBefore } from './period-pool.ts';
import { prepareFileClosing, previewFileClosing } from './prepare-file-closing.ts';
import { readReport } from './report-args.ts';
import { ClosingView, HandOverQuery, PeriodFileQuery, PeriodFileView } from './schemas.ts';
import { findDeal } from './store.ts';

const TAGS = ['deals'];
const DealParams = z.strictObject({ address: AddressText });
const PeriodParams = DealParams.extend({ period: z.string().regex(/^[1-9]\d{0,2}$/, 'is the number of a period') });

const COLUMNS = PERIOD_COLUMNS.map(({ name, isOptional, label: { en, zh } }) => {
  return `- \`${name}\`${isOptional ? ' (may be left out)' : ''}: ${en} / ${zh}`;
}).join('\n');
const FORM = `CSV in UTF-8, a header and one line for each loan with a balance or with cash, in any order; amounts in major units with at most two decimals.\n\n${COLUMNS}`;

/** Periods out of the servicer's file: its template, a dry run, the closing, and the document of what was closed. */
export function periodFileRoutes(deps: SecuritizationDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(uploads(deps));
    await app.register(downloads(deps));
  };
}

function uploads(deps: SecuritizationDeps): FastifyPluginAsyncZod {
  return async (app) => {
    takeCsvOnly(app);
    const common = { bodyLimit: FILE_BYTES_MAX, handlerTimeout: UPLOAD_MS };
    const form = { tags: TAGS, consumes: ['text/csv'], params: DealParams };
    const typed = app.withTypeProvider<ZodTypeProvider>();
    typed.post(
      '/v1/deals/:address/period-file',
      {
        ...common,
        config: { access: 'securitization:write' },
        schema: {
          ...form,
          summary: 'Read the file of the next period, compare it with the pool, and say what closing with it would do',
          description: `Nothing is kept. Every fault is told with line and column; with none of them the totals of the lines and the dry run are answered.\n\n${FORM}`,
          querystring: PeriodFileQuery,
          response: { 200: PeriodFileView },
        },
      },
      async (request) => previewFileClosing(deps, request.params.address, fileOf(request)),
    );

    typed.post(
      '/v1/deals/:address/period-file/closing',
      {
        ...common,
        config: { access: 'securitization:write', idempotent: true },
        schema: {
          ...form,
          summary: 'Prepare the closing of the next period out of its file',
          description: `A file with a fault is refused, and nothing is kept. The report carries the totals of the lines, the root of the loans as they then stand, and in its document the hash of the file.\n\n${FORM}`,
          querystring: HandOverQuery,
          response: { 201: ClosingView },
        },
      },
      async (request, reply) => {
        const file = { ...fileOf(request), digest: request.query.digest };
        const id = await prepareFileClosing(deps, request.params.address, file, { actor: request.caller.actor, requestId: request.id });
        return reply.code(201).send(await viewClosing(deps, id, request.caller));
      },
    );
  };
}

function fileOf(request: Parameters<typeof csvBody>[0] & { readonly query: z.infer<typeof PeriodFileQuery> }) {
  const { fileName: name, index, isCall } = request.query;
  return { bytes: csvBody(request), name, index, isCall: isCall === 'true' };
}

function downloads(deps: SecuritizationDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/deals/:address/period-file.csv',
      {
        config: { access: 'securitization:write' },
        schema: {
          summary: 'A period file to fill in: the loans with a balance as they stood at the end of the last period',
          description: FORM,
          tags: TAGS,
          params: DealParams,
          response: { 200: z.any() },
        },
      },
      async (request, reply) => {
        const deal = await findDeal(deps, request.params.address);
        const loans = (await poolBefore(deps, deal)).filter(({ loan }) => loan.balanceMinor > 0n);
        const name = `period-${deal.lastPeriod + 1}-${deal.address.slice(2, 10)}.csv`;
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${name}"`)
          .send(periodFileText(loans.map(({ loan }) => idleLine(loan))));
      },
    );

    app.get(
      '/v1/deals/:address/periods/:period/document',
      {
        config: { access: 'securitization:read' },
        schema: {
          summary: 'The document whose hash the report of a period carries',
          description:
            'The first line is canonical JSON; its keccak256 is the document hash of the report. Behind a file a line follows for each loan: registry number, begin, scheduled, prepaid, interest, fees, recovery, defaulted, end (minor units), days past due; the first line carries the keccak256 of these lines.',
          tags: TAGS,
          params: PeriodParams,
          response: { 200: z.any() },
        },
      },
      async (request, reply) => {
        const { client } = deps.database;
        const { chainId, address: deal } = await findDeal(deps, request.params.address);
        const place = { chainId, deal, period: Number(request.params.period) };
        const record = await client.dealPeriod.findUnique({ where: { chainId_deal_period: place } });
        const closing = record === null ? null : await closingBehind(client, place, readReport(record.report).documentHash);
        if (closing === null)
          throw new DomainError('period_unknown', 'not_found', 'This installation has no document of such a period.', { params: place });
        return reply.type('text/plain; charset=utf-8').send(await documentOf(client, closing));
      },
    );
  };
}
