import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabaseForTest } from '../../../test/system/support/databases.ts';
import { type LedgerChain, openLedgerChain } from '../../../test/system/support/ledger-chain.ts';
import { tapeText } from '../../../test/system/support/sample-loans.ts';
import { WRAP } from '../../../test/system/support/scored-customers.ts';
import { emailOf, ORIGIN, openServer, postJson, seedMembers, signIn } from '../../../test/system/support/test-server.ts';
import { type Address, address, type Hex } from '../../kernel/hex.ts';
import { loanRegistryAbi } from '../../platform/chain/abi/loan-registry.ts';
import { currentDeployment } from '../../platform/chain/deployment-store.ts';
import { sendTransaction } from '../../platform/chain/send-transaction.ts';
import type { Database } from '../../platform/database/database.ts';
import { ensureOriginator } from '../admit-originator.ts';
import type { PoolDeps } from '../open-securitization.ts';
import { poolRoutes } from './pool-routes.ts';
import type { LoanProofView, SelectionView, TapeDetail } from './schemas.ts';
import { tapeRoutes } from './tape-routes.ts';

const DOCUMENT = `0x${'cd'.repeat(32)}`;

let ledger: LedgerChain;
let database: Database;
let server: FastifyInstance;
let registry: Address;
let officer: { readonly cookie: string };
let investor: { readonly cookie: string };
let close: () => Promise<void>;

beforeAll(async () => {
  const opened = await openDatabaseForTest('sqlite');
  ({ database } = opened);
  ledger = await openLedgerChain(database);
  const { chain, place, admin, issuer } = ledger;
  const found = await Promise.all(
    (['LoanRegistry', 'AccessManager'] as const).map((contract) => currentDeployment(database.client, place.chainId, contract)),
  );
  const [at, manager] = found.map((deployment) => deployment?.address ?? place.ledger) as [Address, Address];
  registry = at;
  const plan = { chain, manager, registry, admin, key: issuer.address };
  await ensureOriginator(plan);
  const head = await chain.readHead();
  await ensureOriginator(plan);
  expect((await chain.readHead()).number).toBe(head.number);
  const deps: PoolDeps = { database, chain, wrap: WRAP, signer: () => issuer };
  server = await openServer(database, { routes: [tapeRoutes(deps), poolRoutes(deps)], chain });
  await server.ready();
  await seedMembers(database, 'bank');
  officer = { cookie: await signIn(server, emailOf('risk_officer', 'bank')) };
  investor = { cookie: await signIn(server, emailOf('investor', 'bank')) };
  close = async () => {
    await server.close();
    await ledger.close();
    await opened.close();
  };
});

afterAll(() => close());

async function upload(text: string, headers: object = officer, query = 'profile=credence&name=tape') {
  return server.inject({
    method: 'POST',
    url: `/v1/tapes?${query}`,
    payload: text,
    headers: { origin: ORIGIN, 'content-type': 'text/csv', ...headers },
  });
}

const rowsOf = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, at) => ({ loan_id: `${prefix}${at}`, obligor: `${prefix}${at}`, balance: `${500 + at}.00` }));

async function imported(text: string): Promise<TapeDetail> {
  const answer = await upload(text);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<TapeDetail>();
}

/** Sends what was ordered, as the submitter does. */
async function settle(): Promise<void> {
  for (const row of await database.client.chainTransaction.findMany({ where: { state: 'new' } })) {
    await sendTransaction(ledger.chain, ledger.issuer, { to: address(row.target), data: row.data as Hex, abi: loanRegistryAbi });
    await database.client.chainTransaction.update({ where: { id: row.id }, data: { state: 'mined' } });
  }
}

function proofOf({ leaf, path }: LoanProofView, tapeId: bigint) {
  const loan = { ...leaf, balance: BigInt(leaf.balance), rate: BigInt(leaf.rate) };
  return { tapeId, loan, path } as { tapeId: bigint; loan: typeof loan & Record<'key' | 'credential' | 'dataHash', Hex>; path: Hex[] };
}

const view = { abi: loanRegistryAbi } as const;

describe('a tape on the chain', () => {
  it('is committed as prepared, and the contract accepts the proof of every loan', async () => {
    const tape = await imported(tapeText(rowsOf('s', 7)));
    const commit = () =>
      postJson(server, `/v1/tapes/${tape.id}/commit`, { uri: 'https://bank.example/tape', documentHash: DOCUMENT }, officer);
    const answer = await commit();
    expect(answer.statusCode, answer.body).toBe(200);
    expect((await commit()).json()).toMatchObject({ code: 'tape_state_wrong' });
    await settle();
    const { chain } = ledger;
    expect(await chain.readView({ ...view, address: registry, functionName: 'tapeOf', args: [1n] })).toMatchObject({
      count: 7,
      totalBalance: 352_100n,
      root: answer.json<{ root: string }>().root,
      documentHash: DOCUMENT,
    });
    for (let position = 0; position < 7; position++) {
      const proof = await server.inject({ url: `/v1/tapes/${tape.id}/loans/${position}/proof`, headers: investor });
      expect(proof.statusCode, proof.body).toBe(200);
      const { tapeId, loan, path } = proofOf(proof.json<LoanProofView>(), 1n);
      const verify = (change: object) =>
        chain.readView({ ...view, address: registry, functionName: 'verifyLoan', args: [tapeId, { ...loan, ...change }, path] });
      expect(await verify({})).toBe(true);
      expect(await verify({ balance: loan.balance + 1n })).toBe(false);
    }
    const beyond = await server.inject({ url: `/v1/tapes/${tape.id}/loans/7/proof`, headers: investor });
    expect(beyond.json()).toMatchObject({ code: 'loan_unknown' });
  });

  it('is not committed when one of its loans stands in another that is', async () => {
    const tape = await imported(tapeText([...rowsOf('t', 2), { loan_id: 's3', obligor: 's3' }]));
    const url = `/v1/tapes/${tape.id}`;
    const check = await server.inject({ url: `${url}/check`, headers: officer });
    expect(check.json()).toMatchObject({ isReady: false, duplicates: [{ kind: 'same' }] });
    const body = { uri: 'https://bank.example/other', documentHash: DOCUMENT };
    expect((await postJson(server, `${url}/commit`, body, officer)).json()).toMatchObject({ code: 'tape_has_duplicates' });
    const proof = await server.inject({ url: `${url}/loans/0/proof`, headers: investor });
    expect(proof.json()).toMatchObject({ code: 'tape_not_committed' });
  });
});

