import type { FastifyInstance } from 'fastify';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabaseForTest } from '../../test/system/support/databases.ts';
import { type LedgerChain, openLedgerChain } from '../../test/system/support/ledger-chain.ts';
import { seedScores, WRAP } from '../../test/system/support/scored-customers.ts';
import { emailOf, openServer, postJson, seedMembers, signIn } from '../../test/system/support/test-server.ts';
import { ensureIssuer } from '../attestation/register-issuer.ts';
import { address, type Address, fromHex, type Hash32, type Hex } from '../kernel/hex.ts';
import { ratingBoardAbi } from '../platform/chain/abi/rating-board.ts';
import { ratingBookAbi } from '../platform/chain/abi/rating-book.ts';
import { currentDeployment } from '../platform/chain/deployment-store.ts';
import { type IndexParts, syncIndex } from '../platform/chain/index/sync-index.ts';
import { sendTransaction } from '../platform/chain/send-transaction.ts';
import type { Signer } from '../platform/chain/signer.ts';
import type { Database } from '../platform/database/database.ts';
import { unmaskGrade } from './domain/board-mask.ts';
import { CUSTOMER_GRADES } from './domain/customer-grades.ts';
import type { RatingDeps } from './open-rating.ts';
import { ratingProjection } from './rating-projection.ts';
import { ensureAgency } from './register-agency.ts';
import { deriveViewKey, readBoard } from './read-board.ts';
import { ratingRoutes } from './routes.ts';
import type { BoardPlaceView, BoardView, CalibrationView, MigrationView, PublishAccepted, RatingPage, SubjectView } from './schemas.ts';
import { ratingJobs } from './write-board.ts';

const HASH = `0x${'ab'.repeat(32)}`;
const NAME = 'Northwind Traders GmbH';

let ledger: LedgerChain;
let database: Database;
let server: FastifyInstance;
let index: IndexParts;
let deps: RatingDeps;
let book: Address;
let officer: { readonly cookie: string };
let close: () => Promise<void>;
let rater: Signer;

/** Sends what was ordered, as the submitter does, and reads the chain. */
async function settle(): Promise<void> {
  const rows = await database.client.chainTransaction.findMany({ where: { state: 'new' }, orderBy: { id: 'asc' } });
  for (const row of rows) {
    const signer = row.sender === rater.address ? rater : ledger.issuer;
    const abi = [...ratingBookAbi, ...ratingBoardAbi];
    const receipt = await sendTransaction(ledger.chain, signer, { to: address(row.target), data: row.data as Hex, abi });
    await database.client.chainTransaction.update({
      where: { id: row.id },
      data: { state: 'mined', txHash: receipt.txHash, blockNumber: receipt.blockNumber, gasUsed: receipt.gasUsed },
    });
  }
  for (let outcome = await syncIndex(index); outcome.kind !== 'current'; outcome = await syncIndex(index));
}

beforeAll(async () => {
  const opened = await openDatabaseForTest('sqlite');
  ({ database } = opened);
  ledger = await openLedgerChain(database);
  const { chain, place, admin, issuer } = ledger;
  rater = admin;
  const found = await Promise.all(
    (['RatingBook', 'RatingBoard'] as const).map((contract) => currentDeployment(database.client, place.chainId, contract)),
  );
  const [bookAt, boardAt] = found.map((deployment) => deployment?.address ?? place.ledger) as [Address, Address];
  book = bookAt;
  await ensureIssuer({ chain, place, admin, key: issuer.address, name: 'Test Bank' });
  const plan = { chain, book, admin, key: rater.address, name: 'Test Ratings' };
  expect(await ensureAgency(plan)).toBe(1);
  expect(await ensureAgency(plan)).toBe(1);
  index = {
    database,
    chain,
    contracts: [
      { contract: 'RatingBook', address: bookAt, abi: ratingBookAbi, fromBlock: 0n },
      { contract: 'RatingBoard', address: boardAt, abi: ratingBoardAbi, fromBlock: 0n },
    ],
    projections: [ratingProjection({ book: bookAt, board: boardAt })],
  };
  await settle();
  await seedMembers(database, 'bank');
  await seedScores(database, { runId: 'run-1', count: 70 });
  deps = { database, chain, wrap: WRAP, signer: (duty) => (duty === 'rating' ? rater : issuer) };
  server = await openServer(database, { routes: [ratingRoutes(deps)], chain });
  await server.ready();
  officer = { cookie: await signIn(server, emailOf('risk_officer', 'bank')) };
  close = async () => {
    await server.close();
    await ledger.close();
    await opened.close();
  };
});

