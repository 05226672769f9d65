import { readFileSync } from 'node:fs';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { toRfc3339, unixSeconds } from '../kernel/time.ts';
import type { Presentation } from './domain/presentation.ts';
import { recoverNative } from './native-recovery.ts';
import type { LedgerDoor } from './open-ledger.ts';
import { VerificationView } from './schemas.ts';
import { type Verification, verifyCredential } from './verify.ts';

const VerificationQuery = z.strictObject({
  /** `when-unanchored` leaves the signature out where the anchor proves the issuer already. */
  signature: z.enum(['always', 'when-unanchored']).default('always'),
});

const SCHEMA_TEXT = readFileSync(new URL('./credential.schema.json', import.meta.url), 'utf8');

/** Verification for everybody, without an account, and the published schema of the file. */
export function verificationRoutes(ledger: LedgerDoor): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/schemas/credential.json',
      { config: { access: 'public', callerless: true }, schema: { summary: 'JSON Schema of a credential file', tags: ['verification'] } },
      async (_request, reply) => reply.type('application/schema+json').send(SCHEMA_TEXT),
    );

    app.register(async (scope) => {
      // The verifier reads the text itself: it judges size, nesting and repeated members before it parses.
      scope.removeContentTypeParser('application/json');
      scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
      const typed = scope.withTypeProvider<import('fastify-type-provider-zod').ZodTypeProvider>();
      typed.post(
        '/v1/verifications',
        {
          config: { access: 'public', callerless: true },
          schema: {
            summary: 'Verify a credential file',
            description: 'The body is the credential file. Every question is answered separately; a malformed file gets a verdict too.',
            tags: ['verification'],
            querystring: VerificationQuery,
            response: { 200: VerificationView },
          },
        },
        async (request) => {
          const now = Math.floor(Date.now() / 1000);
          const { signature } = request.query;
          const found = await verifyCredential(request.body, { chain: await ledger.reader(), now, signature, recover: recoverNative });
          return verificationView(found, now);
        },
      );
    });
  };
}

function verificationView(found: Verification, now: number): z.infer<typeof VerificationView> {
  const { verdict, words, checks, asOf, claims, digest, presentation } = found;
  const time = toRfc3339(unixSeconds(asOf === null ? now : Number(asOf.time)));
  return {
    verdict,
    words: { ...words },
    checks: checks.map((check) => ({ ...check, params: { ...check.params } })),
    asOf: { block: asOf === null ? null : String(asOf.number), time },
    claims: claims === null ? null : { ...claims },
    digest,
    presentation: presentation === null ? null : presentationView(presentation),
  };
}

function presentationView({ audience, claims, holder }: Presentation): z.infer<typeof VerificationView>['presentation'] {
  return {
    ...audience,
    until: String(audience.until),
    holder: holder.key,
    thresholds: claims.map(({ kind, threshold }) => ({ kind, threshold })),
  };
}
