import { readFileSync } from 'node:fs';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';
import { hash32 } from '../kernel/hex.ts';
import { toRfc3339, unixSeconds } from '../kernel/time.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import { Hash32Text } from '../platform/http/schemas.ts';
import type { LedgerPlace } from './domain/batch-leaf.ts';
import { type Presentation, verifierOf } from './domain/presentation.ts';
import { stateProofJson } from './domain/state-proof.ts';
import { readCredentialFile } from './file-forms.ts';
import { recoverNative } from './native-recovery.ts';
import type { AttestationDeps, LedgerDoor } from './open-ledger.ts';
import { VerificationView } from './schemas.ts';
import { newestState } from './state-evidence.ts';
import { type Verification, verifyCredential, type VerifyOptions } from './verify.ts';

const VerificationQuery = z.strictObject({
  /** `when-unanchored` leaves the signature out where the anchor proves the issuer already. */
  signature: z.enum(['always', 'when-unanchored']).default('always'),
  /** Who checks, for a presentation: a name, the address of a lender's contract, or the 32 bytes that stand for one. */
  verifier: z.string().min(1).max(200).optional(),
  /** The challenge that was given out to the holder. */
  challenge: Hash32Text.optional(),
  purpose: z.string().max(200).optional(),
  /** Whether to ask the index for a newer credential of the subject. */
  newest: z.enum(['true', 'false']).default('false'),
});

const SCHEMAS = [
  { name: 'credential', summary: 'JSON Schema of a credential file' },
  { name: 'presentation', summary: 'JSON Schema of a presentation file' },
].map((schema) => ({ ...schema, text: readFileSync(new URL(`./${schema.name}.schema.json`, import.meta.url), 'utf8') }));

/** Verification for everybody, without an account, and the published schemas of the files. */
export function verificationRoutes(ledger: LedgerDoor, { database }: Pick<AttestationDeps, 'database'>): FastifyPluginAsyncZod {
  return async (app) => {
    for (const { name, summary, text } of SCHEMAS) {
      app.get(
        `/schemas/${name}.json`,
        { config: { access: 'public', callerless: true }, schema: { summary, tags: ['verification'] } },
        async (_request, reply) => reply.type('application/schema+json').send(text),
      );
    }

    app.register(async (scope) => {
      // The verifier reads the file itself: it judges size, nesting and repeated members before it parses.
      scope.removeContentTypeParser(['application/json', 'text/plain']);
      scope.addContentTypeParser(['application/json', 'text/plain'], { parseAs: 'string' }, (_request, body, done) => done(null, body));
      scope.addContentTypeParser('application/cbor', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
      const typed = scope.withTypeProvider<import('fastify-type-provider-zod').ZodTypeProvider>();
      typed.post(
        '/v1/verifications',
        {
          config: { access: 'public', callerless: true },
          schema: {
            summary: 'Verify a credential or a presentation',
            description:
              'The body is the file: JSON, CBOR (`application/cbor`), or the text of a QR code or link (`text/plain`). Every question is answered separately; a malformed file gets a verdict too.',
            tags: ['verification'],
            querystring: VerificationQuery,
            response: { 200: VerificationView },
          },
        },
        async (request) => {
          const now = Math.floor(Date.now() / 1000);
          const { signature, newest } = request.query;
          const reader = await ledger.reader();
          const found = await verifyCredential(request.body, {
            chain: reader,
            now,
            signature,
            recover: recoverNative,
            ...audienceOf(request.query),
            ...(newest === 'true' ? await freshnessOf(database.client, reader.place, request.body) : {}),
          });
          return verificationView(found, now);
        },
      );
    });
  };
}

function audienceOf({ verifier, challenge, purpose }: z.infer<typeof VerificationQuery>): Pick<VerifyOptions, 'audience'> {
  if (verifier === undefined) return {};
  return {
    audience: {
      verifier: verifierOf(verifier),
      ...(challenge === undefined ? {} : { challenge: hash32(challenge) }),
      ...(purpose === undefined ? {} : { purpose }),
    },
  };
}

/** What the index can prove about the newest credential of the subject; nothing for a file that can't be read. */
async function freshnessOf(client: DatabaseClient, place: LedgerPlace, body: unknown): Promise<Pick<VerifyOptions, 'freshness'>> {
  try {
    const { issuer, subjectTag } = readCredentialFile(body).credential.credit;
    return { freshness: stateProofJson(await newestState(client, place, issuer, subjectTag)) };
  } catch (error) {
    if (error instanceof DomainError) return {};
    throw error;
  }
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
