import { readFileSync } from 'node:fs';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';

const SCHEMA = readFileSync(new URL('./deal.schema.json', import.meta.url), 'utf8');

/** The published schema of deal files, for everybody. */
export const dealSchemaRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/schemas/deal.json',
    { config: { access: 'public', callerless: true }, schema: { summary: 'JSON Schema of a deal file', tags: ['securitization'] } },
    async (_request, reply) => reply.type('application/schema+json').send(SCHEMA),
  );
};
