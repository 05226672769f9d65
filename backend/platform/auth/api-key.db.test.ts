import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { emailOf, openServer, ORIGIN, SECRETS, seedMembers, signIn } from '../../../test/system/support/test-server.ts';
import { ApiKeyView, pageOf } from '../http/schemas.ts';
import { newApiKey, readApiKey, secretMatches } from './api-key.ts';
import { callerOfKey } from './key-caller.ts';

describeOnEachDatabase('API keys', (under) => {
  let server: FastifyInstance;
  let lender: string;
  let foreigner: string;

  beforeAll(async () => {
    await seedMembers(under.database, 'one');
    await seedMembers(under.database, 'two');
    server = await openServer(under.database);
    lender = await signIn(server, emailOf('lender', 'one'));
    foreigner = await signIn(server, emailOf('operator', 'two'));
  });
  afterAll(() => server.close());

  const make = (payload: object, cookie = lender) =>
    server.inject({ method: 'POST', url: '/v1/api-keys', payload, headers: { cookie, origin: ORIGIN } });
  const ask = (key: string, url = '/v1/session') => server.inject({ url, headers: { authorization: `Bearer ${key}` } });
  const revoke = (id: string, cookie = lender) =>
    server.inject({ method: 'DELETE', url: `/v1/api-keys/${id}`, headers: { cookie, origin: ORIGIN } });

  it('open the routes of their scopes and no others', async () => {
    const made = (await make({ name: 'reader', scopes: ['ledger:read', 'ledger:read'] })).json();
    expect(made.key).toMatch(/^crd_[0-9a-f]{10}_[A-Za-z0-9_-]{43}$/);
    expect(made).toMatchObject({ name: 'reader', scopes: ['ledger:read'], revokedAt: null, lastUsedAt: null });
    const session = (await ask(made.key)).json();
    expect(session).toMatchObject({
      user: { name: 'reader', email: '' },
      role: null,
      permissions: ['ledger:read'],
      organization: { name: 'Organization one' },
    });
    expect((await ask(made.key, '/v1/api-keys')).statusCode).toBe(403);
    expect((await ask(made.key, '/v1/audit-log')).statusCode).toBe(403);
    const row = await under.database.client.apiKey.findUniqueOrThrow({ where: { id: made.id } });
    expect(row.lastUsedAt).not.toBeNull();
    expect(JSON.stringify(row)).not.toContain(made.key.slice(15));
  });

  it('give no right that their maker lacks', async () => {
    const answer = await make({ name: 'too much', scopes: ['ledger:read', 'credentials:issue'] });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ code: 'scope_not_held', params: { scope: 'credentials:issue' } });
  });

  it('are not made by keys', async () => {
    const { key } = (await make({ name: 'manager', scopes: ['api-keys:manage'] })).json();
    const answer = await server.inject({
      method: 'POST',
      url: '/v1/api-keys',
      payload: { name: 'child', scopes: ['api-keys:manage'] },
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.json()).toMatchObject({ status: 403, code: 'api_key_needs_user' });
  });

  it('end when revoked, at once', async () => {
    const made = (await make({ name: 'short', scopes: ['ledger:read'] })).json();
    expect((await ask(made.key)).statusCode).toBe(200);
    expect((await revoke(made.id)).json().revokedAt).not.toBeNull();
    expect((await ask(made.key)).json()).toMatchObject({ status: 401, code: 'api_key_invalid' });
    expect((await revoke(made.id)).statusCode).toBe(200);
  });

  it('end at their time, a year on at the latest', async () => {
    const made = (await make({ name: 'timed', scopes: ['ledger:read'], expiresAt: new Date(Date.now() + 60_000).toISOString() })).json();
    const { database } = under;
    await expect(callerOfKey(database, SECRETS.pepper, made.key, new Date())).resolves.toMatchObject({ kind: 'key' });
    await expect(callerOfKey(database, SECRETS.pepper, made.key, new Date(Date.parse(made.expiresAt)))).rejects.toMatchObject({
      code: 'api_key_invalid',
    });
    for (const expiresAt of [new Date(Date.now() - 1000), new Date(Date.now() + 400 * 86_400_000)]) {
      expect((await make({ name: 'never', scopes: ['ledger:read'], expiresAt: expiresAt.toISOString() })).json()).toMatchObject({
        code: 'api_key_expiry_invalid',
      });
    }
  });

  it('of another organization do not exist', async () => {
    const made = (await make({ name: 'mine', scopes: ['ledger:read'] })).json();
    expect((await revoke(made.id, foreigner)).json()).toMatchObject({ status: 404, code: 'api_key_not_found' });
    const list = (await server.inject({ url: '/v1/api-keys', headers: { cookie: foreigner } })).json();
    expect(list.data).toEqual([]);
    expect((await ask(made.key)).statusCode).toBe(200);
  });

  it('are listed in pages, newest first, never with their secret', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const url: string = `/v1/api-keys?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page = pageOf(ApiKeyView).parse((await server.inject({ url, headers: { cookie: lender } })).json());
      expect(page.data.length).toBeLessThanOrEqual(2);
      for (const row of page.data) expect(Object.keys(row)).not.toContain('key');
      seen.push(...page.data.map((row) => row.id));
      cursor = page.nextCursor;
    }
    const all = await under.database.client.apiKey.findMany({ where: { organization: { slug: 'one' } } });
    expect(new Set(seen).size).toBe(seen.length);
    expect([...seen].sort()).toEqual(all.map((row) => row.id).sort());
  });

  it.each(['Bearer', 'Bearer crd_0123456789_short', `Bearer crd_0123456789_${'a'.repeat(43)}`, 'Basic dXNlcjpwYXNz', 'Bearer a b'])(
    'are refused when wrong: %s',
    async (authorization) => {
      const answer = await server.inject({ url: '/v1/session', headers: { authorization } });
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['www-authenticate']).toContain('Bearer');
    },
  );

  it('differ in every bit that counts', () => {
    const made = newApiKey(SECRETS.pepper);
    const parts = readApiKey(made.key);
    expect(parts?.prefix).toBe(made.prefix);
    expect(secretMatches(SECRETS.pepper, parts?.secret ?? '', made.secretHash)).toBe(true);
    expect(secretMatches(new Uint8Array(32), parts?.secret ?? '', made.secretHash)).toBe(false);
    expect(secretMatches(SECRETS.pepper, newApiKey(SECRETS.pepper).key, made.secretHash)).toBe(false);
    expect(secretMatches(SECRETS.pepper, parts?.secret ?? '', '')).toBe(false);
  });
});