afterAll(() => close());

const rating = (change: object = {}) => ({
  kind: 'enterprise',
  name: NAME,
  scale: 1,
  grade: 'BBB',
  pdWad: '12000000000000000',
  modelHash: HASH,
  reportHash: HASH,
  ...change,
});

async function publish(change: object = {}): Promise<PublishAccepted> {
  const answer = await postJson(server, '/v1/ratings', rating(change), officer);
  expect(answer.statusCode, answer.body).toBe(202);
  await settle();
  return answer.json<PublishAccepted>();
}

async function get<T>(url: string): Promise<T> {
  const answer = await server.inject({ url });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<T>();
}

describe('publishing', () => {
  test('a first rating registers its subject, later ones follow from what changes', async () => {
    const first = await publish();
    expect(first).toMatchObject({ sequence: '1', action: 'assigned' });
    expect(await publish({ grade: 'A' })).toMatchObject({ sequence: '2', action: 'upgraded', subject: first.subject });
    expect(await publish({ grade: 'A', outlook: 'negative' })).toMatchObject({ sequence: '3', action: 'outlook-changed' });
    const page = await get<RatingPage>('/v1/ratings?kind=enterprise');
    expect(page.data).toMatchObject([
      {
        grade: 'A',
        gradeIndex: 2,
        outlook: 'negative',
        state: 'current',
        action: 'outlook-changed',
        sequence: '3',
        subject: { name: NAME },
      },
    ]);
  });

  test('every entry of a history passes its checks against the chain', async () => {
    const { data } = await get<RatingPage>('/v1/ratings');
    const view = await get<SubjectView>(`/v1/ratings/subjects/${data[0]?.subject.id}`);
    const [rated] = view.ratings;
    expect(rated?.history.map(({ grade, action }) => [grade, action])).toEqual([
      ['A', 'outlook-changed'],
      ['A', 'upgraded'],
      ['BBB', 'assigned'],
    ]);
    expect(rated?.history.flatMap(({ checks }) => checks).every(({ status }) => status === 'pass')).toBe(true);
  });

  test('an entry of the index that was changed fails its check', async () => {
    const where = { sequence: 2n };
    await database.client.ratingAction.updateMany({ where, data: { grade: 0 } });
    const { data } = await get<RatingPage>('/v1/ratings');
    const view = await get<SubjectView>(`/v1/ratings/subjects/${data[0]?.subject.id}`);
    const checks = view.ratings[0]?.history[1]?.checks ?? [];
    expect(checks.find(({ id }) => id === 'sameContent')?.status).toBe('fail');
    await database.client.ratingAction.updateMany({ where, data: { grade: 2 } });
  });

  test('a second publication waits for the first', async () => {
    const ordered = await postJson(server, '/v1/ratings', rating({ name: 'Deal 2026-1', kind: 'deal' }), officer);
    expect(ordered.statusCode).toBe(202);
    const second = await postJson(server, '/v1/ratings', rating({ name: 'Deal 2026-1', kind: 'deal', grade: 'AA' }), officer);
    expect(second.json()).toMatchObject({ code: 'rating_pending' });
    await settle();
    expect(await publish({ name: 'Deal 2026-1', kind: 'deal', action: 'withdrawn' })).toMatchObject({ action: 'withdrawn', sequence: '2' });
    expect((await get<RatingPage>('/v1/ratings?state=withdrawn')).data).toMatchObject([{ validUntil: null, subject: { kind: 'deal' } }]);
    const none = await postJson(server, '/v1/ratings', rating({ name: 'Deal 2026-1', kind: 'deal', action: 'withdrawn' }), officer);
    expect(none.json()).toMatchObject({ code: 'rating_nothing_to_withdraw' });
    expect(await publish({ name: 'Deal 2026-1', kind: 'deal', grade: 'AA' })).toMatchObject({ action: 'assigned', sequence: '3' });
  });

  test('refuses grades, scales, probabilities and actions that cannot be', async () => {
    const codeOf = async (change: object) => (await postJson(server, '/v1/ratings', rating(change), officer)).json<{ code: string }>().code;
    expect(await codeOf({ grade: 'Z' })).toBe('grade_unknown');
    expect(await codeOf({ scale: 9 })).toBe('scale_unknown');
    expect(await codeOf({ pdWad: '1000000000000000001' })).toBe('rating_pd_invalid');
    expect(await codeOf({ grade: 'A', outlook: 'negative', action: 'downgraded' })).toBe('rating_action_wrong');
    expect(await codeOf({ grade: 'A', outlook: 'negative', action: 'upgraded' })).toBe('rating_action_wrong');
  });

  test('only publishers publish', async () => {
    const lender = { cookie: await signIn(server, emailOf('lender', 'bank')) };
    expect((await postJson(server, '/v1/ratings', rating(), lender)).statusCode).toBe(403);
    expect((await postJson(server, '/v1/rating-board', { runId: 'run-1' }, lender)).statusCode).toBe(403);
  });
});

