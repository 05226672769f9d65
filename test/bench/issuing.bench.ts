import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensureIssuer } from '../../backend/attestation/register-issuer.ts';
import { migrate, openDatabase } from '../../backend/platform/database/database.ts';
import { openLedgerChain } from '../system/support/ledger-chain.ts';
import { WRAP } from '../system/support/scored-customers.ts';
import type { Bench } from './bench.ts';
import { fillScores } from './fill-scores.ts';

const WORKER = fileURLToPath(new URL('./issue-worker.ts', import.meta.url));
const ISSUER_KEY = `0x${'11'.repeat(32)}`;

interface Issued {
  readonly seconds: number;
  readonly megabytes: number;
}

/** One measurement gives both figures. */
const RUNS = new Map<number, Promise<Issued>>();

function issue(count: number): Promise<Issued> {
  const known = RUNS.get(count) ?? measure(count);
  RUNS.set(count, known);
  return known;
}

/** Fills a database, then lets a worker process of its own issue and anchor, from the order of the job to the block. */
async function measure(count: number): Promise<Issued> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-issuing-'));
  const settings = { databaseProvider: 'sqlite', databaseUrl: `file:${folder}/credence.db` } as const;
  await migrate(settings);
  const database = await openDatabase(settings);
  const ledger = await openLedgerChain(database);
  try {
    const { chain, place, admin, issuer } = ledger;
    await ensureIssuer({ chain, place, admin, key: issuer.address, name: 'Bench Bank' });
    await fillScores(database, WRAP, { runId: 'run-bench', count });
    const { stdout } = await promisify(execFile)(process.execPath, [WORKER, settings.databaseUrl, ledger.rpcUrl, ISSUER_KEY, 'run-bench']);
    const { seconds, megabytes, leaves, steps } = JSON.parse(stdout) as Issued & { leaves: number; steps: [string, number][] };
    if (leaves !== count) throw new Error(`Only ${leaves} of ${count} credentials were issued.`);
    process.stderr.write(`    ${steps.map(([step, at]) => `${step === '' ? 'queued' : step} at ${at} s`).join(', ')}\n`);
    return { seconds, megabytes };
  } finally {
    await ledger.close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function rows(count: number, targets: { readonly seconds: number; readonly megabytes: number }, deep: boolean): Bench[] {
  const title = `issue ${count.toLocaleString('en')} credentials from scores in SQLite to the block`;
  const base = { room: 'attestation', better: 'lower', deep } as const;
  return [
    { ...base, name: title, unit: 's', target: targets.seconds, run: async () => ({ value: (await issue(count)).seconds }) },
    {
      ...base,
      name: `${title}: memory`,
      unit: 'MB',
      target: targets.megabytes,
      run: async () => ({ value: (await issue(count)).megabytes }),
    },
  ];
}

export const benches: Bench[] = [
  ...rows(100_000, { seconds: 18, megabytes: 2_000 }, false),
  ...rows(1_000_000, { seconds: 180, megabytes: 2_000 }, true),
];
