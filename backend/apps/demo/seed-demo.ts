import { setTimeout as sleep } from 'node:timers/promises';
import { BatchPage, BatchRow } from '../../attestation/schemas.ts';
import { ImportView } from '../../intake/schemas.ts';
import { DomainError } from '../../kernel/errors.ts';
import { createOrganization, createUser } from '../../platform/auth/accounts.ts';
import type { Database } from '../../platform/database/database.ts';
import { JobAccepted } from '../../platform/http/schemas.ts';
import type { ApiClient } from '../cli/api-client.ts';
import type { Output } from '../cli/output.ts';
import { waitForJob } from '../cli/wait-for-job.ts';
import type { System } from '../open-system.ts';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from './demo-accounts.ts';
import { readDemoFile } from './demo-file.ts';
import { ensureDemoCustomer } from './demo-holder.ts';
import { openDemoPeople } from './demo-people.ts';
import { seedDeals } from './seed-deals.ts';
import { type DemoModels, seedChampion, seedShadow } from './seed-models.ts';
import { seedRatings } from './seed-ratings.ts';

export const DEMO_SOURCE = 'german-credit';
const POLL_MS = 200;

export interface DemoState {
  readonly customers: number;
  readonly scorecardHash: string;
  readonly batchId: string;
  readonly batchState: string;
  readonly logins: readonly { readonly role: string; readonly email: string; readonly password: string }[];
  /** What to do first in the console. */
  readonly first: readonly string[];
}

const FIRST_STEPS: readonly string[] = [
  'Sign in as the risk officer and open Customers, then any of them: score, points, reasons, credential, anchor.',
  'Download the credential file there, open Verify, drop it, and read the verdict with its checks.',
  'Change one character of the file, drop it again, and see which check fails and why.',
  'Sign in as the investor and open Deals: two pools with their classes, tests, payments and every movement of each quarter.',
];

/**
 * Brings the demo to its full state and leaves alone what is there: accounts, 1,000 customers, a
 * scorecard in use and another beside it, a score for each customer, one anchored batch with a credential for each score, a few public ratings, and two deals.
 * Every step goes through the API that users have; the worker must run.
 */
export async function seedDemo(deps: { readonly system: System; readonly api: ApiClient; readonly output: Output }): Promise<DemoState> {
  const { system, api, output } = deps;
  const { database } = system;
  await makeAccounts(database, output);
  const customers = await importDemoCustomers({ database, api, output });
  const people = await openDemoPeople(system);
  const models = { api, people, output, source: DEMO_SOURCE };
  try {
    return await seedAll(deps, models, customers);
  } finally {
    await people.close();
  }
}

async function seedAll(
  { system, api, output }: { readonly system: System; readonly api: ApiClient; readonly output: Output },
  models: DemoModels,
  customers: number,
): Promise<DemoState> {
  const { database } = system;
  const scorecardHash = await seedChampion(models);
  const existing = (await api.get(BatchPage, '/v1/batches', { limit: '1' })).data[0];
  const batch = existing ?? (await issueDemoBatch({ database, api, output }, scorecardHash));
  const final = await waitForFinal(api, output, batch.id);
  await seedShadow(models);
  await ensureDemoCustomer(system, DEMO_SOURCE, output.progress);
  const scored = await database.client.score.findFirst({ where: { scorecardHash, role: 'champion' }, orderBy: { createdAt: 'desc' } });
  if (scored !== null) await seedRatings({ api, output }, scored.runId);
  // Deals need accounts of investors with money of the chain, which only the local chain gives away.
  if (system.config.chainLocal) await seedDeals(system, output, DEMO_SOURCE);
  else output.progress('demo: deals are made on the local chain only');
  const logins = DEMO_ACCOUNTS.map(({ role, email }) => ({ role, email, password: DEMO_PASSWORD }));
  return { customers, scorecardHash, batchId: final.id, batchState: final.state, logins, first: FIRST_STEPS };
}

async function makeAccounts(database: Database, output: Output): Promise<void> {
  for (const account of DEMO_ACCOUNTS) {
    if ((await database.client.user.findUnique({ where: { email: account.email } })) !== null) continue;
    const { slug } = account.organization;
    const found = await database.client.organization.findUnique({ where: { slug } });
    const organizationId = found?.id ?? (await createOrganization(database, account.organization));
    const membership = { organizationId, role: account.role };
    await createUser(database, { name: account.name, email: account.email, password: DEMO_PASSWORD, membership });
    output.progress(`demo: account ${account.email}`);
  }
}

async function importDemoCustomers({ database, api, output }: { database: Database; api: ApiClient; output: Output }): Promise<number> {
  const present = await database.client.customer.count({ where: { source: DEMO_SOURCE } });
  if (present > 0) return present;
  output.progress('demo: importing 1,000 customers of the Statlog German credit data');
  const query = { schema: 'german-credit', source: DEMO_SOURCE, fileName: 'german_credit.csv' };
  const view = await api.upload(ImportView, '/v1/imports', query, await readDemoFile(), 'text/csv');
  if (view.rejected > 0)
    throw new DomainError(
      'demo_data_damaged',
      'unavailable',
      'The demo data in data/german has been changed; restore it with git checkout data.',
    );
  return view.accepted;
}

async function issueDemoBatch(
  { database, api, output }: { database: Database; api: ApiClient; output: Output },
  scorecardHash: string,
): Promise<BatchRow> {
  const scored = await database.client.score.findFirst({ where: { scorecardHash, role: 'champion' }, orderBy: { createdAt: 'desc' } });
  if (scored === null) {
    const { jobId } = await api.post(JobAccepted, '/v1/scorings', { source: DEMO_SOURCE });
    await waitForJob(api, output, jobId);
  }
  const score = scored ?? (await database.client.score.findFirstOrThrow({ where: { scorecardHash }, orderBy: { createdAt: 'desc' } }));
  const { jobId } = await api.post(JobAccepted, '/v1/batches', { runId: score.runId, validDays: 90 });
  await waitForJob(api, output, jobId);
  const [batch] = (await api.get(BatchPage, '/v1/batches', { limit: '1' })).data;
  if (batch === undefined)
    throw new DomainError('demo_incomplete', 'unavailable', 'The issue of the demo credentials ended without a batch.');
  return batch;
}

async function waitForFinal(api: ApiClient, output: Output, batchId: string): Promise<BatchRow> {
  let told = '';
  for (;;) {
    const batch = await api.get(BatchRow, `/v1/batches/${batchId}`);
    if (batch.state !== told) output.progress(`demo: batch of ${batch.leaves} credentials is ${batch.state}`);
    told = batch.state;
    if (batch.state === 'final' && batch.block !== null) return batch;
    await sleep(POLL_MS);
  }
}
