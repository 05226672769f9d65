import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { emailOf, openServer, ORIGIN, seedMembers, signIn } from '../../../test/system/support/test-server.ts';
import { DomainError } from '../../kernel/errors.ts';

const LEASE_MS = 60_000;

describeOnEachDatabase('Idempotency-Key', (under) => {
  let server: FastifyInstance;
  let cookie: string;
  let otherCookie: string;
  let effects: (string | null)[] = [];
  let gate: Promise<void> = Promise.resolve();

  const routes: FastifyPluginAsyncZod = async (inner) => {
    const body = z.strictObject({ amount: z.int(), fail: z.enum(['refuse', 'crash']).optional() });
    const answer = { 201: z.object({ number: z.int() }) };
    inner.post(
      '/v1/orders',
      { config: { access: 'authenticated', idempotent: true }, schema: { body, response: answer } },
      async (request, reply) => {
        await gate;
        if (request.body.fail === 'refuse') throw new DomainError('order_refused', 'unprocessable', 'Refused.');
        if (request.body.fail === 'crash') throw new Error('bug');
        effects.push(request.effectKey);
        return reply.code(201).send({ number: effects.length });
      },
    );
    inner.post(
      '/v1/strict-orders',
      { config: { access: 'authenticated', idempotent: 'required' }, schema: { body, response: answer } },
      async (_request, reply) => reply.code(201).send({ number: 1 }),
    );
    inner.post('/v1/plain-orders', { config: { access: 'authenticated' }, schema: { body, response: answer } }, async (_request, reply) => {
      effects.push(null);
      return reply.code(201).send({ number: effects.length });
    });
  };

  beforeAll(async () => {
    await seedMembers(under.database, 'one');
    server = await openServer(under.database, { routes: [routes] });
    cookie = await signIn(server, emailOf('operator', 'one'));
    otherCookie = await signIn(server, emailOf('lender', 'one'));
  });
  afterAll(() => server.close());
  beforeEach(() => {
    effects = [];
    gate = Promise.resolve();
  });

  const order = (key: string | undefined, payload: object, options: { url?: string; cookie?: string } = {}) =>
    server.inject({
      method: 'POST',
      url: options.url ?? '/v1/orders',
      payload,
      headers: { cookie: options.cookie ?? cookie, origin: ORIGIN, ...(key === undefined ? {} : { 'idempotency-key': key }) },
    });
  const record = (key: string) => under.database.client.idempotencyRecord.findFirst({ where: { key } });

  it('of a hundred at the same time lets one have its effect', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => order('burst', { amount: 1 })));
    expect(effects).toHaveLength(1);
    expect(answers.filter((answer) => answer.statusCode === 201 && answer.headers['idempotent-replayed'] === undefined)).toHaveLength(1);
    for (const answer of answers) {
      if (answer.statusCode === 201) expect(answer.json()).toEqual({ number: 1 });
      else expect(answer.json()).toMatchObject({ status: 409, code: 'idempotency_in_progress' });
    }
    const later = await order('burst', { amount: 1 });
    expect(later.statusCode).toBe(201);
    expect(later.headers['idempotent-replayed']).toBe('true');
    expect(later.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(later.json()).toEqual({ number: 1 });
    expect(effects).toHaveLength(1);
  });

  it('answers 409 while the first is running, and replays it then', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    const first = order('slow', { amount: 1 });
    for (const deadline = Date.now() + 20_000; (await record('slow')) === null; await delay(5)) expect(Date.now()).toBeLessThan(deadline);
    const second = await order('slow', { amount: 1 });
    expect(second.json()).toMatchObject({ status: 409, code: 'idempotency_in_progress' });
    expect(second.headers['retry-after']).toBe('1');
    resolve();
    expect((await first).statusCode).toBe(201);
    expect((await order('slow', { amount: 1 })).headers['idempotent-replayed']).toBe('true');
    expect(effects).toHaveLength(1);
  });

  it('refuses the key for another body, another address too', async () => {
    await order('reused', { amount: 1 });
    for (const again of [order('reused', { amount: 2 }), order('reused', { amount: 1 }, { url: '/v1/orders?x=1' })]) {
      expect((await again).json()).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    }
    expect(effects).toHaveLength(1);
  });

  it('belongs to one caller and one route', async () => {
    await order('shared', { amount: 1 });
    const other = await order('shared', { amount: 1 }, { cookie: otherCookie });
    expect(other.headers['idempotent-replayed']).toBeUndefined();
    const elsewhere = await order('shared', { amount: 1 }, { url: '/v1/strict-orders' });
    expect(elsewhere.headers['idempotent-replayed']).toBeUndefined();
    expect(effects).toHaveLength(2);
    expect(new Set(effects).size).toBe(2);
  });

  it.each([
    ['fails validation', { amount: 'one' }, 400],
    ['is refused', { amount: 1, fail: 'refuse' }, 422],
    ['crashes', { amount: 1, fail: 'crash' }, 500],
  ])('is free again when the request %s', async (name, payload, status) => {
    const key = name.replaceAll(' ', '-');
    expect((await order(key, payload)).statusCode).toBe(status);
    expect(await record(key)).toBeNull();
    expect((await order(key, { amount: 7 })).statusCode).toBe(201);
  });

  it('of a request that died with its process is taken over when its lease ends', async () => {
    await order('dead', { amount: 1 });
    const [effect] = effects;
    const die = (ageMs: number) =>
      under.database.client.idempotencyRecord.updateMany({
        where: { key: 'dead' },
        data: { state: 'running', status: null, body: null, createdAt: new Date(Date.now() - ageMs) },
      });
    await die(LEASE_MS / 2);
    expect((await order('dead', { amount: 1 })).statusCode).toBe(409);
    await die(LEASE_MS + 1_000);
    const answers = await Promise.all(Array.from({ length: 20 }, () => order('dead', { amount: 1 })));
    expect(answers.filter((answer) => answer.statusCode === 201 && answer.headers['idempotent-replayed'] === undefined)).toHaveLength(1);
    expect(effects).toEqual([effect, effect]);
  });

  it('is required where the route says so, and must look like a key', async () => {
    expect((await order(undefined, { amount: 1 }, { url: '/v1/strict-orders' })).json()).toMatchObject({
      status: 400,
      code: 'idempotency_key_missing',
    });
    for (const key of ['', ' ', 'a b', 'x'.repeat(256), 'ключ']) {
      expect((await order(key, { amount: 1 })).json()).toMatchObject({ status: 400, code: 'idempotency_key_malformed' });
    }
    expect((await order(undefined, { amount: 1 })).statusCode).toBe(201);
  });

  it('means nothing to routes that do not take it', async () => {
    await order('plain', { amount: 1 }, { url: '/v1/plain-orders' });
    await order('plain', { amount: 1 }, { url: '/v1/plain-orders' });
    expect(effects).toHaveLength(2);
    expect(await record('plain')).toBeNull();
  });
});
