import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { emailOf, openServer, ORIGIN, PASSWORD, SECRETS, seedMembers, signIn } from '../../../test/system/support/test-server.ts';
import { ApiKeyView, MemberView, PeopleView } from '../http/schemas.ts';
import { createOrganization, createUser, type NewOrganization } from './accounts.ts';
import { createApiKey } from './manage-api-keys.ts';

describeOnEachDatabase('the names of those who acted', (under) => {
  let server: FastifyInstance;
  let house: Record<string, string>;
  const outside: Record<string, string> = {};
  let operator: string;

  /** An outside organization of a kind, with two members of the role that goes with it. */
  async function addOutside(kind: NewOrganization['kind'], role: 'lender' | 'investor' | 'regulator' | 'customer', slug: string) {
    const organizationId = await createOrganization(under.database, { name: slug, slug, kind });
    for (const name of ['a', 'b']) {
      const membership = { organizationId, role };
      const email = `${name}@${slug}.example`;
      outside[email] = await createUser(under.database, { name, email, password: PASSWORD, membership });
    }
  }

  beforeAll(async () => {
    house = (await seedMembers(under.database, 'bank')).users;
    await addOutside('lender', 'lender', 'harbour');
    await addOutside('lender', 'lender', 'quay');
    await addOutside('investor', 'investor', 'fund');
    await addOutside('regulator', 'regulator', 'office');
    await addOutside('customer', 'customer', 'customers');
    server = await openServer(under.database);
    operator = await signIn(server, emailOf('operator', 'bank'));
  });
  afterAll(() => server.close());

  const ask = (cookie: string, ids: string) => server.inject({ url: `/v1/people?ids=${ids}`, headers: { cookie } });
  const people = async (cookie: string, actors: readonly (string | undefined)[]) =>
    PeopleView.parse((await ask(cookie, actors.join(','))).json()).data;
  const send = (method: 'POST' | 'DELETE', url: string, cookie: string, payload?: object) =>
    server.inject({ method, url, headers: { cookie, origin: ORIGIN }, ...(payload === undefined ? {} : { payload }) });
  const user = (id: string | undefined) => `user:${id}`;
  const makeKey = async (cookie: string, name: string) => {
    const made = ApiKeyView.parse((await send('POST', '/v1/api-keys', cookie, { name, scopes: ['ledger:read'] })).json());
    return { ...made, actor: `key:${made.prefix}` };
  };

  it('are known to colleagues, and nothing else of them', async () => {
    const officer = await signIn(server, emailOf('risk_officer', 'bank'));
    const answer = await ask(officer, `${user(house['operator'])},${user('nobody')},${user(house['lender'])},${user(house['operator'])}`);
    expect(answer.json()).toEqual({
      data: [
        { actor: user(house['operator']), name: 'A operator', maker: null },
        { actor: user(house['lender']), name: 'A lender', maker: null },
      ],
    });
  });

  it('are shared by the organizations of the house, issuer and operator', async () => {
    const operations = await createOrganization(under.database, { name: 'Operations', slug: 'operations', kind: 'operator' });
    const membership = { organizationId: operations, role: 'operator' } as const;
    const id = await createUser(under.database, { name: 'Sam', email: 'sam@operations.example', password: PASSWORD, membership });
    const officer = await signIn(server, emailOf('risk_officer', 'bank'));
    const sam = await signIn(server, 'sam@operations.example');
    expect(await people(officer, [user(id)])).toMatchObject([{ name: 'Sam' }]);
    expect(await people(sam, [user(house['risk_officer'])])).toMatchObject([{ name: 'A risk_officer' }]);
  });

  it('of another organization are unknown, in both directions', async () => {
    const key = await makeKey(await signIn(server, 'a@quay.example'), 'of the quay');
    const foreign = [user(outside['a@quay.example']), key.actor, user(house['risk_officer']), user(outside['a@fund.example'])];
    const harbour = await signIn(server, 'a@harbour.example');
    expect(await people(harbour, [user(outside['b@harbour.example']), ...foreign])).toMatchObject([{ name: 'b' }]);
    const office = await signIn(server, 'a@office.example');
    expect(await people(office, [user(outside['b@office.example']), ...foreign])).toMatchObject([{ name: 'b' }]);
    expect(await people(operator, foreign)).toMatchObject([{ name: 'A risk_officer' }]);
    expect(await people(operator, Object.values(outside).map(user))).toEqual([]);
  });

  it('are for staff: investors and customers are refused, whatever they ask for', async () => {
    const askers = [emailOf('investor', 'bank'), emailOf('customer', 'bank'), 'a@fund.example', 'a@customers.example'];
    for (const email of askers) {
      const answer = await ask(await signIn(server, email), user(house['risk_officer']));
      expect(answer.json(), email).toMatchObject({ status: 403, code: 'permission_missing', params: { permission: 'people:read' } });
    }
    expect((await server.inject({ url: `/v1/people?ids=${user(house['operator'])}` })).statusCode).toBe(401);
  });

  it('of API keys are their labels, with who made them, also once they are revoked', async () => {
    const key = await makeKey(operator, 'night import');
    await send('DELETE', `/v1/api-keys/${key.id}`, operator);
    const officer = await signIn(server, emailOf('risk_officer', 'bank'));
    expect(await people(officer, [key.actor])).toEqual([
      { actor: key.actor, name: 'night import', maker: { actor: user(house['operator']), name: 'A operator' } },
    ]);
  });

  it('of a key that was made at the command line do not invent a person', async () => {
    const { id } = await under.database.client.organization.findUniqueOrThrow({ where: { slug: 'bank' } });
    const caller = { kind: 'user', id: '', organizationId: id, organizationKind: 'operator', role: 'operator' } as const;
    const { row } = await createApiKey(
      under.database,
      SECRETS.pepper,
      { name: 'installed', scopes: ['ledger:read'], expiresAt: undefined },
      {
        caller: { ...caller, actor: 'system:cli:root', permissions: new Set(['ledger:read'] as const) },
        requestId: 'r',
        now: new Date(),
      },
    );
    expect(await people(operator, [`key:${row.prefix}`])).toMatchObject([
      { name: 'installed', maker: { actor: 'system:cli:root', name: null } },
    ]);
  });

  it('stay known of those who have left, to those they have left', async () => {
    const invited = { name: 'Once Here', email: 'once@bank.example', password: PASSWORD, role: 'risk_officer' };
    const member = MemberView.parse((await send('POST', '/v1/members', operator, invited)).json());
    expect((await send('DELETE', `/v1/members/${member.id}`, operator)).statusCode).toBe(200);
    const officer = await signIn(server, emailOf('risk_officer', 'bank'));
    expect(await people(officer, [user(member.userId)])).toMatchObject([{ name: 'Once Here' }]);
    expect(await people(await signIn(server, 'a@harbour.example'), [user(member.userId)])).toEqual([]);
    const former = await signIn(server, 'once@bank.example');
    expect((await ask(former, user(house['operator']))).statusCode).toBe(403);
  });

  it.each(['', 'usr_1', 'user:', 'user:a,,user:b', 'system:worker', 'user:a%20b', Array(101).fill('user:a').join(',')])(
    'are asked for by actors that are well formed: %s',
    async (ids) => {
      const answer = (await ask(operator, ids)).json();
      expect(answer).toMatchObject({ status: 400, code: 'request_invalid' });
      expect(answer.errors[0].pointer).toMatch(/ids$/);
    },
  );
});
