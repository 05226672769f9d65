import { ROLES } from '../http/permissions.ts';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { emailOf, openServer, ORIGIN, PASSWORD, seedMembers, signIn } from '../../../test/system/support/test-server.ts';
import { MemberView, pageOf } from '../http/schemas.ts';

describeOnEachDatabase('members', (under) => {
  let server: FastifyInstance;
  let operator: string;
  let foreigner: string;

  beforeAll(async () => {
    await seedMembers(under.database, 'one');
    await seedMembers(under.database, 'two');
    server = await openServer(under.database);
    operator = await signIn(server, emailOf('operator', 'one'));
    foreigner = await signIn(server, emailOf('operator', 'two'));
  });
  afterAll(() => server.close());

  const ask = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object, cookie = operator) =>
    server.inject({ method, url, headers: { cookie, origin: ORIGIN }, ...(payload === undefined ? {} : { payload }) });
  const invite = (email: string, role = 'lender') => ask('POST', '/v1/members', { name: 'New', email, password: PASSWORD, role });
  const permissions = async (cookie: string) => (await ask('GET', '/v1/session', undefined, cookie)).json().permissions as string[];

  it('come in by an operator, change roles and go, with effect on the next request', async () => {
    const made = MemberView.parse((await invite('new@one.example')).json());
    const cookie = await signIn(server, 'new@one.example');
    expect(await permissions(cookie)).toContain('api-keys:manage');
    expect((await ask('PATCH', `/v1/members/${made.id}`, { role: 'regulator' })).json()).toMatchObject({ role: 'regulator' });
    expect(await permissions(cookie)).toContain('audit:read');
    expect((await ask('DELETE', `/v1/members/${made.id}`)).statusCode).toBe(200);
    expect(await permissions(cookie)).toEqual([]);
    const entries = await under.database.client.auditEntry.findMany({
      where: { action: { startsWith: 'member.' } },
      orderBy: { seq: 'asc' },
    });
    const { userId } = made;
    const { id: organizationId } = await under.database.client.organization.findUniqueOrThrow({ where: { slug: 'one' } });
    expect(entries.map((entry) => [entry.action, entry.entityId, JSON.parse(entry.detail)])).toEqual([
      ['member.create', userId, { role: 'lender' }],
      ['member.change_role', userId, { from: 'lender', to: 'regulator' }],
      ['member.remove', userId, { organizationId, role: 'regulator' }],
    ]);
  });

  it('of another organization do not exist', async () => {
    const own = pageOf(MemberView).parse((await ask('GET', '/v1/members')).json()).data;
    const [member] = own.filter((one) => one.role === 'investor');
    for (const [method, payload] of [
      ['PATCH', { role: 'operator' }],
      ['DELETE', undefined],
    ] as const) {
      expect((await ask(method, `/v1/members/${member?.id}`, payload, foreigner)).json()).toMatchObject({
        status: 404,
        code: 'member_not_found',
      });
    }
    const foreign = pageOf(MemberView).parse((await ask('GET', '/v1/members', undefined, foreigner)).json()).data;
    expect(foreign).toHaveLength(ROLES.length);
    expect(foreign.every((one) => one.email.endsWith('@two.example'))).toBe(true);
  });

  it('do not change their own membership', async () => {
    const all = pageOf(MemberView).parse((await ask('GET', '/v1/members')).json()).data;
    const self = all.find((one) => one.email === emailOf('operator', 'one'));
    expect((await ask('PATCH', `/v1/members/${self?.id}`, { role: 'lender' })).json()).toMatchObject({
      status: 422,
      code: 'member_is_self',
    });
    expect((await ask('DELETE', `/v1/members/${self?.id}`)).json()).toMatchObject({ status: 422, code: 'member_is_self' });
  });

  it('have addresses of their own', async () => {
    expect((await invite(emailOf('lender', 'two'))).json()).toMatchObject({ status: 409, code: 'user_exists' });
    expect((await invite('x@one.example', 'owner')).json()).toMatchObject({ status: 400, code: 'request_invalid' });
  });

  it('are listed in pages', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const url: string = `/v1/members?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page = pageOf(MemberView).parse((await ask('GET', url)).json());
      seen.push(...page.data.map((row) => row.email));
      cursor = page.nextCursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(await under.database.client.member.count({ where: { organization: { slug: 'one' } } }));
  });
});
