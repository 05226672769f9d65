import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { emailOf, openServer, ORIGIN, postJson, SECRETS, seedMembers, signIn } from '../../../test/system/support/test-server.ts';
import { createUser } from '../auth/accounts.ts';
import { createLogger } from '../log/logger.ts';

const CANARY = 'c4n4ry';
/** Planted wherever a request or a row can carry a secret or something personal. */
const planted = (name: string) => `${CANARY}-${name}`;

describeOnEachDatabase('secrets and personal data', (under) => {
  let server: FastifyInstance;
  let log = '';
  const answers: string[] = [];

  const routes: FastifyPluginAsyncZod = async (inner) => {
    const body = z.strictObject({ name: z.string(), mode: z.enum(['bug', 'database', 'parser', 'answer']) });
    inner.post(
      '/v1/leaky',
      { config: { access: 'public' }, schema: { body, response: { 200: z.object({ count: z.int() }) } } },
      async (request) => {
        const { name, mode } = request.body;
        if (mode === 'bug') throw new Error(`cannot handle ${name}`, { cause: new Error(name) });
        if (mode === 'database') await under.database.client.user.create({ data: { id: name, name, email: name, createdAt: name } });
        if (mode === 'parser') JSON.parse(name);
        return { count: name as unknown as number };
      },
    );
  };

  beforeAll(async () => {
    await seedMembers(under.database, 'one');
    const destination = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        log += chunk.toString();
        done();
      },
    });
    server = await openServer(under.database, { routes: [routes], logger: createLogger({ name: 'test', level: 'trace', destination }) });
  });
  afterAll(() => server.close());

  const send = async (sending: Promise<{ body: string; statusCode: number }>, mayEcho = false) => {
    const answer = await sending;
    if (!mayEcho) answers.push(answer.body);
    return answer.statusCode;
  };

  it('reach no log, no audit entry, no figure and no answer but to their owner', async () => {
    const person = planted('person@example.org');
    const password = planted('password-of-a-person');
    await createUser(under.database, { name: planted('name'), email: person, password });
    const session = await signIn(server, person, password);
    const operator = await signIn(server, emailOf('operator', 'one'));
    const made = await postJson(server, '/v1/api-keys', { name: planted('key-name'), scopes: ['ledger:read'] }, { cookie: operator });
    const { key } = made.json() as { key: string };

    expect(await send(server.inject({ url: '/v1/session', headers: { cookie: session } }), true)).toBe(200);
    expect(await send(server.inject({ url: '/v1/audit-log', headers: { cookie: session } }))).toBe(403);
    expect(await send(postJson(server, '/api/auth/sign-in/email', { email: person, password: planted('wrong') }))).toBe(401);
    expect(await send(postJson(server, '/api/auth/sign-in/email', { email: planted('no-email'), password: planted('x') }))).toBe(400);
    expect(await send(postJson(server, '/api/auth/siwe/verify', { message: planted('message'), signature: `0x${'ab'.repeat(65)}` }))).toBe(
      401,
    );
    expect(
      await send(
        postJson(
          server,
          '/api/auth/change-password',
          { currentPassword: planted('wrong'), newPassword: planted('newer-password') },
          { cookie: session },
        ),
      ),
    ).toBeGreaterThanOrEqual(400);
    expect(await send(server.inject({ url: '/v1/session', headers: { authorization: `Bearer ${planted('token')}` } }))).toBe(401);
    expect(await send(server.inject({ url: `/v1/audit-log?actor=${planted('query')}`, headers: { authorization: `Bearer ${key}` } }))).toBe(
      403,
    );
    expect(
      await send(
        server.inject({
          url: `/v1/session`,
          headers: {
            cookie: `credence.session_token=${planted('cookie')}`,
            'user-agent': planted('agent'),
            'idempotency-key': planted('idempotency'),
          },
        }),
      ),
    ).toBe(401);
    for (const mode of ['bug', 'database', 'parser', 'answer']) {
      expect(
        await send(
          server.inject({ method: 'POST', url: '/v1/leaky', payload: { name: planted(mode), mode }, headers: { origin: ORIGIN } }),
        ),
        mode,
      ).toBe(500);
    }
    expect(
      await send(
        server.inject({
          method: 'POST',
          url: '/v1/leaky',
          payload: `{"name":"${planted('torn')}`,
          headers: { 'content-type': 'application/json' },
        }),
      ),
    ).toBe(400);

    answers.push(
      (await server.inject('/metrics')).body,
      (await server.inject({ url: '/v1/audit-log?limit=100', headers: { cookie: operator } })).body,
    );
    const secrets = [CANARY, key.slice(15), session.split('=')[1] ?? '', SECRETS.authSecret, Buffer.from(SECRETS.pepper).toString('hex')];
    expect(log.length).toBeGreaterThan(1_000);
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(5);
      expect(log).not.toContain(secret);
      for (const answer of answers) expect(answer).not.toContain(secret);
    }
    const entries = await under.database.client.auditEntry.findMany();
    expect(entries.map((entry) => `${entry.actor} ${entry.entityId} ${entry.detail}`).join('\n')).not.toContain(CANARY);
    const idempotency = await under.database.client.idempotencyRecord.findMany();
    expect(JSON.stringify(idempotency)).not.toContain(CANARY);
  });

  it('would be noticed if they did', () => {
    server.log.warn({ note: planted('loud') }, 'a leak');
    expect(log).toContain(planted('loud'));
  });
});
