import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { type IssuingWorld, openIssuingWorld } from '../../test/system/support/issuing-world.ts';
import { seedScores, WRAP } from '../../test/system/support/scored-customers.ts';
import { emailOf, openServer, ORIGIN, postJson, seedMembers, signIn } from '../../test/system/support/test-server.ts';
import type { Database } from '../platform/database/database.ts';
import { deriveProjections } from '../platform/chain/index/sync-index.ts';
import { parseStateProof } from './domain/state-proof.ts';
import { readStateProof } from './domain/state-map.ts';
import { batchIdOf } from './issue-plan.ts';
import { attestationRoutes } from './routes.ts';
import type { CredentialRow, IssuerView, RevocationKind, RevocationRequestView } from './schemas.ts';

describeOnEachDatabase('what the ledger says of a credential after its anchoring', (under) => {
  let database: Database;
  let world: IssuingWorld;
  let server: FastifyInstance;
  const cookies = new Map<string, string>();
  const batchId = batchIdOf('run-1');
  let ids: string[];

  beforeAll(async () => {
    ({ database } = under);
    world = await openIssuingWorld(database);
    const { chain, issuer, admin } = world.ledger;
    const signer = (duty: 'issuer' | 'deployer') => (duty === 'issuer' ? issuer : admin);
    await seedMembers(database, 'bank');
    const deps = { database, chain, wrap: WRAP, signer, config: { publicUrl: ORIGIN } };
    server = await openServer(database, { routes: [attestationRoutes(deps)], chain });
    await server.ready();
    for (const role of ['operator', 'risk_officer', 'lender'] as const) cookies.set(role, await signIn(server, emailOf(role, 'bank')));
    for (const runId of ['run-1', 'run-2']) {
      await seedScores(database, { runId, count: 4 });
      await world.submit('anchor-batch', await world.issue({ runId }));
    }
    const rows = await database.client.credential.findMany({ where: { batchId }, orderBy: { position: 'asc' } });
    ids = rows.map((row) => row.id);
  });
  afterAll(async () => {
    await server.close();
    await world.close();
  });

  async function post<T>(url: string, body: object, role: string, status: number): Promise<T> {
    const answer = await postJson(server, url, body, { cookie: cookies.get(role) ?? '' });
    expect(answer.statusCode, `${url}: ${answer.body}`).toBe(status);
    return answer.json<T>();
  }

  async function get<T>(url: string, role = 'operator', status = 200): Promise<T> {
    const answer = await server.inject({ method: 'GET', url, headers: { cookie: cookies.get(role) ?? '' } });
    expect(answer.statusCode, `${url}: ${answer.body}`).toBe(status);
    return answer.json<T>();
  }

  /** Asked by the operator, approved by the risk officer, taken by the chain. */
  async function act(kind: RevocationKind, subject: { credentialId: string } | { batchId: string }): Promise<void> {
    const order = { kind, ...subject, reason: 'error', note: 'seen in the branch' };
    const { id } = await post<RevocationRequestView>('/v1/revocation-requests', order, 'operator', 201);
    await post(`/v1/revocation-requests/${id}/decision`, { decision: 'approve' }, 'risk_officer', 200);
    await world.submit(kind, id);
  }

  async function admin(url: string, body: object, kind: string): Promise<void> {
    await post(url, body, 'operator', 202);
    await world.submit(kind, '1');
  }

  const verdictOf = async (id: string) => (await world.verify(id)).verdict;
  const stateOf = async (id: string) => (await get<CredentialRow>(`/v1/credentials/${id}`)).state;

  test('suspended credentials come back when they are released', async () => {
    const [id = '', other = ''] = ids;
    await act('suspend', { credentialId: id });
    expect([await verdictOf(id), await stateOf(id), await verdictOf(other)]).toEqual(['suspended', 'suspended', 'valid']);
    await act('release', { credentialId: id });
    expect([await verdictOf(id), await stateOf(id)]).toEqual(['valid', 'final']);
  });

  test('frozen batches are not to be relied on until they are thawed', async () => {
    const [id = ''] = ids;
    await admin('/v1/issuer/freeze', { fromBatch: '0' }, 'freeze-batches');
    expect([await verdictOf(id), await stateOf(id)]).toEqual(['frozen', 'frozen']);
    expect(await database.client.ledgerBatchState.count({ where: { state: 'frozen' } })).toBe(2);
    await admin('/v1/issuer/thaw', { fromBatch: '0', untilBatch: '2' }, 'thaw-batches');
    expect([await verdictOf(id), await stateOf(id)]).toEqual(['valid', 'final']);
  });

  test('a revoked batch takes all its credentials with it, and no other', async () => {
    await act('revoke-batch', { batchId });
    for (const id of ids) expect([await verdictOf(id), await stateOf(id)]).toEqual(['revoked', 'revoked']);
    const [other] = await database.client.credential.findMany({ where: { batchId: batchIdOf('run-2') }, take: 1 });
    expect(await verdictOf(other?.id ?? '')).toBe('valid');
    expect(await get(`/v1/batches/${batchId}`)).toMatchObject({ standing: 'revoked' });
  });

  test('who revoked is read from the chain where the transaction is not ours', async () => {
    await world.ledger.call(world.ledger.issuer, 'revokeWords', [[0n], [1n << 7n], 2]);
    await world.catchUp();
    const row = await database.client.ledgerRevocation.findFirstOrThrow({ where: { index: 7n } });
    expect([row.reason, row.by]).toEqual([2, world.ledger.issuer.address]);
  });

  test('the same tables follow when all events are applied again', async () => {
    const tables = async () => [
      await database.client.ledgerBatchState.findMany(),
      await database.client.ledgerHeldWord.findMany(),
      await database.client.ledgerRevocation.findMany(),
      await database.client.ledgerKey.findMany({ orderBy: { validFrom: 'asc' } }),
    ];
    const before = await tables();
    await database.write((tx) => deriveProjections(tx, world.index.projections, world.ledger.place.chainId));
    expect(await tables()).toEqual(before);
  });

  test('a request is decided once, by another person, and a batch and a credential are not mixed up', async () => {
    const [id = ''] = ids;
    await post('/v1/revocation-requests', { kind: 'revoke-batch', credentialId: id, reason: 'error' }, 'operator', 400);
    await post('/v1/revocation-requests', { kind: 'revoke', reason: 'error' }, 'operator', 400);
    await post('/v1/revocation-requests', { kind: 'revoke', credentialId: id, reason: 'error' }, 'lender', 403);
    const { id: request } = await post<RevocationRequestView>(
      '/v1/revocation-requests',
      { kind: 'suspend', credentialId: id, reason: 'other' },
      'risk_officer',
      201,
    );
    await post(`/v1/revocation-requests/${request}/decision`, { decision: 'refuse' }, 'risk_officer', 403);
    await post(`/v1/revocation-requests/${request}/decision`, { decision: 'refuse' }, 'operator', 200);
    await post(`/v1/revocation-requests/${request}/decision`, { decision: 'approve' }, 'operator', 409);
    const refused = await get<{ data: RevocationRequestView[] }>('/v1/revocation-requests?state=refused');
    expect(refused.data).toMatchObject([
      { id: request, requestedBy: expect.stringMatching(/^user:/), transaction: null, decidable: false },
    ]);
    expect((await get<{ data: RevocationRequestView[] }>(`/v1/revocation-requests?batchId=${batchId}`)).data).toHaveLength(1);
  });

  test('keys come and go by the hand of the administrator', async () => {
    const key = `0x${'cd'.repeat(20)}`;
    await admin('/v1/issuer/keys', { address: key, roles: ['sign'] }, 'add-key');
    const active = async () => (await get<IssuerView>('/v1/ledger/issuers/1')).keys.find((each) => each.address === key);
    expect(await active()).toMatchObject({ roles: ['sign'], removedBlock: null });
    await admin(`/v1/issuer/keys/${key}/removal`, {}, 'remove-key');
    expect(await active()).toMatchObject({ active: false, removedBlock: expect.any(String) });
    await post('/v1/issuer/keys', { address: key, until: 2 ** 41 }, 'operator', 400);
    await post('/v1/issuer/keys', { address: key }, 'risk_officer', 403);
  });

  test('one credential is issued over the API, with its receipt, and its state is there for everybody', async () => {
    const { customerId } = await database.client.credential.findFirstOrThrow({ where: { batchId } });
    const view = await post<{ credential: CredentialRow; file: { receipt: object; signature: string } }>(
      '/v1/credentials',
      { customerId },
      'operator',
      201,
    );
    expect(view).toMatchObject({
      credential: { state: 'pending', batchId: null, seq: '2' },
      file: { receipt: { anchorBy: expect.any(String) } },
    });
    const { tag } = await database.client.credential.findFirstOrThrow({ where: { customerId, batchId: batchIdOf('run-2') } });
    const text = JSON.stringify(await get(`/v1/ledger/issuers/1/state/${tag}`, 'nobody'));
    const { batch, state } = parseStateProof(text);
    expect(readStateProof(batch.stateRoot, tag as never, state)).toMatchObject({ held: true, entry: { seq: 1n } });
    await get(`/v1/ledger/issuers/7/state/${tag}`, 'nobody', 404);
    await get('/v1/ledger/issuers/1/state/0xabc', 'nobody', 400);
  });
});
