import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { type ApiUnderTest, openApi } from '../../test/system/support/test-api.ts';
import { emailOf, ORIGIN, seedMembers, signIn } from '../../test/system/support/test-server.ts';
import { formatVerifierKey, NOTE_KEY, publicKeyOf } from './domain/signed-note.ts';

describeOnEachDatabase('the routes of the logs', (under) => {
  let api: ApiUnderTest;
  let server: FastifyInstance;
  let operator: string;
  let folder: string;

  beforeAll(async () => {
    await seedMembers(under.database, 'one');
    api = await openApi(under);
    server = api.server;
    operator = await signIn(server, emailOf('operator', 'one'));
    folder = await mkdtemp(join(tmpdir(), 'credence-routes-'));
  });
  afterAll(async () => {
    await api.close();
    await rm(folder, { recursive: true, force: true });
  });

  const get = (url: string) => server.inject({ url, headers: { cookie: operator } });
  const post = (url: string, payload: object) =>
    server.inject({ method: 'POST', url, payload, headers: { cookie: operator, origin: ORIGIN } });

  test.each([
    ['/v1/log/9999999999/proof/inclusion?batch=0', 404, 'log_unknown'],
    ['/v1/log/1/proof/inclusion?batch=9999999999999999', 404, 'log_unknown'],
    ['/v1/log/1/proof/inclusion?batch=-1', 400, 'request_invalid'],
    ['/v1/log/1/proof/consistency?from=1', 404, 'log_unknown'],
    ['/v1/log/1/proof/consistency', 400, 'request_invalid'],
    ['/v1/log/1/proof/leaf?batch=0&digest=0x00', 400, 'request_invalid'],
    ['/v1/log/0/checkpoints', 400, 'request_invalid'],
    ['/v1/log/1/checkpoints?cursor=x', 400, 'cursor_invalid'],
    ['/v1/ledger/state?block=9999999999999999', 404, 'block_not_indexed'],
    ['/log/1/checkpoint', 404, 'log_file_unknown'],
  ])('%s is refused with a reason', async (url, status, code) => {
    const answer = await get(url);
    expect([answer.statusCode, (answer.json() as { code: string }).code]).toEqual([status, code]);
  });

  test('nothing is there before the first batch', async () => {
    expect((await get('/v1/log')).json()).toMatchObject({ data: [] });
    expect((await get('/v1/log/9999999999/checkpoints')).json()).toMatchObject({ data: [], hasMore: false });
    expect((await get('/v1/log/audits')).json()).toMatchObject({ data: [] });
    expect((await get('/v1/ledger/state')).json()).toMatchObject({ events: 0, issuers: [] });
  });

  test('cosigners are registered and removed by those who publish, and everybody sees them', async () => {
    const verifierKey = formatVerifierKey({ name: 'w1', kind: NOTE_KEY.cosignature, publicKey: publicKeyOf(new Uint8Array(32).fill(7)) });
    const made = await post('/v1/log/cosigners', { verifierKey });
    expect([made.statusCode, made.json()]).toMatchObject([201, { name: 'w1', verifierKey, removedAt: null, latest: [] }]);
    const { id } = made.json() as { id: string };
    expect((await server.inject('/v1/log/cosigners')).json()).toMatchObject({ data: [{ id }] });
    const removed = await server.inject({
      method: 'DELETE',
      url: `/v1/log/cosigners/${id}`,
      headers: { cookie: operator, origin: ORIGIN },
    });
    expect((removed.json() as { removedAt: string | null }).removedAt).not.toBeNull();
    const malformed = await post('/v1/log/cosigners', { verifierKey: 'w1' });
    expect([malformed.statusCode, malformed.json()]).toMatchObject([400, { code: 'verifier_key_malformed' }]);
    const lender = await signIn(server, emailOf('lender', 'one'));
    const refused = await server.inject({
      method: 'POST',
      url: '/v1/log/cosigners',
      payload: { verifierKey },
      headers: { cookie: lender, origin: ORIGIN },
    });
    expect(refused.statusCode).toBe(403);
  });

  test('a note that is none is refused, whoever brings it', async () => {
    const answer = await server.inject({ method: 'POST', url: '/v1/log/1/cosignatures', payload: { note: 'hello' } });
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'note_malformed' }]);
  });

  test('an audit that waits stands for a second order', async () => {
    const [first, second] = [await post('/v1/log/audits', {}), await post('/v1/log/audits', {})];
    expect([first.statusCode, first.json()]).toEqual([202, second.json()]);
    expect((await get('/v1/log/audits')).json()).toMatchObject({ data: [{ state: 'queued', result: null }] });
  });
});