describe('the list', () => {
  test('filters by grade, agency, state and text, and pages without gap', async () => {
    for (const name of ['Tranche A 100%', 'Tranche B', 'Tranche C']) await publish({ kind: 'tranche', name, grade: 'CCC' });
    expect((await get<RatingPage>('/v1/ratings?grade=CCC')).data).toHaveLength(3);
    expect((await get<RatingPage>(`/v1/ratings?q=${encodeURIComponent('a 100%')}`)).data).toHaveLength(1);
    expect((await get<RatingPage>(`/v1/ratings?q=${encodeURIComponent('%')}`)).data).toHaveLength(1);
    expect((await get<RatingPage>('/v1/ratings?agency=2')).data).toHaveLength(0);
    expect((await get<RatingPage>('/v1/ratings?state=expired')).data).toHaveLength(0);
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await get<RatingPage>(`/v1/ratings?limit=2${cursor}`);
      seen.push(...page.data.map(({ subject }) => subject.id));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
  });
});

describe('statistics', () => {
  test('default rates are published, restated, and tested against what was said before', async () => {
    // The first publications are moved into the past, as if the agency had rated before the year.
    await database.client.ratingAction.updateMany({ where: { sequence: 1n }, data: { time: 1_600_000_000n, validUntil: 1_900_000_000n } });
    const year = new Date().getUTCFullYear() - 1;
    const grades = Array.from({ length: 10 }, () => ({ rated: '100', defaulted: '0' }));
    grades[3] = { rated: '1000', defaulted: '40' };
    const body = { scale: 1, year, grades };
    const first = await postJson(server, '/v1/ratings/default-rates', body, officer);
    expect(first.json(), first.body).toMatchObject({ year, version: 1 });
    await settle();
    grades[3] = { rated: '1000', defaulted: '12' };
    const second = await postJson(server, '/v1/ratings/default-rates', body, officer);
    expect(second.json()).toMatchObject({ year, version: 2 });
    await settle();
    const view = await get<CalibrationView>('/v1/ratings/calibration?agency=1&scale=1');
    expect(view.years).toHaveLength(1);
    expect(view.years[0]).toMatchObject({ year, version: 2 });
    expect(view.years[0]?.grades[3]).toMatchObject({
      grade: 'BBB',
      defaulted: '12',
      expected: '0.012000',
      realised: '0.012000',
      basis: 'before',
      verdict: 'in-line',
    });
    expect(view.years[0]?.grades[0]).toMatchObject({ expected: null, basis: null, verdict: 'no-data' });
    const early = await postJson(server, '/v1/ratings/default-rates', { ...body, year: year + 1 }, officer);
    expect(early.json()).toMatchObject({ code: 'year_not_over' });
    const short = await postJson(server, '/v1/ratings/default-rates', { ...body, grades: grades.slice(1) }, officer);
    expect(short.json()).toMatchObject({ code: 'default_rates_incomplete' });
  });

  test('migration tells who moved', async () => {
    const today = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const view = await get<MigrationView>(`/v1/ratings/migration?from=2021-01-01&to=${today}&scale=1`);
    expect(view.rows[3]).toMatchObject({ grade: 'BBB', subjects: 2 });
    expect(view.rows[3]?.counts[2]).toBe(1);
    expect(view.upgrades).toBe(2);
  });
});

