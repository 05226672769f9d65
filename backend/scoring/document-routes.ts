import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Database } from '../platform/database/database.ts';
import { exportScorecard, jsonExport } from './domain/export/export-scorecard.ts';
import { scorecardText } from './domain/scorecard/scorecard-document.ts';
import { modelDocumentHtml } from './domain/report/model-document.ts';
import { modelDocumentPdf } from './model-document-pdf.ts';
import { ExportQuery, HashParams, ModelDocumentQuery } from './schemas.ts';
import { readScorecard, requireCard } from './store.ts';

const TAGS = ['scoring'];

/** A scorecard to take away: the document that its hash names, and the forms that run elsewhere. */
export function documentRoutes(database: Database): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/scorecards/:hash/document',
      {
        config: { access: 'scorecards:read' },
        schema: {
          summary: 'The document, byte for byte as its keccak-256 hash covers it',
          tags: TAGS,
          params: HashParams,
          response: { 200: z.unknown() },
        },
        serializerCompiler: () => (value) => String(value),
      },
      async (request, reply) => {
        const { document } = await readScorecard(database.client, request.params.hash);
        return reply.type('application/json; charset=utf-8').send(scorecardText(document));
      },
    );

    app.get(
      '/v1/scorecards/:hash/model-document',
      {
        config: { access: 'scorecards:read' },
        schema: {
          summary: 'The model document, in English or Chinese: one page of HTML that prints as it stands, or a PDF to file',
          tags: TAGS,
          params: HashParams,
          querystring: ModelDocumentQuery,
          response: { 200: z.unknown() },
        },
        serializerCompiler: () => (value) => String(value),
      },
      async (request, reply) => {
        const { hash, document, report, state, createdAt } = await readScorecard(database.client, request.params.hash);
        const trainedOn = createdAt.toISOString().slice(0, 10);
        const { lang, format } = request.query;
        const source = { document, ...report, state, trainedOn };
        const content = format === 'pdf' ? await modelDocumentPdf(source, lang) : modelDocumentHtml(source, lang);
        return reply
          .type(format === 'pdf' ? 'application/pdf' : 'text/html; charset=utf-8')
          .header('content-disposition', `attachment; filename="model-${hash.slice(2, 10)}.${lang}.${format}"`)
          .send(content);
      },
    );

    app.get(
      '/v1/scorecards/:hash/export',
      {
        config: { access: 'scorecards:read' },
        schema: {
          summary: 'The scorecard as SQL, PMML, JSON or JavaScript, which score as it does',
          tags: TAGS,
          params: HashParams,
          querystring: ExportQuery,
          response: { 200: z.unknown() },
        },
        serializerCompiler: () => (value) => String(value),
      },
      async (request, reply) => {
        const { hash, document } = await readScorecard(database.client, request.params.hash);
        // A model of another kind goes out as the document that it is, and in no other form.
        const { text, mediaType, extension } =
          request.query.to === 'json' ? jsonExport(document) : exportScorecard(requireCard(document, hash), request.query);
        return reply
          .type(`${mediaType}; charset=utf-8`)
          .header('content-disposition', `attachment; filename="scorecard-${hash.slice(2, 10)}.${extension}"`)
          .send(text);
      },
    );
  };
}
