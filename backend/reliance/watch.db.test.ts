import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { type Lender, openRelianceWorld, type RelianceWorld, silent, until } from '../../test/system/support/reliance-world.ts';
import { ORIGIN } from '../../test/system/support/test-server.ts';
import { openReceiver, type WebhookReceiver } from '../../test/system/support/webhook-receiver.ts';
import { rebuildIndex } from '../platform/chain/index/rebuild-index.ts';
import { deriveProjections } from '../platform/chain/index/sync-index.ts';
import { deliverWebhooks } from './deliver-webhooks.ts';
import type { WatchAdded, WatchEventView, WatchItemView, WebhookCreated } from './schemas.ts';
import { sweepWatched, tellExpired } from './watch-loop.ts';

const BACK_OFF = { firstMs: 5, factor: 2, longestMs: 50, attempts: 4 };

describeOnEachDatabase('watch list', (under) => {
  let world: RelianceWorld;
  let receiver: WebhookReceiver;
  let east: Lender;
  let west: Lender;

  beforeAll(async () => {
    world = await openRelianceWorld(under.database, { credentials: 12, webhookHosts: ['127.0.0.1'] });
    receiver = await openReceiver();
    [east, west] = world.lenders;
  });
  afterAll(async () => {
    await receiver.close();
    await world.close();
  });

  const call = (lender: Lender, method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
    world.server.inject({ method, url, headers: { cookie: lender.cookie, origin: ORIGIN }, ...(payload === undefined ? {} : { payload }) });
  const add = async (lender: Lender, position: number): Promise<WatchItemView> => {
    const answer = await call(lender, 'POST', '/v1/watch-list', { credential: world.files[position], label: `loan ${position}` });
    expect(answer.statusCode, answer.body).toBe(201);
    const [item] = answer.json<WatchAdded>().items;
    if (item === undefined) throw new Error('nothing was added');
    return item;
  };
  const eventsOf = async (lender: Lender, watchId: string) =>
    (await call(lender, 'GET', `/v1/watch-list/events?watchId=${watchId}`)).json<{ data: WatchEventView[] }>().data.toReversed();
  const changesOf = async (lender: Lender, watchId: string) => (await eventsOf(lender, watchId)).map(({ from, to }) => `${from} > ${to}`);
  const ledgerCall = (...args: Parameters<RelianceWorld['ledger']['call']> extends [unknown, ...infer R] ? R : never) =>
    world.ledger.call(world.ledger.issuer, ...args);
  const adminCall = (...args: Parameters<RelianceWorld['ledger']['call']> extends [unknown, ...infer R] ? R : never) =>
    world.ledger.call(world.ledger.admin, ...args);

  test('tells of each change, also of those that came and went while nobody read the chain', async () => {
    const item = await add(east, 0);
    expect(item).toMatchObject({ state: 'valid', label: 'loan 0', index: '0' });
    await ledgerCall('suspendWords', [[0n], [1n], 5]);
    await ledgerCall('releaseWords', [[0n], [1n], 5]);
    await adminCall('setIssuerStatus', [1, 2]);
    await adminCall('setIssuerStatus', [1, 1]);
    await adminCall('freezeFrom', [1, 0n]);
    await adminCall('thaw', [1, 0n, 1n]);
    await ledgerCall('revoke', [0n, 2]);
    await world.catchUp();
    expect(await changesOf(east, item.id)).toEqual([
      'valid > suspended',
      'suspended > valid',
      'valid > unaccredited',
      'unaccredited > valid',
      'valid > frozen',
      'frozen > valid',
      'valid > revoked',
    ]);
    const last = (await eventsOf(east, item.id)).at(-1);
    expect(last).toMatchObject({ reason: 'fraud', reverted: false, digest: item.digest, label: 'loan 0' });
    expect(last?.transaction).toMatch(/^0x[0-9a-f]{64}$/);
    expect(last?.words.zh).toBe('机构已撤销该凭证。');
  });

  test('tells nothing twice when the index is read or made again', async () => {
    const { client } = under.database;
    const before = await client.watchEvent.count();
    await rebuildIndex(world.index, () => undefined);
    await under.database.write((tx) => deriveProjections(tx, world.index.projections, world.ledger.place.chainId));
    expect(await sweepWatched(under.database)).toBe(true);
    expect(await client.watchEvent.count()).toBe(before);
  });

  test('tells only who watches, and starts from the state of the moment', async () => {
    const [mine, theirs] = [await add(east, 1), await add(west, 1)];
    expect((await call(west, 'GET', `/v1/watch-list/events?watchId=${mine.id}`)).json()).toMatchObject({ data: [] });
    expect((await call(west, 'DELETE', `/v1/watch-list/${mine.id}`)).json()).toMatchObject({ code: 'watch_unknown' });
    expect((await call(west, 'GET', '/v1/watch-list')).json<{ data: WatchItemView[] }>().data.map(({ id }) => id)).toEqual([theirs.id]);
    expect((await call(west, 'DELETE', `/v1/watch-list/${theirs.id}`)).statusCode).toBe(204);
    const dead = (await call(west, 'POST', '/v1/watch-list', { credential: world.files[0] })).json<WatchAdded>();
    expect(dead.items[0]).toMatchObject({ state: 'revoked' });
    const again = (await call(east, 'POST', '/v1/watch-list', { credential: world.files[1] })).json<WatchAdded>();
    expect(again).toMatchObject({ added: 0, known: 1 });
  });

  test('refuses what it cannot watch, and takes the rest', async () => {
    const forged = JSON.parse(JSON.stringify(world.files[2]).replace('"seq":"', '"seq":"9')) as object;
    const answer = await call(east, 'POST', '/v1/watch-list', { credentials: [world.files[2], forged, { type: 'x' }] });
    const { added, refused } = answer.json<WatchAdded>();
    expect({ added, refused: refused.map(({ place }) => place) }).toEqual({ added: 1, refused: [1, 2] });
  });

  test('tells of an expiry as its time comes', async () => {
    const item = await add(east, 3);
    expect(await tellExpired(under.database)).toBe(0);
    await under.database.client.watchItem.update({ where: { id: item.id }, data: { expiry: 1_000_000n } });
    expect(await tellExpired(under.database)).toBe(1);
    expect(await tellExpired(under.database)).toBe(0);
    expect(await eventsOf(east, item.id)).toMatchObject([{ from: 'valid', to: 'expired', block: null, transaction: null }]);
    expect(await sweepWatched(under.database)).toBe(true);
    expect(await changesOf(east, item.id)).toEqual(['valid > expired']);
  });

  test('the event stream of one lender never brings what another one watches', async () => {
    await world.server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = world.server.server.address() as AddressInfo;
    const listen = (lender: Lender) => {
      let text = '';
      const request = httpRequest({ host: '127.0.0.1', port, path: '/v1/events', headers: { cookie: lender.cookie } }, (answer) =>
        answer.on('data', (chunk: Buffer) => {
          text += String(chunk);
        }),
      );
      request.on('error', () => undefined);
      request.end();
      return { text: () => text, close: () => request.destroy() };
    };
    const [ours, theirs] = [listen(east), listen(west)];
    await until(async () => ours.text().includes('retry') && theirs.text().includes('retry'));
    const item = await add(east, 4);
    await ledgerCall('revoke', [4n, 1]);
    await world.catchUp();
    // What everybody may hear arrives after it, so that silence means something.
    await ledgerCall('suspendWords', [[0n], [1n << 11n], 5]);
    await world.catchUp();
    const heads = (text: string) => text.split('event: chain.head_advanced').length - 1;
    await until(async () => heads(ours.text()) >= 2 && heads(theirs.text()) >= 2);
    expect(ours.text()).toContain('event: watch.changed');
    expect(ours.text()).toContain(item.id);
    expect(theirs.text()).not.toContain('watch.changed');
    expect(theirs.text()).not.toContain(east.organizationId);
    ours.close();
    theirs.close();
  });

  test('a signed webhook arrives under one id though the receiver fails at first', async () => {
    const created = (await call(east, 'POST', '/v1/webhooks', { url: receiver.url })).json<WebhookCreated>();
    receiver.secret = created.secret;
    expect(created.secret).toMatch(/^whsec_/);
    expect((await call(east, 'GET', '/v1/webhooks')).body).not.toContain(created.secret);
    const stored = await under.database.client.webhook.findUniqueOrThrow({ where: { id: created.id } });
    expect(Buffer.from(stored.secret).toString('base64')).not.toContain(created.secret.slice(6, 20));
    receiver.answers.push(500, 302);
    const item = await add(east, 5);
    await ledgerCall('revoke', [5n, 4]);
    await world.catchUp();
    await sending(
      async () => receiver.received.length >= 3,
      async () => (await deliveries(created.id))[0]?.state === 'delivered',
    );
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    expect(receiver.received.every(({ isSigned, age }) => isSigned && Math.abs(age) < 60)).toBe(true);
    const [event] = await eventsOf(east, item.id);
    expect(receiver.received[0]).toMatchObject({
      id: event?.id,
      body: { type: 'watch.changed', data: { watchId: item.id, from: 'valid', to: 'revoked', reason: 'key-compromise' } },
    });
    expect(await deliveries(created.id)).toMatchObject([{ attempts: 3, lastStatus: 204, state: 'delivered' }]);
    expect((await call(west, 'GET', `/v1/webhooks/${created.id}/deliveries`)).json()).toMatchObject({ code: 'webhook_unknown' });
  });

  test('a webhook that fails again and again is paused, and goes on where it was when it is resumed', async () => {
    const [hook] = await under.database.client.webhook.findMany();
    const id = hook?.id ?? '';
    receiver.received.length = 0;
    receiver.answers.push(...Array.from({ length: 20 }, () => 500));
    for (const _ of [1, 2, 3]) await call(east, 'POST', `/v1/webhooks/${id}/test`, {});
    await sending(async () => (await under.database.client.webhook.findUniqueOrThrow({ where: { id } })).state === 'paused', undefined, 3);
    receiver.answers.length = 0;
    receiver.received.length = 0;
    const resumed = await call(east, 'POST', `/v1/webhooks/${id}/activation`, {});
    expect(resumed.json()).toMatchObject({ state: 'active', failures: 0 });
    await sending(async () => (await deliveries(id)).every(({ state }) => state === 'delivered'));
    expect(receiver.received.map(({ body }) => body.type)).toEqual(['ping', 'ping', 'ping']);
  });

  test('a webhook that is paused by hand is sent nothing until it is resumed', async () => {
    const [hook] = await under.database.client.webhook.findMany();
    const id = hook?.id ?? '';
    receiver.received.length = 0;
    expect((await call(west, 'POST', `/v1/webhooks/${id}/pause`, {})).json()).toMatchObject({ code: 'webhook_unknown' });
    expect((await call(east, 'POST', `/v1/webhooks/${id}/pause`, {})).json()).toMatchObject({ state: 'paused' });
    await call(east, 'POST', `/v1/webhooks/${id}/test`, {});
    await sending(async () => true, undefined, 3);
    expect(receiver.received).toEqual([]);
    await call(east, 'POST', `/v1/webhooks/${id}/activation`, {});
    await sending(async () => (await deliveries(id)).every(({ state }) => state === 'delivered'));
    expect(receiver.received.map(({ body }) => body.type)).toEqual(['ping']);
  });

  test('a worker that stops in the middle of sending leaves the message to the next', async () => {
    const [hook] = await under.database.client.webhook.findMany();
    const id = hook?.id ?? '';
    receiver.received.length = 0;
    receiver.answers.push(0);
    await call(east, 'POST', `/v1/webhooks/${id}/test`, {});
    await sending(async () => receiver.received.length === 1);
    await sending(async () => (await deliveries(id)).every(({ state }) => state === 'delivered'));
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[0]?.id).toBe(receiver.received[1]?.id);
  });

  test.each([
    'http://example.com/',
    'https://127.0.0.2/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://2130706434/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/meta-data',
    'https://metadata.internal/',
    'https://localhost/',
    'https://user:pw@example.com/',
    'ftp://127.0.0.1/',
    'https://192.168.0.1./',
  ])('refuses %s as the address of a webhook', async (url) => {
    expect((await call(east, 'POST', '/v1/webhooks', { url })).json()).toMatchObject({ status: 400, code: 'webhook_url_refused' });
  });

  async function deliveries(id: string) {
    return (await call(east, 'GET', `/v1/webhooks/${id}/deliveries`)).json<{ data: { state: string; attempts: number }[] }>().data;
  }

  /** Runs the loop that sends until the conditions hold. */
  async function sending(first: () => Promise<boolean>, second?: () => Promise<boolean>, pauseAfter = 30): Promise<void> {
    const stop = new AbortController();
    const loop = deliverWebhooks({
      ...world.deps,
      logger: silent,
      signal: stop.signal,
      backOff: BACK_OFF,
      pollMs: 5,
      timeoutMs: 5_000,
      pauseAfter,
    });
    try {
      await until(first);
      if (second !== undefined) await until(second);
    } finally {
      stop.abort();
      await loop;
    }
  }
});
