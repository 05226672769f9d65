import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeScoredFile } from '../system/support/scored-file.ts';
import type { Bench } from './bench.ts';

const WORKER = fileURLToPath(new URL('./file-issue-worker.ts', import.meta.url));

interface Issued {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
  readonly stages: readonly { readonly stage: string; readonly seconds: number; readonly rowsPerSecond: number }[];
}

/** One measurement gives all figures. */
const RUNS = new Map<number, Promise<Issued>>();

function issue(count: number): Promise<Issued> {
  const known = RUNS.get(count) ?? measure(count);
  RUNS.set(count, known);
  return known;
}

/** A process of its own makes credentials of a file of scores: salts, field trees, batch tree, everything written and flushed. */
async function measure(count: number): Promise<Issued> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-credentials-'));
  try {
    await writeScoredFile(join(folder, 'scores.parquet'), count);
    const { stdout } = await promisify(execFile)(process.execPath, [WORKER, folder]);
    const issued: Issued = JSON.parse(stdout);
    const stages = issued.stages.map(({ stage, rowsPerSecond }) => `${stage} ${rowsPerSecond.toLocaleString('en')} rows/s`);
    process.stderr.write(`    ${stages.join(', ')}\n`);
    return issued;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function rows(count: number, deep: boolean): Bench[] {
  const title = `credentials of a file, ${count.toLocaleString('en')} rows, file to file`;
  const base = { room: 'credentials', deep } as const;
  const rate = (seconds: number) => Math.round(count / seconds);
  return [
    {
      ...base,
      name: title,
      unit: 'rows/s',
      better: 'higher',
      target: 20_000,
      run: async () => ({ value: rate((await issue(count)).seconds) }),
    },
    {
      ...base,
      name: `${title}: for each second of CPU`,
      unit: 'rows/s',
      better: 'higher',
      run: async () => ({ value: rate((await issue(count)).cpuSeconds) }),
    },
    {
      ...base,
      name: `${title}: memory`,
      unit: 'MB',
      better: 'lower',
      target: 2_000,
      run: async () => ({ value: (await issue(count)).megabytes }),
    },
  ];
}

export const benches: Bench[] = [...rows(1_000_000, false), ...rows(10_000_000, true)];
