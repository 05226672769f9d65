import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';
import { hash32 } from '../kernel/hex.ts';
import { recordAudit } from '../platform/http/record-audit.ts';
import { credentialFile } from './domain/credential.ts';
import { creditContext } from './domain/exchange/vc-document.ts';
import { SLOTS } from './domain/field-tree.ts';
import { type ExchangeParts, exportSdJwt, exportVc, issuerKeySet, openStatusLists } from './exchange-credential.ts';
import type { AttestationDeps, LedgerDoor } from './open-ledger.ts';
import { anchorAt, batchTree, openCredential, placedCredential } from './store.ts';

const ExportParams = z.strictObject({ id: z.string().max(64) });
const ExportQuery = z.strictObject({ format: z.enum(['sd-jwt', 'vc']) });
const ListParams = z.strictObject({
  issuer: z.coerce.number().int().min(1).max(0xffff_ffff),
  list: z
    .string()
    .regex(/^(0|[1-9]\d{0,12})$/)
    .transform(BigInt),
});
/** Verifiers may keep a list for a minute; a revocation on chain is seen by those who ask the chain at once. */
const LIST_MAX_AGE = 60;

/** Credentials in the forms of the W3C and the IETF, and what a verifier of those forms asks this installation for. */
export function exchangeRoutes(
  deps: AttestationDeps & { readonly config: { readonly publicUrl: string } },
  ledger: LedgerDoor,
): FastifyPluginAsyncZod {
  const { client } = deps.database;
  const { publicUrl } = deps.config;
  const parts = (): ExchangeParts => ({ signer: deps.signer('issuer'), publicUrl });
  const statusLists = openStatusLists(client);

  return async (app) => {
    app.get(
      '/v1/credentials/:id/export',
      {
        config: { access: 'credentials:read' },
        schema: {
          summary: 'A credential as SD-JWT VC (RFC 9901) or as W3C Verifiable Credential 2.0',
          tags: ['attestation'],
          params: ExportParams,
          querystring: ExportQuery,
          response: { 200: z.unknown() },
        },
      },
      async (request, reply) => {
        const row = await client.credential.findUnique({ where: { id: request.params.id }, include: { batch: true } });
        if (row === null) throw new DomainError('credential_unknown', 'not_found', 'No credential has this id.');
        const { credential } = await openCredential(client, deps.wrap, row);
        const found = placedCredential(row);
        const anchor = found === null ? null : anchorAt(found.placed, await batchTree(client, found.row), found.position);
        const file = credentialFile({ ...credential, anchor });
        const { format } = request.query;
        await recordAudit(deps.database, request, {
          action: 'credential.disclosed',
          entity: 'credential',
          entityId: row.id,
          outcome: 'ok',
          detail: { format },
        });
        if (format === 'vc') return reply.type('application/vc').send(JSON.stringify(await exportVc(parts(), file, hash32(row.digest))));
        return reply.type('application/dc+sd-jwt').send(await exportSdJwt(parts(), file));
      },
    );

    app.get(
      '/v1/status-lists/:issuer/:list',
      {
        config: { access: 'public' },
        schema: {
          summary: 'W3C Bitstring Status List of revoked and superseded credentials',
          tags: ['attestation'],
          params: ListParams,
          response: { 200: z.unknown() },
        },
      },
      async (request, reply) => {
        const chainId = await ledger.chainId();
        const { issuer: issuerId, list } = request.params;
        const own = await client.ledgerKey.findFirst({ where: { chainId, issuerId, address: parts().signer.address } });
        const issuer = await client.ledgerIssuer.findUnique({ where: { chainId_issuerId: { chainId, issuerId } } });
        const { text } =
          (own !== null && issuer !== null ? await statusLists(parts(), { chainId, issuerId, list, leaves: issuer.leaves }) : null) ?? {};
        if (text === undefined)
          throw new DomainError('status_list_unknown', 'not_found', 'This installation keeps no status list of that number.');
        return reply.type('application/vc+jwt').header('cache-control', `public, max-age=${LIST_MAX_AGE}`).send(text);
      },
    );

    app.get(
      '/contexts/credit-score/v1',
      {
        config: { access: 'public' },
        schema: { summary: 'JSON-LD context of the claims', tags: ['attestation'], response: { 200: z.unknown() } },
      },
      async (_, reply) =>
        reply.type('application/ld+json').send(
          JSON.stringify(
            creditContext(
              publicUrl,
              SLOTS.map((slot) => slot.name),
            ),
          ),
        ),
    );

    app.get(
      '/.well-known/jwt-vc-issuer',
      {
        config: { access: 'public' },
        schema: { summary: 'Keys of the issuer, for SD-JWT VC', tags: ['attestation'], response: { 200: z.unknown() } },
      },
      async () => ({ issuer: publicUrl, jwks: await issuerKeySet(deps.signer('issuer')) }),
    );
  };
}
