import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { makeDeal } from '../../backend/apps/demo/demo-pools.ts';
import { type ApiClient, createApiClient, httpTransport } from '../../backend/apps/cli/api-client.ts';
import { DEMO_PAIR } from '../../backend/apps/demo/demo-accounts.ts';
import { until } from '../../backend/apps/demo/demo-orders.ts';
import type { PastPeriod } from '../../backend/apps/demo/demo-past.ts';
import { createOrganization, createUser } from '../../backend/platform/auth/accounts.ts';
import { ApiKeyView, PeopleView } from '../../backend/platform/http/schemas.ts';
import { ClosingPage, ClosingView } from '../../backend/securitization/deals/schemas.ts';
import { type DealWorld, fundedPast, openDealWorld, pledgePool, sellDeal, smallDeal, totalsOf } from './support/deal-stack.ts';

const PASSWORD = 'a long password';
const LOANS = 40;

let world: DealWorld;
let deal: string;
let past: PastPeriod[];
let operator: ApiClient;
let approver: ApiClient;
let outsider: ApiClient;
let key: ApiClient;
let keyActor: string;
let closing: string;

/** The API over the network, as a person who has signed in with a password. */
async function signedIn(email: string): Promise<ApiClient> {
  const { url } = world.stack;
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  expect(answer.status).toBe(200);
  const [session = ''] = answer.headers.getSetCookie();
  const [cookie = ''] = session.split(';');
  const send = httpTransport(url, undefined);
  return createApiClient(({ headers, ...request }) => send({ ...request, headers: { ...headers, cookie, origin: url } }));
}

async function addUser(name: string, email: string, organizationId: string, role: 'operator' | 'lender'): Promise<void> {
  await createUser(world.system.database, { name, email, password: PASSWORD, membership: { organizationId, role } });
}

beforeAll(async () => {
  world = await openDealWorld();
  const made = await makeDeal(world.pair.preparer, smallDeal('four eyes', LOANS, 1));
  deal = made.deal;
  await pledgePool(world, deal, LOANS);
  await sellDeal(world, deal);
  past = await fundedPast(world.system, deal, made.poolId, 1);
  const { database } = world.system;
  const bank = await database.client.organization.findUniqueOrThrow({ where: { slug: 'bank' } });
  await addUser('Olga Operator', 'olga@bank.example', bank.id, 'operator');
  const harbour = await createOrganization(database, { name: 'Harbour', slug: 'harbour', kind: 'lender' });
  await addUser('Lars Lender', 'lars@harbour.example', harbour, 'lender');
  await world.stack.run('api');
  operator = await signedIn('olga@bank.example');
  approver = await signedIn(DEMO_PAIR.approver);
  outsider = await signedIn('lars@harbour.example');
  const scopes = ['securitization:read', 'securitization:write'];
  const fresh = await operator.post(ApiKeyView.extend({ key: z.string() }), '/v1/api-keys', { name: 'servicing feed', scopes });
  keyActor = `key:${fresh.prefix}`;
  key = createApiClient(httpTransport(world.stack.url, fresh.key));
}, 240_000);

afterAll(async () => {
  await world?.close();
});

const decide = (api: ApiClient, decision = 'approve') => api.post(ClosingView, `/v1/period-closings/${closing}/decision`, { decision });
const seenBy = async (api: ApiClient) => (await api.get(ClosingPage, '/v1/period-closings', { deal })).data;

it('names to the approver whose key prepared a report, and to nobody outside', async () => {
  const [quarter] = past;
  if (quarter === undefined) throw new Error('The pool has no past.');
  const prepared = await key.post(ClosingView, `/v1/deals/${deal}/closings`, totalsOf(quarter));
  closing = prepared.id;
  expect(prepared).toMatchObject({ state: 'prepared', preparedBy: keyActor, decidable: false });
  const { data } = await approver.get(PeopleView, '/v1/people', { ids: prepared.preparedBy });
  expect(data).toEqual([
    { actor: keyActor, name: 'servicing feed', maker: { actor: expect.stringMatching(/^user:usr_/), name: 'Olga Operator' } },
  ]);
  const maker = data[0]?.maker?.actor ?? '';
  expect((await outsider.get(PeopleView, '/v1/people', { ids: `${keyActor},${maker}` })).data).toEqual([]);
  await expect(key.get(PeopleView, '/v1/people', { ids: keyActor })).rejects.toMatchObject({ code: 'permission_missing' });
});

it('lets neither the key nor the person who made it decide about the report', async () => {
  expect(await seenBy(operator)).toMatchObject([{ id: closing, decidable: false }]);
  for (const decision of ['approve', 'reject']) {
    await expect(decide(operator, decision)).rejects.toMatchObject({ code: 'four_eyes' });
    await expect(decide(key, decision)).rejects.toMatchObject({ code: 'four_eyes' });
  }
  expect(await seenBy(approver)).toMatchObject([{ id: closing, state: 'prepared', decidedBy: null, decidable: true }]);
  const { client } = world.system.database;
  expect(await client.chainTransaction.count({ where: { kind: { startsWith: 'deal.close-period' } } })).toBe(0);
});

it('lets another person approve it, and the chain has it', async () => {
  expect(await decide(approver)).toMatchObject({ state: 'approved', decidable: false });
  await until(async () => (await seenBy(operator))[0]?.state === 'closed');
});

it('prints names at the command line, and ids for programs', async () => {
  const reports = await world.stack.cli('deal', 'reports', '--deal', deal);
  expect(reports.stdout).toMatch(new RegExp(`closed +key servicing feed of Olga Operator +${DEMO_PAIR.approver} +${closing}`));
  const table = await world.stack.cli('audit', 'list', '--limit', '100');
  expect(table).toMatchObject({ code: 0 });
  const line = (action: string) => table.stdout.split('\n').find((text) => text.includes(action) && text.includes(closing));
  expect(line('closing.prepared')).toContain('key servicing feed of Olga Operator');
  expect(line('closing.decided')).toContain(DEMO_PAIR.approver);
  const json = await world.stack.cli('--json', 'audit', 'list', '--limit', '100');
  expect(json.stdout).toContain(`"actor": "${keyActor}"`);
  expect(json.stdout).not.toContain('Olga Operator');
});