describe('the board', () => {
  const write = async (jobId: string) => {
    const job = ratingJobs(deps)['rating-board.write'];
    const answer = await job?.(
      { runId: 'run-1', actor: 'user:test' },
      { jobId, progress: async () => undefined, signal: new AbortController().signal },
    );
    await settle();
    return answer as { epoch: string };
  };
  const scoreOf = async (customerId: string) => database.client.score.findFirstOrThrow({ where: { customerId, isLatest: true } });

  test('holds the grade of each customer, for their key only, and changes every byte with each epoch', async () => {
    const first = await write('job-1');
    expect(await write('job-1')).toMatchObject({ places: 70 });
    const customers = await database.client.customer.findMany({ take: 12 });
    for (const { id } of customers) {
      const key = await deriveViewKey(deps, id);
      const reading = await readBoard(deps, key);
      expect(reading.grade).toBe((await scoreOf(id)).grade);
      expect(CUSTOMER_GRADES).toContain(reading.grade);
    }
    const before = await database.client.ratingBoardWord.findMany({ orderBy: { word: 'asc' } });
    const oldKey = await deriveViewKey(deps, customers[0]?.id ?? '');
    const second = await write('job-2');
    expect(BigInt(second.epoch)).toBeGreaterThan(BigInt(first.epoch));
    const after = await database.client.ratingBoardWord.findMany({ orderBy: { word: 'asc' } });
    expect(after).toHaveLength(3);
    for (const [at, { bits }] of after.entries()) expect(bits).not.toBe(before[at]?.bits);
    expect((await deriveViewKey(deps, customers[0]?.id ?? '')).key).not.toBe(oldKey.key);
    const view = await get<BoardView>('/v1/rating-board');
    expect(view).toMatchObject({ epoch: second.epoch, words: 3, places: 70, issuerId: 1, pending: 0 });
    const [hash = ''] = view.lastWriting?.transactions ?? [];
    const receipt = await ledger.chain.receipt(hash as Hash32);
    expect(view.lastWriting).toMatchObject({ block: view.updatedBlock, gasUsed: String(receipt?.gasUsed) });
    expect(Number(view.lastWriting?.gasPerPlace)).toBeCloseTo(Number(receipt?.gasUsed) / 70, 0);
  });

  test('a masked place is opened elsewhere, and differs from the events once somebody changes the index', async () => {
    const { id } = await database.client.customer.findFirstOrThrow();
    const { key, place, epoch } = await deriveViewKey(deps, id);
    const read = () => get<BoardPlaceView>(`/v1/rating-board/places/1/${place}`);
    const seen = await read();
    expect(seen).toMatchObject({ epoch, sameInEvents: true, transaction: expect.stringMatching(/^0x/) });
    const opened = unmaskGrade(seen.masked, fromHex(key as Hex), place, seen.grades.length);
    expect(seen.grades[opened ?? -1]).toBe((await scoreOf(id)).grade);
    const where = { word: BigInt(Math.floor(place / 32)) };
    const { bits } = await database.client.ratingBoardWord.findFirstOrThrow({ where });
    const flipped = `0x${(BigInt(bits) ^ ((1n << 256n) - 1n)).toString(16).padStart(64, '0')}`;
    await database.client.ratingBoardWord.updateMany({ where, data: { bits: flipped } });
    expect((await read()).sameInEvents).toBe(false);
    await database.client.ratingBoardWord.updateMany({ where, data: { bits } });
    expect(await get<BoardPlaceView>('/v1/rating-board/places/1/999999')).toMatchObject({ epoch: '0', sameInEvents: null });
  });

  test('the newest run is taken where none is named', async () => {
    const job = ratingJobs(deps)['rating-board.write'];
    const context = { jobId: 'job-newest', progress: async () => undefined, signal: new AbortController().signal };
    expect(await job?.({ actor: 'user:test' }, context)).toMatchObject({ places: 70 });
    await settle();
  });

  test('nobody is told a key of a customer without a place or without a key', async () => {
    await expect(deriveViewKey(deps, 'cus_nobody')).rejects.toMatchObject({ code: 'not_on_board' });
    const { id } = await database.client.customer.findFirstOrThrow();
    await database.client.customerKey.delete({ where: { customerId: id } });
    await expect(deriveViewKey(deps, id)).rejects.toMatchObject({ code: 'customer_erased' });
    await write('job-3');
  });
});

