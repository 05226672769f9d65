import type { APIRequestContext } from 'playwright-core';
import type { Console } from './console.ts';

/** Ids of the demo that the routes need. */
export interface Facts {
  readonly customerId: string;
  readonly credentialId: string;
  readonly scorecardHash: string;
  readonly batchId: string;
  readonly transaction: string;
  /** A whole credential file. */
  readonly credential: string;
  readonly anchorProof: string;
  /** Request of the demo lender that the demo customer answered. */
  readonly requestId: string;
  /** The deal that has closed the most periods. */
  readonly deal: string;
}

interface Rows<T> {
  readonly data: readonly T[];
}

/** Reads them through the API, as a risk officer. */
export async function readFacts(app: Console): Promise<Facts> {
  const { context, page } = await app.visit('/healthz', { role: 'risk_officer' });
  await page.close();
  const { request } = context;
  const customer = await firstOf<{ id: string; credentialId: string }>(request, '/v1/customers?limit=1');
  const scorecards = (await (await request.get('/v1/scorecards?limit=100')).json()) as Rows<{ hash: string; role: string | null }>;
  const batches = (await (await request.get('/v1/batches?limit=100')).json()) as Rows<{ id: string; transaction: string; leaves: number }>;
  const batch = batches.data.toSorted((one, other) => other.leaves - one.leaves)[0];
  if (batch === undefined) throw new Error('There is no batch: the demo is not complete.');
  const deals = (await (await request.get('/v1/deals?limit=100')).json()) as Rows<{ address: string; lastPeriod: number }>;
  const deal = deals.data.toSorted((one, other) => other.lastPeriod - one.lastPeriod)[0];
  if (deal === undefined) throw new Error('There is no deal: the demo is not complete.');
  const lender = await app.visit('/healthz', { role: 'lender' });
  await lender.page.close();
  const asked = await firstOf<{ id: string }>(lender.context.request, '/v1/presentation-requests?limit=1');
  return {
    requestId: asked.id,
    deal: deal.address,
    customerId: customer.id,
    credentialId: customer.credentialId,
    scorecardHash: scorecards.data.find(({ role }) => role === 'champion')?.hash ?? '',
    batchId: batch.id,
    transaction: batch.transaction,
    credential: await (await request.get(`/v1/credentials/${customer.credentialId}/file`)).text(),
    anchorProof: await (await request.get(`/v1/credentials/${customer.credentialId}/anchor-proof`)).text(),
  };
}

async function firstOf<T>(request: APIRequestContext, path: string): Promise<T> {
  const answer = await request.get(path);
  const [first] = ((await answer.json()) as Rows<T>).data;
  if (first === undefined) throw new Error(`${path} has no row: the demo is not complete.`);
  return first;
}

/** The pages that each role works with. */
export function routesByRole(facts: Facts): Record<string, Record<string, string>> {
  return { operator: routesOf(facts), lender: lenderRoutesOf(facts), customer: customerRoutesOf(facts) };
}

/** Every page of the house with its address. */
function routesOf(facts: Facts): Record<string, string> {
  return {
    home: '/',
    verify: '/verify',
    customers: '/customers',
    customer: `/customers/${facts.customerId}`,
    scorecards: '/scorecards',
    bins: `/scorecards/${facts.scorecardHash}`,
    validation: `/scorecards/${facts.scorecardHash}?tab=validation`,
    document: `/scorecards/${facts.scorecardHash}?tab=document`,
    life: `/scorecards/${facts.scorecardHash}?tab=life`,
    studio: '/scorecards/studio?source=german-credit&attribute=duration',
    studioLevels: '/scorecards/studio?source=german-credit&attribute=purpose',
    monitoring: '/monitoring',
    compareScorecards: '/scorecards/compare',
    batches: '/ledger',
    transactions: '/ledger?tab=transactions',
    issuers: '/ledger?tab=issuers',
    events: '/ledger?tab=events',
    batch: `/ledger/batches/${facts.batchId}`,
    evidence: `/ledger/batches/${facts.batchId}?evidence=${encodeURIComponent(`batch-root/${facts.batchId}`)}`,
    transaction: `/ledger/transactions/${facts.transaction}`,
    issuer: '/ledger/issuers/1',
    logs: '/ledger?tab=logs',
    log: '/ledger/logs/1',
    state: '/ledger?tab=state',
    logAudits: '/ledger?tab=audits',
    keys: '/keys',
    revocations: '/revocations',
    ratings: '/ratings',
    migration: '/ratings?tab=migration',
    calibration: '/ratings?tab=calibration',
    board: '/ratings?tab=board',
    ratingDesk: '/ratings?tab=desk',
    deals: '/deals',
    deal: `/deals/${facts.deal}`,
    dealPeriods: `/deals/${facts.deal}?tab=periods`,
    dealOutlook: `/deals/${facts.deal}?tab=outlook`,
    dealPool: `/deals/${facts.deal}?tab=pool`,
    compare: '/deals/compare',
    dealDocuments: `/deals/${facts.deal}?tab=documents`,
    portfolio: '/portfolio',
    servicing: '/servicing',
    closePeriod: `/servicing/${facts.deal}`,
    reports: `/servicing/${facts.deal}?tab=closings`,
    acts: `/servicing/${facts.deal}?tab=acts`,
    tapes: '/tapes',
    pools: '/pools',
    structure: '/structure',
    jobs: '/system',
    deployments: '/system?tab=deployments',
    audit: '/system?tab=audit',
  };
}

function lenderRoutesOf(facts: Facts): Record<string, string> {
  return {
    lenderVerify: '/verify',
    requests: '/requests',
    request: `/requests/${facts.requestId}`,
    bulk: '/bulk',
    watch: '/watch',
    watchEvents: '/watch?tab=events',
    webhooks: '/watch?tab=webhooks',
    profile: '/profile',
  };
}

function customerRoutesOf(facts: Facts): Record<string, string> {
  return {
    myCredentials: '/me',
    asked: '/me/requests',
    answer: `/me/requests/${facts.requestId}`,
    share: '/me/share',
    consents: '/me/consents',
    myPlace: '/me/board',
    myData: '/me/data',
    brokenLink: '/p/none',
  };
}