describe('bad input', () => {
  it('refuses files, profiles and orders with a reason, and imports nothing', async () => {
    const before = await database.client.tape.count();
    const codes = [
      await upload(tapeText([{}]), officer, 'profile=paper&name=tape'),
      await upload(tapeText([{}]), officer, 'name=tape'),
      await upload(tapeText([{}]), { ...officer, 'content-type': 'application/json' }),
      await upload(tapeText([{}]), investor),
      await upload(tapeText([{}]), { cookie: '' }),
      await postJson(server, '/v1/pools', { name: 'x', tapes: [], currency: 'EUR', target: { count: 1 } }, officer),
      await postJson(server, '/v1/pools', { name: 'x', tapes: ['tap_none'], currency: 'EUR', target: { count: 1 } }, officer),
      await postJson(server, '/v1/tapes/booked', { name: 'x', source: 'nobody', originator: 'bank', bookedOn: '2026-02-30' }, officer),
      await postJson(server, '/v1/tapes/booked', { name: 'x', source: 'nobody', originator: 'bank', bookedOn: '2026-02-28' }, officer),
      await server.inject({ url: '/v1/tapes/tap_none', headers: investor }),
      await server.inject({ url: '/v1/pools/poo_none', headers: investor }),
    ].map((answer) => `${answer.statusCode} ${answer.json<{ code: string }>().code}`);
    expect(codes).toEqual([
      '400 tape_profile_unknown',
      '400 request_invalid',
      '415 content_type_unsupported',
      '403 permission_missing',
      '401 sign_in_required',
      '400 request_invalid',
      '404 tape_unknown',
      '400 date_unknown',
      '422 booking_empty',
      '404 tape_unknown',
      '404 pool_unknown',
    ]);
    expect(await database.client.tape.count()).toBe(before);
  });

  it('tells the faults of a pool order by their places', async () => {
    const tape = await imported(tapeText(rowsOf('u', 3)));
    const order = {
      name: 'x',
      tapes: [tape.id],
      currency: 'EUR',
      target: { balance: 'all' },
      rules: [{ id: 'a', field: 'hue', operator: 'eq', value: 'x' }],
    };
    const answer = await postJson(server, '/v1/pools/selections', order, officer);
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ errors: { pointer: string }[] }>().errors.map(({ pointer }) => pointer)).toEqual([
      '/rules/0/field',
      '/target/balance',
    ]);
  });
});

describe('pools through the API', () => {
  it('are tried, opened, shown in tables and released', async () => {
    const tape = await imported(`${tapeText(rowsOf('v', 10))}broken\n`);
    expect(tape).toMatchObject({ accepted: 10, rejected: 1, faults: [{ line: 12, code: 'row_ragged' }] });
    const order = {
      name: 'ten',
      tapes: [tape.id],
      currency: 'EUR',
      target: { balance: '2000' },
      limits: [{ id: 'obligor', by: 'obligor', max: '0.5' }],
    };
    const trial = await postJson(server, '/v1/pools/selections', order, officer);
    const selection = trial.json<SelectionView>();
    expect(selection).toMatchObject({ candidates: 10, eligible: 10, chosen: 3, limits: [{ id: 'obligor', isMet: true }] });
    const opened = await postJson(server, '/v1/pools', order, officer);
    expect(opened.statusCode, opened.body).toBe(200);
    const { id, balanceMinor } = opened.json<{ id: string; balanceMinor: string }>();
    expect(balanceMinor).toBe(selection.balanceMinor);
    const shown = await server.inject({ url: `/v1/pools/${id}`, headers: investor });
    expect(shown.json()).toMatchObject({ state: 'open', loans: 3, statistics: { loans: 3, balanceMinor }, result: { gap: selection.gap } });
    const strata = await server.inject({ url: `/v1/pools/${id}/strata?by=grade`, headers: investor });
    expect(strata.json()).toMatchObject({ by: 'grade', strata: [{ label: 'B', loans: 3, balanceMinor }] });
    expect((await server.inject({ url: `/v1/pools/${id}/strata?by=hue`, headers: investor })).json()).toMatchObject({
      code: 'loan_field_unknown',
    });
    const again = (await postJson(server, '/v1/pools/selections', order, officer)).json<SelectionView>();
    expect(again.failures).toEqual([{ rule: 'pool.held', loans: 3 }]);
    const released = await postJson(server, `/v1/pools/${id}/release`, {}, officer);
    expect(released.json()).toMatchObject({ state: 'released' });
    expect((await postJson(server, `/v1/pools/${id}/release`, {}, officer)).json()).toMatchObject({ code: 'pool_state_wrong' });
  });
});
