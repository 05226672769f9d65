import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type DatabaseSettings, migrate, openDatabase } from '../../backend/platform/database/database.ts';
import { choosePool } from '../../backend/securitization/domain/pool/choose-pool.ts';
import { OWN_TAPE } from '../../backend/securitization/domain/pool/tape-profiles.ts';
import { importTape } from '../../backend/securitization/pools/import-tape.ts';
import { readTape } from '../../backend/securitization/pools/read-tape.ts';
import { LOAN_SECRET, tapeText } from '../system/support/sample-loans.ts';
import type { Bench } from './bench.ts';

const LOANS = 100_000;
const CHOSEN = 10_000;
/** Of a target of 400 million. */
const CENTS_MISSING = 100n;
const REGIONS = ['BY', 'BW', 'NW', 'HE', 'BE', 'SN', 'NI', 'HH', 'RP', 'SH'];

/** A tape whose balances, grades and regions are spread, and always the same. */
function largeTape(): Uint8Array {
  const rows = Array.from({ length: LOANS }, (_, at) => ({
    obligor: `P${at % 70_000}`,
    original_balance: '90000.00',
    balance: `${500 + ((at * 7_919) % 79_000)}.${String(at % 100).padStart(2, '0')}`,
    grade: 'ABCDE'.charAt((at * 31) % 5),
    region: REGIONS[(at * 17) % 10] ?? '',
  }));
  return new TextEncoder().encode(tapeText(rows));
}

const chunks = (bytes: Uint8Array) =>
  Readable.from(Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, at) => bytes.subarray(at * 65_536, (at + 1) * 65_536)));

async function importLarge(): Promise<{ value: number }> {
  const bytes = largeTape();
  const folder = await mkdtemp(join(tmpdir(), 'credence-bench-'));
  const settings: DatabaseSettings = { databaseProvider: 'sqlite', databaseUrl: `file:${folder}/bench.db` };
  await migrate(settings);
  const database = await openDatabase(settings);
  try {
    const start = performance.now();
    const request = { name: 'bench', profileId: 'credence', fileName: 'bench.csv', bytes: chunks(bytes) };
    const wrap = { masterKey: new Uint8Array(32).fill(1) };
    const id = await importTape({ database, wrap }, request, { actor: 'system:bench', requestId: null });
    const seconds = (performance.now() - start) / 1_000;
    if ((await database.client.tapeLoan.count({ where: { tapeId: id } })) !== LOANS) throw new Error('the tape is not complete');
    return { value: seconds };
  } finally {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function selectLarge(method: 'optimised' | 'random'): Promise<{ value: number }> {
  const { loans } = await readTape(chunks(largeTape()), OWN_TAPE, LOAN_SECRET);
  const limits = [
    { id: 'obligor', by: 'obligor', max: '0.002' },
    { id: 'region', by: 'region', max: '0.12' },
    { id: 'worst', by: 'grade', values: ['E'], max: '0.10' },
    { id: 'largest', by: 'obligor', top: 20, max: '0.03' },
  ];
  const rules = [{ id: 'large', field: 'balance', operator: 'gte', value: '1000' }] as const;
  // About ten thousand loans of the mean balance.
  const target = method === 'random' ? { count: CHOSEN } : { balance: '400000000' };
  const start = performance.now();
  const all = loans.map(({ loan }) => loan);
  const choice = choosePool(all, { currency: 'EUR', rules, limits, target, method, seed: 1 }, new Set());
  const seconds = (performance.now() - start) / 1_000;
  if (choice.gap > CENTS_MISSING || !choice.limits.every(({ isMet }) => isMet))
    throw new Error(`the pool misses its target by ${choice.gap}`);
  return { value: seconds };
}

export const benches: Bench[] = [
  { room: 'securitization', name: 'import a tape of 100,000 rows', unit: 's', better: 'lower', target: 10, run: importLarge },
  {
    room: 'securitization',
    name: 'select 10,000 of 100,000 loans at random, within limits',
    unit: 's',
    better: 'lower',
    target: 5,
    run: () => selectLarge('random'),
  },
  {
    room: 'securitization',
    name: 'optimise a pool of 100,000 loans to its target, within limits',
    unit: 's',
    better: 'lower',
    target: 5,
    run: () => selectLarge('optimised'),
  },
];