test('the index can be dropped and read again', async () => {
  const read = async () => (await get<RatingPage>('/v1/ratings?limit=100')).data.map(({ grade, sequence }) => [grade, sequence]).toSorted();
  const before = await read();
  await database.write(async (tx) => {
    for (const projection of index.projections) await projection.reset(tx, ledger.place.chainId);
    await tx.indexCursor.deleteMany({});
    await tx.chainEvent.deleteMany({});
    await tx.chainBlock.deleteMany({});
  });
  await settle();
  expect(await read()).toEqual(before);
});

test('brings to the book what another agency signed, once, and nothing that was changed', async () => {
  const { chain, admin } = ledger;
  const outsider = privateKeyToAccount(`0x${'5e'.repeat(32)}`);
  const key = outsider.address.toLowerCase();
  const other = await ensureAgency({ chain, book, admin, key: address(key), name: 'Outside Ratings' });
  const { subject } = await publish({ name: 'Rated by two' });
  const order = {
    agency: other,
    subject,
    scale: 1,
    grade: 4,
    outlook: 'stable',
    watch: 'none',
    action: 'assigned',
    pdWad: '20000000000000000',
    modelHash: HASH,
    reportHash: HASH,
    validUntil: '4000000000',
    sequence: '1',
    deadline: '3000000000',
  };
  const asked = await postJson(server, '/v1/ratings/typed-data', order, officer);
  expect(asked.statusCode, asked.body).toBe(200);
  const signature = await outsider.signTypedData(asked.json());
  const bring = async (change: object, by = key) =>
    postJson(server, '/v1/ratings/signed', { order: { ...order, ...change }, key: by, signature }, officer);
  expect((await bring({ grade: 0 })).json()).toMatchObject({ params: { error: 'BookSignatureInvalid' } });
  expect((await bring({}, rater.address)).json()).toMatchObject({ params: { error: 'BookSignatureInvalid' } });
  const taken = await bring({});
  expect(taken.statusCode, taken.body).toBe(202);
  expect((await bring({})).json()).toMatchObject({ code: 'rating_pending' });
  await settle();
  expect((await bring({})).json()).toMatchObject({ params: { error: 'BookSequenceNotNext' } });
  const view = await get<SubjectView>(`/v1/ratings/subjects/${subject}`);
  const outside = view.ratings.find(({ agency }) => agency.id === other)?.history[0];
  expect(outside).toMatchObject({ gradeIndex: 4, key });
  expect(outside?.checks.every(({ status }) => status === 'pass')).toBe(true);
});
