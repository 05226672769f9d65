import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { COOKIE_PREFIX } from '../auth/cookie-prefix.ts';
import { Problem } from './schemas.ts';

interface Operation {
  responses?: Record<string, unknown>;
}

const DESCRIPTION = [
  'Scores as credentials that anyone can check. Every refusal is an RFC 9457 problem document with a stable `code`.',
  'Lists are pages: pass `nextCursor` back as `cursor`. Integers that can exceed 2^53 are decimal strings; hashes and addresses are lower-case 0x-hex.',
  'A POST that takes `Idempotency-Key` can be sent again without being done twice.',
].join(' ');

/** OpenAPI 3.1 made from the schemas of the routes, at `/openapi.json`. */
export async function installOpenApi(
  server: FastifyInstance,
  settings: { readonly publicUrl: string; readonly version: string },
): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Credence', version: settings.version, description: DESCRIPTION },
      servers: [{ url: settings.publicUrl }],
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, crd_...' },
          session: { type: 'apiKey', in: 'cookie', name: `${COOKIE_PREFIX}.session_token` },
        },
        schemas: { Problem: problemSchema() as Record<string, never> },
      },
    },
    transform: (document) => {
      const { schema, url } = jsonSchemaTransform(document);
      const { access, idempotent } = document.route.config ?? {};
      const open = access === undefined || access === 'public';
      const notes = [
        ...(open ? [] : [access === 'authenticated' ? 'For everybody who is signed in.' : `Needs the permission \`${access}\`.`]),
        ...(idempotent ? [`Takes \`Idempotency-Key\`${idempotent === 'required' ? ' (required)' : ''}.`] : []),
      ];
      const description = [schema?.description, ...notes].filter((note) => note !== undefined).join(' ');
      return {
        url,
        schema: { ...schema, security: open ? [] : [{ apiKey: [] }, { session: [] }], ...(description === '' ? {} : { description }) },
      };
    },
    transformObject: (document) => {
      if (!('openapiObject' in document)) return document.swaggerObject;
      for (const path of Object.values(document.openapiObject.paths ?? {})) {
        for (const operation of Object.values(path ?? {})) addProblem(operation as Operation);
      }
      return document.openapiObject;
    },
  });
  server.get(
    '/openapi.json',
    {
      config: { access: 'public', callerless: true, rateLimit: false },
      schema: { tags: ['operations'], summary: 'This description', response: { 200: z.unknown() } },
    },
    async () => server.swagger(),
  );
}

function problemSchema(): unknown {
  const { $schema: _, ...schema } = z.toJSONSchema(Problem);
  return schema;
}

function addProblem(operation: Operation): void {
  const problem = {
    description: 'The request is refused.',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  operation.responses = { ...operation.responses, '4XX': problem };
}
