import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabaseForTest } from '../../test/system/support/databases.ts';
import { type LedgerChain, openLedgerChain } from '../../test/system/support/ledger-chain.ts';
import { seedScores, WRAP } from '../../test/system/support/scored-customers.ts';
import { emailOf, openServer, ORIGIN, postJson, seedMembers, signIn } from '../../test/system/support/test-server.ts';
import { canonicalJson, type Json } from '../kernel/canonical-json.ts';
import { fromHex, type Hex, toHex } from '../kernel/hex.ts';
import { keccakHex } from '../kernel/keccak.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import { type IndexParts, syncIndex } from '../platform/chain/index/sync-index.ts';
import { sendTransaction } from '../platform/chain/send-transaction.ts';
import type { Database } from '../platform/database/database.ts';
import type { Evidence } from '../platform/http/schemas.ts';
import { batchLeaf } from './domain/batch-leaf.ts';
import { appendLeaf, EMPTY_LOG, logRoot } from './domain/merkle-log.ts';
import { MerkleTree, rootOfPath } from './domain/merkle-tree.ts';
import { concatBytes, utf8 } from './domain/words.ts';
import { issueBatch } from './issue-batch.ts';
import { ledgerProjection } from './ledger-projection.ts';
import { ensureIssuer } from './register-issuer.ts';
import { attestationRoutes } from './routes.ts';
import type { BatchRow, OverviewView, RevocationRequestView, VerificationView } from './schemas.ts';

let ledger: LedgerChain;
let database: Database;
let server: FastifyInstance;
let index: IndexParts;
let batchId: string;
let model: string;
let close: () => Promise<void>;
const cookies = new Map<string, string>();

async function submit(refId: string): Promise<void> {
  const row = await database.client.chainTransaction.findFirstOrThrow({ where: { refId, state: 'new' } });
  const receipt = await sendTransaction(ledger.chain, ledger.issuer, {
    to: ledger.place.ledger,
    data: row.data as Hex,
    abi: creditLedgerAbi,
  });
  await database.client.chainTransaction.update({
    where: { id: row.id },
    data: { state: 'mined', txHash: receipt.txHash, gasUsed: receipt.gasUsed, blockNumber: receipt.blockNumber },
  });
  for (let outcome = await syncIndex(index); outcome.kind !== 'current'; outcome = await syncIndex(index));
}

beforeAll(async () => {
  const opened = await openDatabaseForTest('sqlite');
  ({ database } = opened);
  ledger = await openLedgerChain(database);
  const { chain, place, admin, issuer } = ledger;
  await ensureIssuer({ chain, place, admin, key: issuer.address, name: 'Test Bank' });
  model = await seedScores(database, { runId: 'run-1', count: 5 });
  const deps = { database, chain, wrap: WRAP, signer: () => issuer };
  ({ batchId } = await issueBatch(
    { ...deps, signer: issuer },
    { runId: 'run-1', validDays: 30, copies: 0, supersede: 'none', actor: 'user:test', requestId: null },
    async () => undefined,
  ));
  const contract = { contract: 'CreditLedger', address: place.ledger, abi: creditLedgerAbi, fromBlock: 0n };
  index = { database, chain, contracts: [contract], projections: [ledgerProjection(place.ledger)] };
  await submit(batchId);
  await seedMembers(database, 'bank');
  server = await openServer(database, { routes: [attestationRoutes({ ...deps, config: { publicUrl: ORIGIN } })], chain });
  await server.ready();
  for (const role of ['operator', 'risk_officer', 'lender', 'regulator'] as const)
    cookies.set(role, await signIn(server, emailOf(role, 'bank')));
  close = async () => {
    await server.close();
    await ledger.close();
    await opened.close();
  };
});

afterAll(() => close());

async function get<T>(url: string, role = 'operator', status = 200): Promise<T> {
  const answer = await server.inject({ method: 'GET', url, headers: { cookie: cookies.get(role) ?? '' } });
  expect(answer.statusCode, `${url}: ${answer.body}`).toBe(status);
  return answer.json<T>();
}

async function firstCredentialId(): Promise<string> {
  const page = await get<{ data: { id: string }[] }>(`/v1/batches/${batchId}/credentials?limit=1`);
  return page.data[0]?.id ?? '';
}

