import type { FastifyInstance } from 'fastify';
import { privateKeyToAccount } from 'viem/accounts';
import { createSiweMessage } from 'viem/siwe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import {
  CHAIN_ID,
  cookieOf,
  emailOf,
  openServer,
  ORIGIN,
  PASSWORD,
  postJson,
  seedMembers,
  signIn,
} from '../../../test/system/support/test-server.ts';
import { createOrganization, createUser } from './accounts.ts';

const WALLET = privateKeyToAccount(`0x${'42'.repeat(32)}`);
const STRANGER = privateKeyToAccount(`0x${'43'.repeat(32)}`);

describeOnEachDatabase('auth', (under) => {
  let server: FastifyInstance;
  let users: Record<string, string>;

  beforeAll(async () => {
    const seeded = await seedMembers(under.database, 'alpha');
    users = seeded.users;
    await createUser(under.database, {
      name: 'Wallet owner',
      email: 'wallet@alpha.example',
      password: PASSWORD,
      membership: { organizationId: seeded.organizationId, role: 'lender' },
      wallets: [{ address: WALLET.address.toLowerCase(), chainId: CHAIN_ID }],
    });
    server = await openServer(under.database);
  });
  afterAll(() => server.close());

  const session = async (cookie: string) => (await server.inject({ url: '/v1/session', headers: { cookie } })).json();

  describe('with a password', () => {
    it('gives a session that names user, organization, role and permissions', async () => {
      const answer = await postJson(server, '/api/auth/sign-in/email', { email: emailOf('lender', 'alpha'), password: PASSWORD });
      const [cookie] = answer.cookies;
      expect(cookie).toMatchObject({ name: 'credence.session_token', httpOnly: true, sameSite: 'Lax', path: '/' });
      expect(answer.json()).toEqual({ done: true });
      expect(await session(cookieOf(answer))).toMatchObject({
        user: { id: users.lender, email: emailOf('lender', 'alpha'), locale: 'zh' },
        organization: { name: 'Organization alpha', kind: 'issuer' },
        role: 'lender',
        permissions: [
          'api-keys:manage',
          'ledger:read',
          'people:read',
          'ratings:read',
          'reliance:read',
          'reliance:write',
          'scorecards:read',
          'securitization:read',
          'verify:run',
        ],
        wallets: [],
      });
    });

    it('reads the e-mail address in any letter case', async () => {
      await expect(signIn(server, emailOf('investor', 'alpha').toUpperCase())).resolves.toContain('credence.session_token=');
    });

    it('answers alike to a wrong password and an unknown address', async () => {
      const wrong = await postJson(server, '/api/auth/sign-in/email', { email: emailOf('operator', 'alpha'), password: 'wrong password' });
      const unknown = await postJson(server, '/api/auth/sign-in/email', { email: 'nobody@alpha.example', password: 'wrong password' });
      const stable = ({ instance, requestId, ...rest }: Record<string, unknown>) => rest;
      expect(wrong.statusCode).toBe(401);
      expect(wrong.json()).toMatchObject({ code: 'credentials_refused' });
      expect(stable(unknown.json())).toEqual(stable(wrong.json()));
      expect(wrong.headers['set-cookie']).toBeUndefined();
    });

    it('stops after ten failures a minute, even with the right password then', async () => {
      const email = emailOf('regulator', 'alpha');
      for (let attempt = 0; attempt < 10; attempt++) {
        expect((await postJson(server, '/api/auth/sign-in/email', { email, password: 'wrong password' })).statusCode).toBe(401);
      }
      const answer = await postJson(server, '/api/auth/sign-in/email', { email, password: PASSWORD });
      expect(answer.statusCode).toBe(429);
      expect(answer.json()).toMatchObject({ code: 'rate_limited' });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      await expect(signIn(server, emailOf('lender', 'alpha'))).resolves.toBeTruthy();
    });

    it('keeps argon2id hashes only', async () => {
      const accounts = await under.database.client.account.findMany({ where: { providerId: 'credential' } });
      expect(accounts.length).toBeGreaterThan(0);
      for (const account of accounts) expect(account.password).toMatch(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$/);
    });

    it('lets nobody sign up', async () => {
      const answer = await postJson(server, '/api/auth/sign-up/email', { email: 'new@alpha.example', password: PASSWORD, name: 'New' });
      expect(answer.statusCode).toBe(404);
      expect(await under.database.client.user.count({ where: { email: 'new@alpha.example' } })).toBe(0);
    });

    it('ends with sign-out, for the old cookie too', async () => {
      const cookie = await signIn(server, emailOf('lender', 'alpha'));
      expect((await postJson(server, '/api/auth/sign-out', {}, { cookie })).statusCode).toBe(200);
      expect((await server.inject({ url: '/v1/session', headers: { cookie } })).statusCode).toBe(401);
    });

    it('ends other sessions when the password changes', async () => {
      const email = 'changer@alpha.example';
      await createUser(under.database, { name: 'Changer', email, password: PASSWORD });
      const [first, second] = [await signIn(server, email), await signIn(server, email)];
      const changed = await postJson(
        server,
        '/api/auth/change-password',
        { currentPassword: PASSWORD, newPassword: 'another good password' },
        { cookie: second },
      );
      expect(changed.statusCode).toBe(200);
      expect((await server.inject({ url: '/v1/session', headers: { cookie: first } })).statusCode).toBe(401);
      await expect(signIn(server, email)).rejects.toThrow('401');
      await expect(signIn(server, email, 'another good password')).resolves.toBeTruthy();
    });

    it('switches between the own organizations only', async () => {
      const id = await createOrganization(under.database, { name: 'Beta', slug: 'beta', kind: 'regulator' });
      const foreign = await createOrganization(under.database, { name: 'Gamma', slug: 'gamma', kind: 'lender' });
      await under.database.client.member.create({
        data: { id: 'mem_beta', organizationId: id, userId: users.investor ?? '', role: 'regulator' },
      });
      const cookie = await signIn(server, emailOf('investor', 'alpha'));
      expect((await postJson(server, '/api/auth/organization/set-active', { organizationId: id }, { cookie })).statusCode).toBe(200);
      expect(await session(cookie)).toMatchObject({ role: 'regulator', organization: { id } });
      const refused = await postJson(server, '/api/auth/organization/set-active', { organizationId: foreign }, { cookie });
      expect(refused.statusCode).toBe(403);
      expect(await session(cookie)).not.toMatchObject({ organization: { id: foreign } });
    });

    it('refuses a second account with the same address', async () => {
      const again = createUser(under.database, { name: 'Twin', email: emailOf('lender', 'alpha').toUpperCase(), password: PASSWORD });
      await expect(again).rejects.toMatchObject({ code: 'user_exists' });
      const crowd = Array.from({ length: 8 }, () =>
        createUser(under.database, { name: 'Crowd', email: 'crowd@alpha.example', password: PASSWORD }),
      );
      const outcomes = await Promise.allSettled(crowd);
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'user_exists' });
      const twin = createOrganization(under.database, { name: 'Alpha again', slug: 'alpha', kind: 'lender' });
      await expect(twin).rejects.toMatchObject({ code: 'organization_exists' });
    });
  });

  describe('against other sites', () => {
    it.each([
      ['a foreign origin', { origin: 'https://evil.example' }],
      ['no origin at all', { origin: undefined }],
      ['an opaque origin', { origin: 'null' }],
      ['a cross-site fetch', { origin: undefined, 'sec-fetch-site': 'cross-site' }],
      ['its own host given as origin', { origin: 'https://evil.example', host: 'evil.example' }],
    ])('refuses changes with a session and %s', async (_name, headers) => {
      const cookie = await signIn(server, emailOf('operator', 'alpha'));
      const given = Object.fromEntries(Object.entries({ cookie, ...headers }).filter(([, value]) => value !== undefined));
      const answer = await server.inject({
        method: 'POST',
        url: '/v1/api-keys',
        payload: { name: 'k', scopes: ['ledger:read'] },
        headers: given as Record<string, string>,
      });
      expect(answer.statusCode).toBe(403);
      expect(answer.json()).toMatchObject({ code: 'origin_refused' });
    });

    it('lets the console in under the address of this machine', async () => {
      const cookie = await signIn(server, emailOf('operator', 'alpha'));
      const headers = { cookie, origin: 'http://localhost:5555', host: 'localhost:5555' };
      const answer = await server.inject({ method: 'POST', url: '/v1/api-keys', payload: { name: 'k', scopes: ['ledger:read'] }, headers });
      expect(answer.statusCode).toBe(201);
    });

    it('opens no other site the door (CORS)', async () => {
      const answer = await server.inject({ url: '/healthz', headers: { origin: 'https://evil.example' } });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    });
  });

  describe('with a wallet', () => {
    const nonce = async () => (await postJson(server, '/api/auth/siwe/nonce', {})).json().nonce as string;
    type Fields = Partial<Parameters<typeof createSiweMessage>[0]>;
    const messageFor = (fresh: string, fields: Fields = {}) => {
      const issuedAt = fields.issuedAt ?? new Date();
      return createSiweMessage({
        address: WALLET.address,
        chainId: CHAIN_ID,
        domain: new URL(ORIGIN).host,
        uri: ORIGIN,
        version: '1',
        nonce: fresh,
        issuedAt,
        expirationTime: new Date(issuedAt.getTime() + 5 * 60_000),
        ...fields,
      });
    };
    const verify = async (message: string, signer = WALLET) =>
      postJson(server, '/api/auth/siwe/verify', { message, signature: await signer.signMessage({ message }) });

    it('gives a session to a registered wallet', async () => {
      const answer = await verify(messageFor(await nonce()));
      expect(answer.statusCode).toBe(200);
      expect(await session(cookieOf(answer))).toMatchObject({
        user: { email: 'wallet@alpha.example' },
        role: 'lender',
        wallets: [WALLET.address.toLowerCase()],
      });
    });

    it('takes each nonce once, of a hundred at the same time too', async () => {
      const message = messageFor(await nonce());
      const answers = await Promise.all(Array.from({ length: 100 }, () => verify(message)));
      expect(answers.filter((answer) => answer.statusCode === 200)).toHaveLength(1);
      for (const answer of answers.filter((one) => one.statusCode !== 200))
        expect(answer.json()).toMatchObject({ status: 401, code: 'wallet_sign_in_refused' });
      expect((await verify(message)).statusCode).toBe(401);
    });

    it.each<[string, Fields]>([
      ['another domain', { domain: 'evil.example' }],
      ['another address of the console', { uri: 'https://evil.example/' }],
      ['another chain', { chainId: 1 }],
      ['a life longer than ten minutes', { expirationTime: new Date(Date.now() + 3_600_000) }],
      ['an end in the past', { issuedAt: new Date(Date.now() - 400_000), expirationTime: new Date(Date.now() - 1_000) }],
      ['a beginning in the future', { notBefore: new Date(Date.now() + 60_000) }],
      ['an issue long ago', { issuedAt: new Date(Date.now() - 3_600_000) }],
      ['an issue in the future', { issuedAt: new Date(Date.now() + 200_000) }],
    ])('refuses a message with %s', async (_name, fields) => {
      const answer = await verify(messageFor(await nonce(), fields));
      expect(answer.statusCode).toBe(401);
    });

    it('refuses a message without an end', async () => {
      const message = messageFor(await nonce()).replace(/\nExpiration Time: .*/, '');
      expect(message).not.toContain('Expiration');
      expect((await verify(message)).statusCode).toBe(401);
    });

    it('refuses a nonce that this server did not give', async () => {
      expect((await verify(messageFor('abcdefgh12345678'))).statusCode).toBe(401);
    });

    it('refuses the signature of another wallet', async () => {
      expect((await verify(messageFor(await nonce()), STRANGER)).statusCode).toBe(401);
    });

    it('makes no user of an unknown wallet', async () => {
      const before = await under.database.client.user.count();
      expect((await verify(messageFor(await nonce(), { address: STRANGER.address }), STRANGER)).statusCode).toBe(401);
      expect(await under.database.client.user.count()).toBe(before);
    });
  });

  it('writes sign-ins and refusals into the audit log, without addresses', async () => {
    await postJson(server, '/api/auth/sign-in/email', { email: emailOf('operator', 'alpha'), password: 'wrong password' });
    const entries = await under.database.client.auditEntry.findMany({ where: { action: 'session.sign_in' } });
    expect(entries.some((entry) => entry.outcome === 'denied' && entry.entityId === users.operator && entry.actor === 'anonymous')).toBe(
      true,
    );
    expect(entries.some((entry) => entry.outcome === 'ok' && entry.actor === `user:${users.lender}`)).toBe(true);
    expect(JSON.stringify(entries, (_key, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain('@');
  });
});
