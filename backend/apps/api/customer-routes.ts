import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import { type KeyWrap, openCustomerKey } from '../../intake/customer-keys.ts';
import { CustomerPage, CustomerView, type PointsRow } from '../../intake/schemas.ts';
import { openAttributes } from '../../intake/store.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import type { Database } from '../../platform/database/database.ts';
import { cursorDate, decodeCursor, pageLimit, toPage } from '../../platform/http/page.ts';
import { PageQuery } from '../../platform/http/schemas.ts';

const CustomerQuery = PageQuery.extend({
  grade: z
    .string()
    .regex(/^[A-Z][A-Z0-9+-]{0,3}$/, 'is a grade such as A')
    .optional(),
  q: z.string().max(64).optional(),
  source: z.string().max(64).optional(),
});

const LATEST_SCORE = {
  where: { isLatest: true },
  orderBy: { createdAt: 'desc' },
  take: 1,
  include: { credential: { include: { batch: true } } },
} as const;

/** The customer file: what intake, scoring and attestation know of one customer, side by side. */
export function customerRoutes(deps: { readonly database: Database; readonly wrap: KeyWrap }): FastifyPluginAsyncZod {
  const { client } = deps.database;

  async function findCustomer(id: string) {
    const row = await client.customer.findUnique({ where: { id }, include: { scores: LATEST_SCORE, key: true } });
    if (row === null) throw new DomainError('customer_unknown', 'not_found', 'No customer has this id.');
    return row;
  }

  async function isRevoked(row: CustomerRowSource): Promise<boolean> {
    const credential = row.scores[0]?.credential;
    if (!credential || credential.batch.firstLeaf === null) return false;
    const { chainId, issuerId, firstLeaf } = credential.batch;
    const key = { chainId, issuerId, index: firstLeaf + BigInt(credential.position) };
    return (await client.ledgerRevocation.findUnique({ where: { chainId_issuerId_index: key } })) !== null;
  }

  return async (app) => {
    app.get(
      '/v1/customers',
      {
        config: { access: 'customers:read' },
        schema: { summary: 'Customers, newest first', tags: ['customers'], querystring: CustomerQuery, response: { 200: CustomerPage } },
      },
      async (request) => {
        const { grade, q, source, cursor } = request.query;
        const limit = pageLimit(request.query);
        const rows = await client.customer.findMany({
          take: limit + 1,
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          where: {
            ...(source === undefined ? {} : { source }),
            ...(q === undefined ? {} : { externalId: { startsWith: q } }),
            ...(grade === undefined ? {} : { scores: { some: { isLatest: true, grade } } }),
            ...(cursor === undefined ? {} : olderThan(cursor)),
          },
          include: { scores: LATEST_SCORE },
        });
        const revoked = new Map(await Promise.all(rows.map(async (row) => [row.id, await isRevoked(row)] as const)));
        return toPage(
          rows,
          limit,
          (row) => [row.createdAt.getTime(), row.id],
          (row) => viewRow(row, revoked.get(row.id) === true),
        );
      },
    );

    app.get(
      '/v1/customers/:id',
      {
        config: { access: 'customers:read' },
        schema: {
          summary: 'One customer with score, points, reasons and credential',
          tags: ['customers'],
          params: z.strictObject({ id: z.string().max(64) }),
          response: { 200: CustomerView },
        },
      },
      async (request) => {
        const row = await findCustomer(request.params.id);
        const attributes = row.key === null ? null : openAttributes(await openCustomerKey(client, deps.wrap, row.id), row);
        await deps.database.write((tx) =>
          appendAudit(tx, {
            actor: request.caller.actor,
            action: 'customer.viewed',
            entity: 'customer',
            entityId: row.id,
            outcome: 'ok',
            requestId: request.id,
            detail: {},
            at: new Date(),
          }),
        );
        const score = row.scores[0];
        const points: z.infer<typeof PointsRow>[] = score === undefined ? [] : JSON.parse(score.points);
        const scorecardHash = score?.scorecardHash ?? null;
        return {
          ...viewRow(row, await isRevoked(row)),
          attributes,
          inputHash: row.inputHash,
          importId: row.importId,
          scorecardHash,
          basePoints: score === undefined ? null : score.score - points.reduce((sum, { points: own }) => sum + own, 0),
          points,
          reasons: score === undefined ? [] : JSON.parse(score.reasons),
          scoredAt: score?.createdAt.toISOString() ?? null,
          batchId: score?.credential?.batchId ?? null,
        };
      },
    );
  };
}

interface CustomerRowSource {
  readonly id: string;
  readonly externalId: string;
  readonly source: string;
  readonly createdAt: Date;
  readonly scores: readonly {
    readonly score: number;
    readonly grade: string;
    readonly pdWad: string;
    readonly credential: null | {
      readonly id: string;
      readonly position: number;
      readonly batch: { readonly state: string; readonly chainId: number; readonly issuerId: number; readonly firstLeaf: bigint | null };
    };
  }[];
}

const CredentialState = CustomerView.shape.credentialState.unwrap();

function viewRow(row: CustomerRowSource, revoked: boolean): z.infer<typeof CustomerPage>['data'][number] {
  const score = row.scores[0];
  const credential = score?.credential ?? null;
  return {
    id: row.id,
    externalId: row.externalId,
    source: row.source,
    createdAt: row.createdAt.toISOString(),
    score: score?.score ?? null,
    grade: score?.grade ?? null,
    pdWad: score?.pdWad ?? null,
    credentialId: credential?.id ?? null,
    credentialState: credential === null ? null : revoked ? 'revoked' : CredentialState.parse(credential.batch.state),
  };
}

function olderThan(cursor: string) {
  const [at, id] = decodeCursor(cursor, 2);
  const createdAt = cursorDate(at);
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id ?? '' } }] };
}
