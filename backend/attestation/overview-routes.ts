import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { DatabaseClient } from '../platform/database/database.ts';
import type { Caller } from '../platform/http/caller.ts';
import type { Figure } from '../platform/http/schemas.ts';
import { batchViews, SHOWN } from './batch-views.ts';
import { SUPERSEDED } from './credential-standing.ts';
import { ANCHOR_KIND } from './issuer-log.ts';
import { eventView } from './ledger-views.ts';
import type { AttestationDeps, LedgerDoor } from './open-ledger.ts';
import { OverviewView } from './schemas.ts';

type FigureView = z.infer<typeof Figure>;

const LATEST_BATCHES = 5;
const LATEST_EVENTS = 8;

/** The first page after signing in: the figures that matter to the caller's role, each with its evidence. */
export function overviewRoutes({ database }: AttestationDeps, ledger: LedgerDoor): FastifyPluginAsyncZod {
  const { client } = database;
  return async (app) => {
    app.get(
      '/v1/overview',
      {
        config: { access: 'ledger:read' },
        schema: { summary: 'Figures for the home page', tags: ['ledger'], response: { 200: OverviewView } },
      },
      async (request) => {
        const chainId = await ledger.chainId();
        const [figures, grades, batches, events] = await Promise.all([
          figuresFor(client, chainId, request.caller),
          client.score.groupBy({ by: ['grade'], where: { isLatest: true }, _count: { _all: true }, orderBy: { grade: 'asc' } }),
          client.batch.findMany({ where: SHOWN, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: LATEST_BATCHES }),
          client.chainEvent.findMany({ where: { chainId }, orderBy: [{ blockNumber: 'desc' }, { logIndex: 'desc' }], take: LATEST_EVENTS }),
        ]);
        return {
          role: request.caller.role ?? '',
          figures,
          gradeDistribution: grades.map((row) => ({ grade: row.grade, count: row._count._all })),
          latestBatches: await batchViews(client, batches),
          latestEvents: events.map(eventView),
        };
      },
    );
  };
}

async function figuresFor(client: DatabaseClient, chainId: number, caller: Caller): Promise<FigureView[]> {
  const onLedger = await ledgerFigures(client, chainId);
  if (caller.permissions.has('customers:read')) return [...(await houseFigures(client)), ...onLedger];
  if (caller.permissions.has('audit:read')) return [...onLedger, ...(await recordFigures(client, chainId))];
  return [...onLedger, await heightFigure(client, chainId)];
}

function figure(
  name: string,
  value: string | number | bigint,
  unit: string,
  provenance: FigureView['provenance'],
  evidence: string | null,
): FigureView {
  return { name, value: String(value), unit, provenance, evidence };
}

async function houseFigures(client: DatabaseClient): Promise<FigureView[]> {
  const [customers, scored, scorecard] = await Promise.all([
    client.customer.count({ where: { erasedAt: null } }),
    client.score.count({ where: { isLatest: true } }),
    client.scorecard.findFirst({ where: { role: 'champion' }, select: { hash: true, validation: true } }),
  ]);
  const model = scorecard === null ? [] : modelFigures(scorecard);
  return [
    figure('customers', customers, 'customers', 'database', 'customers/all'),
    figure('scored', scored, 'customers', 'database', 'scores/all'),
    ...model,
  ];
}

/** Discrimination of the scorecard in use on customers that it was not fitted on; `validation` is its whole training report. */
function modelFigures({ hash, validation }: { readonly hash: string; readonly validation: string }): FigureView[] {
  const report = JSON.parse(validation) as { readonly validation?: { readonly crossValidation?: { readonly auc?: unknown } } };
  const auc = report.validation?.crossValidation?.auc;
  return typeof auc === 'number' ? [figure('auc', auc.toFixed(4), 'ratio', 'model', `model/${hash}`)] : [];
}

async function ledgerFigures(client: DatabaseClient, chainId: number): Promise<FigureView[]> {
  const where = { chainId };
  const [issuers, revoked, anchoring] = await Promise.all([
    client.ledgerIssuer.findMany({ where, orderBy: { issuerId: 'asc' }, select: { issuerId: true, batches: true, leaves: true } }),
    client.ledgerRevocation.count({ where: { ...where, reason: { not: SUPERSEDED } } }),
    lastAnchoring(client, chainId),
  ]);
  const total = (pick: (row: { batches: bigint; leaves: bigint }) => bigint) => issuers.reduce((sum, row) => sum + pick(row), 0n);
  // With several issuers a total has no single proof; each issuer's page proves its own part.
  const [only] = issuers;
  const proof = (kind: string) => (issuers.length === 1 && only !== undefined ? `${kind}/${only.issuerId}` : null);
  return [
    figure(
      'credentials',
      total((row) => row.leaves),
      'credentials',
      'index',
      proof('issuer'),
    ),
    figure(
      'batches',
      total((row) => row.batches),
      'batches',
      'index',
      proof('log-root'),
    ),
    figure('revoked', revoked, 'credentials', 'index', proof('revocations')),
    ...(anchoring === null ? [] : [figure('gasPerCredential', anchoring.gas, 'gas', 'chain', `batch-leaf/${anchoring.batchId}`)]),
  ];
}

/** Gas of the newest anchoring shared among its credentials, to two places. */
async function lastAnchoring(client: DatabaseClient, chainId: number): Promise<{ batchId: string; gas: string } | null> {
  const where = { chainId, kind: ANCHOR_KIND, state: { in: ['mined', 'final'] }, gasUsed: { not: null } };
  const row = await client.chainTransaction.findFirst({ where, orderBy: { createdAt: 'desc' } });
  if (row === null || row.gasUsed === null) return null;
  const batch = await client.batch.findUnique({ where: { id: row.refId }, select: { leaves: true } });
  if (batch === null) return null;
  const hundredths = (row.gasUsed * 100n) / BigInt(batch.leaves);
  return { batchId: row.refId, gas: `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}` };
}

async function recordFigures(client: DatabaseClient, chainId: number): Promise<FigureView[]> {
  const [issuers, transactions, entries] = await Promise.all([
    client.ledgerIssuer.count({ where: { chainId } }),
    client.chainTransaction.count({ where: { chainId } }),
    client.auditEntry.count(),
  ]);
  return [
    figure('issuers', issuers, 'issuers', 'index', null),
    figure('transactions', transactions, 'transactions', 'database', null),
    figure('auditEntries', entries, 'entries', 'database', null),
  ];
}

async function heightFigure(client: DatabaseClient, chainId: number): Promise<FigureView> {
  const cursor = await client.indexCursor.findUnique({ where: { chainId } });
  return figure('blockHeight', cursor?.number ?? 0n, 'blocks', 'index', null);
}
