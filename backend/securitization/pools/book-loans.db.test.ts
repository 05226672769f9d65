import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabaseForTest } from '../../../test/system/support/databases.ts';
import { openIssuingWorld } from '../../../test/system/support/issuing-world.ts';
import { inChunks, tapeText } from '../../../test/system/support/sample-loans.ts';
import { customerId, seedScores, WRAP } from '../../../test/system/support/scored-customers.ts';
import { openCustomerKey } from '../../intake/customer-keys.ts';
import { eraseCustomer } from '../../intake/erase-customer.ts';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { Database } from '../../platform/database/database.ts';
import { seal } from '../../platform/vault/vault.ts';
import { dayText } from '../domain/pool/loan-day.ts';
import { poolStatistics } from '../domain/pool/pool-statistics.ts';
import { bookLoans } from './book-loans.ts';
import { importTape } from './import-tape.ts';
import { readTapeLoans, readTapeRow } from './tape-store.ts';

const ORDER = { actor: 'user:1', requestId: null };
const COUNT = 6;
const BASIS_POINT = 10n ** 14n;

let database: Database;
let close: () => Promise<void>;

/** Terms of an application, as intake seals them. */
async function sealTerms(place: number): Promise<void> {
  const id = customerId('sample', place);
  const key = await openCustomerKey(database.client, WRAP, id);
  const text = canonicalJson({ amount: 1_000 + place, duration: 12 + place, purpose: 'A43' });
  const attributes = seal(key, new TextEncoder().encode(text), `customer-attributes:${id}`);
  await database.client.customer.update({ where: { id }, data: { attributes } });
}

beforeAll(async () => {
  const opened = await openDatabaseForTest('sqlite');
  ({ database } = opened);
  await seedScores(database, { runId: 'run-1', count: COUNT });
  for (let place = 0; place < COUNT; place++) await sealTerms(place);
  const world = await openIssuingWorld(database);
  const batch = await world.issue({ runId: 'run-1' });
  const unanchored = bookLoans({ database, wrap: WRAP }, booking, ORDER);
  await expect(unanchored).rejects.toMatchObject({ code: 'booking_empty' });
  await world.submit('anchor-batch', batch);
  await world.catchUp();
  close = async () => {
    await world.close();
    await opened.close();
  };
});

afterAll(() => close());

const booking = { name: 'booked', source: 'sample', originator: 'test-bank', bookedDay: 20_454 };

describe('loans with credentials', () => {
  it('are booked with the terms of the application and the score of the credential', async () => {
    const id = await bookLoans({ database, wrap: WRAP }, booking, ORDER);
    const loans = await readTapeLoans(database.client, id);
    expect(loans.map(({ originalMinor, termMonths, score, grade, pdWad }) => [originalMinor, termMonths, score, grade, pdWad])).toEqual(
      Array.from({ length: COUNT }, (_, at) => [
        BigInt(1_000 + at) * 100n,
        12 + at,
        500 + at,
        'ABCD'.charAt(at % 4),
        10n ** 16n * BigInt(at + 1),
      ]),
    );
    // 4% for funding and servicing, 0.96% for capital, 45% of the PD, up to the next five basis points.
    expect(loans.slice(0, 2).map(({ rateWad }) => rateWad / BASIS_POINT)).toEqual([545n, 590n]);
    expect(loans.map(({ maturityDay }) => dayText(maturityDay)).slice(0, 2)).toEqual(['2027-01-01', '2027-02-01']);
    const digests = await database.client.credential.findMany({ select: { digest: true } });
    expect(new Set(loans.map(({ credential }) => credential))).toEqual(new Set(digests.map(({ digest }) => digest)));
    expect(poolStatistics(loans)).toMatchObject({ scoredWad: 10n ** 18n, credentialWad: 10n ** 18n, obligors: COUNT });
    expect(JSON.stringify(loans, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain('cus_');
  });

  it('take score, grade and PD of the credential when a tape says otherwise, and are flagged', async () => {
    const [first, second] = await database.client.credential.findMany({ orderBy: { customerId: 'asc' }, select: { digest: true } });
    const header = `${tapeText([]).trim()},credential,score,pd`;
    const rows = [
      { credential: first?.digest ?? '', grade: 'A', score: '500', pd: '0.01' },
      { credential: second?.digest ?? '', grade: 'A', score: '700', pd: '0.001' },
    ];
    const bytes = inChunks(new TextEncoder().encode(tapeText(rows, header)), 1_000);
    const request = { name: 'tape', profileId: 'credence', fileName: 'a.csv', bytes };
    const id = await importTape({ database, wrap: WRAP }, request, ORDER);
    const loans = await readTapeLoans(database.client, id);
    expect(loans.map(({ score, grade, pdWad, flags }) => [score, grade, pdWad, flags])).toEqual([
      [500, 'A', 10n ** 16n, []],
      [501, 'B', 2n * 10n ** 16n, ['credential_differs']],
    ]);
    expect((await readTapeRow(database.client, id)).flagged).toBe(1);
  });

  it('are not booked for customers who were erased', async () => {
    const gone = { customerId: customerId('sample', 0), confirm: '0', reason: 'requested' as const, ...ORDER };
    await eraseCustomer({ database }, gone);
    const id = await bookLoans({ database, wrap: WRAP }, booking, ORDER);
    expect((await readTapeLoans(database.client, id)).map(({ score }) => score)).toEqual([501, 502, 503, 504, 505]);
  });
});