async function verify(payload: string | object, query = ''): Promise<{ status: number; view: VerificationView }> {
  const headers = { 'content-type': 'application/json' };
  const answer = await server.inject({ method: 'POST', url: `/v1/verifications${query}`, payload, headers });
  return { status: answer.statusCode, view: answer.json<VerificationView>() };
}

describe('batches and credentials', () => {
  test('a batch says where it stands', async () => {
    const row = await get<BatchRow>(`/v1/batches/${batchId}`);
    expect(row).toMatchObject({ id: batchId, issuerId: 1, batch: '0', leaves: 5, firstLeaf: '0', state: 'anchored', model });
    expect(Number(row.gasUsed)).toBeGreaterThan(30_000);
    expect(row.block?.hash).toMatch(/^0x/);
    const list = await get<{ data: BatchRow[]; hasMore: boolean }>('/v1/batches', 'lender');
    expect(list.data).toEqual([row]);
    await get('/v1/batches/none', 'operator', 404);
  });

  test('credentials come page by page, in order, and only to those who may read them', async () => {
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { data: { position: number }[]; nextCursor: string | null } = await get(
        `/v1/batches/${batchId}/credentials?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...page.data.map((row) => row.position));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    await get(`/v1/batches/${batchId}/credentials`, 'lender', 403);
    await get(`/v1/batches/${batchId}/credentials`, 'nobody', 401);
  });

  test('an order for a run that is not there is refused, one that is there becomes one job', async () => {
    const post = (runId: string) => postJson(server, '/v1/batches', { runId }, { cookie: cookies.get('operator') ?? '' });
    expect((await post('run-none')).statusCode).toBe(404);
    const [first, second] = [await post('run-1'), await post('run-1')];
    expect(first.statusCode).toBe(202);
    expect(second.json()).toEqual(first.json());
    expect((await postJson(server, '/v1/batches', { runId: 'run-1' }, { cookie: cookies.get('lender') ?? '' })).statusCode).toBe(403);
    expect((await postJson(server, '/v1/batches', { run: 1 }, { cookie: cookies.get('operator') ?? '' })).statusCode).toBe(400);
  });
});

describe('verification', () => {
  test('the downloaded file is valid, for everybody and without an account', async () => {
    const file = await get<{ credit: { issuer: string } }>(`/v1/credentials/${await firstCredentialId()}/file`);
    const { status, view } = await verify(file);
    expect([status, view.verdict]).toEqual([200, 'valid']);
    expect(view.checks).toHaveLength(18);
    expect(view.claims).toMatchObject({ grade: expect.any(String), score: expect.any(String) });
    const fast = await verify(file, '?signature=when-unanchored');
    expect(fast.view.verdict).toBe('valid');
    expect(fast.view.checks.find((check) => check.id === 'signatureValid')?.reason).toBe('anchor_proves_issuer');
    const changed = await verify(JSON.stringify(file).replace(/"value":"5(\d\d)"/, '"value":"6$1"'));
    expect(changed.view.verdict).toBe('forged');
  });

  test('a file that shows the grade only is valid as well, and says nothing else', async () => {
    const id = await firstCredentialId();
    const file = await get<{ fields: unknown[] }>(`/v1/credentials/${id}/file?fields=grade`);
    expect(file.fields).toMatchObject([{ name: 'grade' }]);
    const { view } = await verify(file);
    expect([view.verdict, Object.keys(view.claims ?? {})]).toEqual(['valid', ['grade']]);
    await get(`/v1/credentials/${id}/file?fields=income`, 'operator', 400);
  });

  test.each<[string, string]>([
    ['no body', ''],
    ['text that is not JSON', '{'],
    ['a prototype', '{"__proto__":{"a":1}}'],
    ['a constructor', '{"constructor":{"prototype":{}}}'],
    ['deep nesting', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['a member given twice', '{"type":1,"type":1}'],
    ['a NUL', '{"type":"\\u0000"}'],
  ])('%s gets a verdict', async (_, payload) => {
    const { status, view } = await verify(payload);
    expect([status, view.verdict]).toEqual([200, 'malformed']);
  });

  test('ten megabytes are refused with a problem', async () => {
    const { status } = await verify(`{"type":"${'x'.repeat(10_000_000)}"}`);
    expect(status).toBe(413);
  });

  test('the proof for offline use comes as a file, to those who may read', async () => {
    const id = await firstCredentialId();
    const answer = await server.inject({
      method: 'GET',
      url: `/v1/credentials/${id}/anchor-proof`,
      headers: { cookie: cookies.get('regulator') ?? '' },
    });
    expect(answer.headers['content-disposition']).toBe(`attachment; filename="${id}.anchor.json"`);
    expect(answer.json()).toMatchObject({ type: 'CredenceAnchorProof', issuer: '1' });
    await get(`/v1/credentials/${id}/anchor-proof`, 'lender', 403);
    await get('/v1/credentials/none/file', 'operator', 404);
  });

  test('the schema of the file is published', async () => {
    const answer = await server.inject({ method: 'GET', url: '/schemas/credential.json' });
    expect(answer.headers['content-type']).toContain('application/schema+json');
    expect(answer.json()).toMatchObject({ title: 'Credence credential' });
  });
});

describe('ledger', () => {
  test('issuers with their keys, history and log root', async () => {
    const { data } = await get<{ data: { logRoot: string; keys: unknown[] }[] }>('/v1/ledger/issuers', 'lender');
    expect(data).toMatchObject([{ issuerId: 1, name: 'Test Bank', status: 'active', batches: '1', leaves: '5', revoked: 0 }]);
    expect(data[0]?.keys).toMatchObject([
      { address: ledger.issuer.address, validUntil: null, roles: ['anchor', 'revoke', 'sign'], active: true },
    ]);
    const view = { address: ledger.place.ledger, abi: creditLedgerAbi } as const;
    const [, , root] = await ledger.chain.readView({ ...view, functionName: 'checkpoint', args: [1] });
    expect(data[0]?.logRoot).toBe(root);
    expect(await get('/v1/ledger/issuers/1', 'lender')).toEqual(data[0]);
    await get('/v1/ledger/issuers/2', 'lender', 404);
    await get('/v1/ledger/issuers/9999999999', 'lender', 404);
  });

  test('events and transactions, newest first, page by page', async () => {
    const events = await get<{ data: { name: string }[]; nextCursor: string }>('/v1/ledger/events?limit=2');
    expect(events.data[0]?.name).toBe('Anchored');
    const rest = await get<{ data: { name: string }[] }>(`/v1/ledger/events?cursor=${events.nextCursor}`);
    expect([...events.data, ...rest.data].map((event) => event.name)).toEqual(
      expect.arrayContaining(['Anchored', 'KeyAdded', 'IssuerRegistered']),
    );
    const { data } = await get<{ data: { hash: string; events: { name: string }[] }[] }>('/v1/ledger/transactions');
    expect(data[0]).toMatchObject({ kind: 'anchor-batch', state: 'mined', events: [{ name: 'Anchored' }] });
    expect(await get(`/v1/ledger/transactions/${data[0]?.hash}`)).toEqual(data[0]);
    await get('/v1/ledger/transactions/0xnone', 'operator', 404);
  });
});

describe('overview and evidence', () => {
  test('each role has its figures, and every evidence that they name exists', async () => {
    for (const role of ['operator', 'lender', 'regulator']) {
      const view = await get<OverviewView>('/v1/overview', role);
      expect(view.role).toBe(role);
      expect(view.figures.find((figure) => figure.name === 'credentials')?.value).toBe('5');
      expect(view.latestBatches).toHaveLength(1);
      for (const { evidence } of view.figures) if (evidence !== null) await get(`/v1/evidence/${evidence}`, role);
    }
    const { figures, gradeDistribution } = await get<OverviewView>('/v1/overview');
    expect(figures.map((figure) => figure.name)).toEqual([
      'customers',
      'scored',
      'auc',
      'credentials',
      'batches',
      'revoked',
      'gasPerCredential',
    ]);
    expect(gradeDistribution.reduce((sum, row) => sum + row.count, 0)).toBe(5);
  });

  test('what can be computed again gives what is expected', async () => {
    const id = await firstCredentialId();
    const refs = [
      `batch-root/${batchId}`,
      `batch-leaf/${batchId}`,
      `credential/${id}`,
      'log-root/1',
      'issuer/1',
      'revocations/1',
      'customers/all',
      'scores/run-1',
      `model/${model}`,
    ];
    for (const ref of refs) {
      const { recompute } = await get<Evidence>(`/v1/evidence/${ref}`);
      expect(recompute, ref).not.toBeNull();
      if (recompute !== null) expect(recomputed(recompute), ref).toBe(recompute.expected);
    }
  });

  test('the contract call can be repeated byte for byte', async () => {
    for (const ref of [`batch-leaf/${batchId}`, 'log-root/1']) {
      const { call } = await get<Evidence>(`/v1/evidence/${ref}`);
      if (call === null) throw new Error(`${ref} names no call.`);
      const answer = await ledger.chain.call(
        { to: call.to as Hex as typeof ledger.place.ledger, data: call.data as Hex },
        BigInt(call.block),
      );
      expect(answer).toBe(call.result);
    }
  });

  test('unknown things are not found', async () => {
    for (const ref of ['batch-root/none', 'batch-leaf/none', 'credential/none', 'log-root/7', 'issuer/x', 'revocations/0', 'model/none']) {
      await get(`/v1/evidence/${ref}`, 'operator', 404);
    }
    await get('/v1/evidence/nothing/1', 'operator', 400);
  });
});

function recomputed(recompute: NonNullable<Evidence['recompute']>): string {
  switch (recompute.kind) {
    case 'merkleRoot':
      return toHex(new MerkleTree(concatBytes(...recompute.leaves.map(fromHex))).root);
    case 'logRoot':
      return toHex(logRoot(recompute.leaves.map(fromHex).reduce(appendLeaf, EMPTY_LOG)));
    case 'inclusion':
      return toHex(
        rootOfPath(fromHex(recompute.leaf), BigInt(recompute.index), BigInt(recompute.size), recompute.path.map(fromHex)) ??
          new Uint8Array(),
      );
    case 'sum':
      return String(recompute.terms.reduce((sum, term) => sum + BigInt(term.value), 0n));
    case 'batchLeaf':
      return batchLeaf(ledger.place, recompute.issuer, {
        batch: BigInt(recompute.batch),
        root: recompute.root as never,
        leaves: BigInt(recompute.leaves),
        firstLeaf: BigInt(recompute.firstLeaf),
        model: recompute.model as never,
        stateRoot: recompute.stateRoot as never,
        time: BigInt(recompute.time),
      });
    case 'document':
      return keccakHex(utf8(canonicalJson(recompute.document as Json)));
  }
}

describe('revocation', () => {
  test('is ordered, reaches the chain, and shows everywhere', async () => {
    const id = await firstCredentialId();
    const headers = { cookie: cookies.get('operator') ?? '' };
    const url = `/v1/credentials/${id}/revoke`;
    expect((await postJson(server, url, { reason: 'boredom' }, headers)).statusCode).toBe(400);
    expect((await postJson(server, url, { reason: 'fraud' }, { cookie: cookies.get('regulator') ?? '' })).statusCode).toBe(403);
    const asked = await postJson(server, url, { reason: 'fraud' }, headers);
    expect([asked.statusCode, asked.json<RevocationRequestView>().state]).toEqual([202, 'pending']);
    const request = asked.json<RevocationRequestView>().id;
    const decide = (role: 'operator' | 'risk_officer') =>
      postJson(server, `/v1/revocation-requests/${request}/decision`, { decision: 'approve' }, { cookie: cookies.get(role) ?? '' });
    const refused = await decide('operator');
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([403, 'four_eyes']);
    const waiting = await get<{ data: RevocationRequestView[] }>('/v1/revocation-requests?state=pending', 'risk_officer');
    expect(waiting.data).toMatchObject([{ id: request, decidable: true, credentialId: id, transaction: null }]);
    expect((await decide('risk_officer')).json()).toMatchObject({ state: 'approved', transactionState: 'new' });
    await submit(request);
    expect(await get(`/v1/credentials/${id}`)).toMatchObject({ state: 'revoked', index: '0' });
    const file = await get<object>(`/v1/credentials/${id}/file`);
    await expect.poll(async () => (await verify(file)).view.verdict, { timeout: 5000 }).toBe('revoked');
    expect((await get<OverviewView>('/v1/overview')).figures.find((figure) => figure.name === 'revoked')?.value).toBe('1');
    expect((await get<Evidence>('/v1/evidence/revocations/1')).recompute).toMatchObject({ terms: [{ label: 'fraud', value: '1' }] });
  });
});
