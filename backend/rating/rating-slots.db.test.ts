import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabaseForTest } from '../../test/system/support/databases.ts';
import { type IssuingWorld, openIssuingWorld } from '../../test/system/support/issuing-world.ts';
import { customerId, seedScores } from '../../test/system/support/scored-customers.ts';
import { emailOf, openServer, postJson, seedMembers, signIn } from '../../test/system/support/test-server.ts';
import { address, type Address, hash32, type Hex } from '../kernel/hex.ts';
import { ratingBoardAbi } from '../platform/chain/abi/rating-board.ts';
import { currentDeployment } from '../platform/chain/deployment-store.ts';
import { type IndexParts, syncIndex } from '../platform/chain/index/sync-index.ts';
import { sendTransaction } from '../platform/chain/send-transaction.ts';
import type { Database } from '../platform/database/database.ts';
import type { RateAccepted, SlotPage, SlotView } from './schemas.ts';
import type { RatingDeps } from './open-rating.ts';
import { ratingProjection } from './rating-projection.ts';
import { viewOwnSlot } from './read-slots.ts';
import { ratingRoutes } from './routes.ts';

const WHO = customerId('sample', 3);

let world: IssuingWorld;
let database: Database;
let server: FastifyInstance;
let deps: RatingDeps;
let board: Address;
let index: IndexParts;
let officer: { readonly cookie: string };
let close: () => Promise<void>;

beforeAll(async () => {
  const opened = await openDatabaseForTest('sqlite');
  ({ database } = opened);
  world = await openIssuingWorld(database);
  const { chain, place, issuer } = world.ledger;
  board = (await currentDeployment(database.client, place.chainId, 'RatingBoard'))?.address ?? place.ledger;
  const contract = { contract: 'RatingBoard', address: board, abi: ratingBoardAbi, fromBlock: 0n };
  const projection = ratingProjection({ book: place.ledger, board });
  index = { ...world.index, contracts: [...world.index.contracts, contract], projections: [...world.index.projections, projection] };
  await seedMembers(database, 'bank');
  await seedScores(database, { runId: 'run-1', count: 8 });
  await world.submit('anchor-batch', await world.issue({ runId: 'run-1' }));
  deps = { database, chain, wrap: world.deps.wrap, signer: () => issuer };
  server = await openServer(database, { routes: [ratingRoutes(deps)], chain });
  await server.ready();
  officer = { cookie: await signIn(server, emailOf('risk_officer', 'bank')) };
  close = async () => {
    await server.close();
    await world.close();
    await opened.close();
  };
});

afterAll(() => close());

const order = (body: object) => postJson(server, '/v1/rating-slots', body, officer);

async function catchUp(): Promise<void> {
  for (let outcome = await syncIndex(index); outcome.kind !== 'current'; outcome = await syncIndex(index));
}

/** Sends what was ordered, as the submitter does. */
async function settle(): Promise<void> {
  const row = await database.client.chainTransaction.findFirstOrThrow({ where: { kind: 'rating.slot', state: 'new' } });
  const call = { to: address(row.target), data: row.data as Hex, abi: ratingBoardAbi };
  const { txHash } = await sendTransaction(world.ledger.chain, world.ledger.issuer, call);
  await database.client.chainTransaction.update({ where: { id: row.id }, data: { state: 'mined', txHash } });
  await catchUp();
}

async function get<T>(url: string): Promise<T> {
  const answer = await server.inject({ url });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<T>();
}

test('the slot points at the newest credential and opens with the key of its customer only', async () => {
  const ordered = await order({ customerId: WHO });
  expect(ordered.statusCode, ordered.body).toBe(202);
  const { tag, sequence, issuerId } = ordered.json<RateAccepted>();
  expect(sequence).toBe('1');
  expect((await order({ customerId: WHO })).json()).toMatchObject({ code: 'rating_pending' });
  await settle();
  const credential = await database.client.credential.findFirstOrThrow({
    where: { customerId: WHO },
    include: { score: true, batch: true },
  });
  const view = await get<SlotView>(`/v1/rating-slots/${issuerId}/${tag}`);
  expect(view).toMatchObject({
    tag: credential.tag,
    status: 'in-force',
    isInForce: true,
    batch: String(credential.batch?.batch),
    index: String(credential.position),
    sequence: '1',
    expiry: new Date(Number(credential.expiry) * 1_000).toISOString().replace('.000', ''),
  });
  expect(await viewOwnSlot(deps, WHO)).toMatchObject({ grade: credential.score.grade, score: credential.score.score, tag });
});

test('a second rating has other masks, and a withdrawal no grade', async () => {
  const before = await viewOwnSlot(deps, WHO);
  await order({ customerId: WHO });
  await settle();
  const second = await viewOwnSlot(deps, WHO);
  expect(second).toMatchObject({ sequence: '2', grade: before.grade, score: before.score });
  expect([second.maskedGrade, second.maskedScore]).not.toEqual([before.maskedGrade, before.maskedScore]);
  expect(second.key).not.toBe(before.key);
  expect((await order({ customerId: WHO, status: 'withdrawn' })).json()).toMatchObject({ sequence: '3' });
  await settle();
  expect(await viewOwnSlot(deps, WHO)).toMatchObject({ status: 'withdrawn', isInForce: false, grade: null, score: null });
  const page = await get<SlotPage>('/v1/rating-slots');
  expect(page.data).toMatchObject([{ tag: before.tag, status: 'withdrawn', sequence: '3' }]);
});

test('nobody is rated without a credential in force', async () => {
  expect((await order({ customerId: 'cus_nobody' })).json()).toMatchObject({ code: 'credential_not_anchored' });
  const other = customerId('sample', 5);
  const { batch, position } = await database.client.credential.findFirstOrThrow({ where: { customerId: other }, include: { batch: true } });
  const revoked = (batch?.firstLeaf ?? 0n) + BigInt(position ?? 0);
  const { chain, issuer } = world.ledger;
  await world.ledger.call(issuer, 'revoke', [[revoked], 1]);
  await catchUp();
  expect((await order({ customerId: other })).json()).toMatchObject({ code: 'credential_out_of_force' });
  expect((await order({ customerId: other, status: 'withdrawn' })).statusCode).toBe(202);
  await settle();
  const written = await chain.readView({
    address: board,
    abi: ratingBoardAbi,
    functionName: 'latestOf',
    args: [1, hash32((await viewOwnSlot(deps, other)).tag)],
  });
  expect((written >> 24n) & 0xffn).toBe(2n);
});

test('only publishers write, and a customer without key has no slot any more', async () => {
  const lender = { cookie: await signIn(server, emailOf('lender', 'bank')) };
  expect((await postJson(server, '/v1/rating-slots', { customerId: WHO }, lender)).statusCode).toBe(403);
  await database.client.customerKey.delete({ where: { customerId: WHO } });
  expect((await order({ customerId: WHO })).json()).toMatchObject({ code: 'customer_erased' });
});
