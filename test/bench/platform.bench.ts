import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { address } from '../../backend/kernel/hex.ts';
import { appendAudit } from '../../backend/platform/audit-log/audit-log.ts';
import { verifyAuditLog } from '../../backend/platform/audit-log/verify-audit-log.ts';
import { createChainClient } from '../../backend/platform/chain/chain-client.ts';
import { syncIndex } from '../../backend/platform/chain/index/sync-index.ts';
import { type Database, migrate, openDatabase } from '../../backend/platform/database/database.ts';
import { enqueueJob } from '../../backend/platform/jobs/enqueue-job.ts';
import { runJobs } from '../../backend/platform/jobs/run-jobs.ts';
import { createLogger } from '../../backend/platform/log/logger.ts';
import { startAnvil } from '../system/chain/anvil-process.ts';
import { SubmitterWorld } from '../system/support/submitter-world.ts';
import type { Bench } from './bench.ts';

const ENTRIES = 1_000;
const JOBS = 300;
const BLOCKS = 10_000;
const WORLDS = 5_000;

async function onSqlite<T>(measure: (database: Database) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-bench-'));
  const settings = { databaseProvider: 'sqlite', databaseUrl: `file:${folder}/bench.db` } as const;
  await migrate(settings);
  const database = await openDatabase(settings);
  try {
    return await measure(database);
  } finally {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return count / ((performance.now() - began) / 1000);
}

async function appendEntries(database: Database): Promise<void> {
  const entry = {
    actor: 'system:bench',
    action: 'row.written',
    entity: 'row',
    outcome: 'ok',
    requestId: null,
    detail: { size: 1 },
    at: new Date(0),
  } as const;
  for (let index = 0; index < ENTRIES; index++) await database.write((tx) => appendAudit(tx, { ...entry, entityId: String(index) }));
}

async function runAllJobs(database: Database): Promise<void> {
  await database.write(async (tx) => {
    for (let index = 0; index < JOBS; index++) await enqueueJob(tx, { kind: 'nothing', payload: index });
  });
  const stop = new AbortController();
  let done = 0;
  const nothing = async () => {
    done += 1;
    if (done === JOBS) stop.abort();
    return null;
  };
  const logger = createLogger({ name: 'bench', level: 'silent' });
  await runJobs({ database, logger, workerId: 'bench', handlers: { nothing }, signal: stop.signal, pollMs: 1 });
}

async function readBlocks(database: Database): Promise<number> {
  const anvil = await startAnvil();
  try {
    await anvil.request('anvil_mine', `0x${BLOCKS.toString(16)}`);
    const contract = { contract: 'Any', address: address(`0x${'11'.repeat(20)}`), abi: [], fromBlock: 0n };
    const parts = { database, chain: createChainClient({ rpcUrl: anvil.rpcUrl }), contracts: [contract], projections: [] };
    return await perSecond(BLOCKS, async () => {
      while ((await syncIndex(parts)).kind !== 'current');
    });
  } finally {
    await anvil.stop();
  }
}

export const benches: Bench[] = [
  {
    room: 'platform',
    name: 'audit entries appended, one durable transaction each (SQLite)',
    unit: 'entries/s',
    better: 'higher',
    run: async () => ({ value: await onSqlite((database) => perSecond(ENTRIES, () => appendEntries(database))) }),
  },
  {
    room: 'platform',
    name: 'audit entries verified (SQLite)',
    unit: 'entries/s',
    better: 'higher',
    run: () =>
      onSqlite(async (database) => {
        await appendEntries(database);
        return { value: await perSecond(ENTRIES, () => verifyAuditLog(database.client)) };
      }),
  },
  {
    room: 'platform',
    name: 'jobs ordered, claimed and done by one worker (SQLite)',
    unit: 'jobs/s',
    better: 'higher',
    run: async () => ({ value: await onSqlite((database) => perSecond(JOBS, () => runAllJobs(database))) }),
  },
  {
    room: 'platform',
    name: `index catches up ${BLOCKS} blocks of anvil`,
    unit: 'blocks/s',
    better: 'higher',
    run: async () => ({ value: await onSqlite(readBlocks) }),
  },
  {
    room: 'platform',
    name: 'simulated worlds of the submitter with crashes, faults and reorgs',
    unit: 'worlds/s',
    better: 'higher',
    run: async () => ({
      value: await perSecond(WORLDS, async () => {
        for (let seed = 1; seed <= WORLDS; seed++) await new SubmitterWorld(seed, 'sound').run();
      }),
    }),
  },
];
