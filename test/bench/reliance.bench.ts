import { Readable } from 'node:stream';
import { canonicalJson } from '../../backend/kernel/canonical-json.ts';
import { receiveBulk } from '../../backend/reliance/receive-bulk.ts';
import { runBulk } from '../../backend/reliance/run-bulk.ts';
import { openDatabaseForTest } from '../system/support/databases.ts';
import { openRelianceWorld, type RelianceWorld } from '../system/support/reliance-world.ts';
import type { Bench } from './bench.ts';

const COUNT = 10_000;

interface Ready {
  readonly world: RelianceWorld;
  readonly file: Buffer;
  close(): Promise<void>;
}

/** Ten thousand credentials that are signed one by one and anchored on a real local chain, as JSON lines. */
async function makeReady(): Promise<Ready> {
  const { database, close } = await openDatabaseForTest('sqlite');
  const world = await openRelianceWorld(database, { credentials: COUNT });
  const file = Buffer.from(world.files.map((each) => `${JSON.stringify(each)}\n`).join(''));
  return {
    world,
    file,
    close: async () => {
      await world.close();
      await close();
    },
  };
}

/** Takes the file in, judges it and signs the result, as API and worker do. @returns seconds */
async function verifyFile({ world, file }: Ready, memory: { peak: number }): Promise<number> {
  const [{ organizationId }] = world.lenders;
  const { client } = world.deps.database;
  const order = { organizationId, name: 'bench', format: 'json', column: undefined, profile: 'own', mayReadStore: false } as const;
  const watch = setInterval(() => {
    memory.peak = Math.max(memory.peak, process.memoryUsage().rss);
  }, 50);
  const started = performance.now();
  const { id, jobId } = await receiveBulk(world.deps, { ...order, actor: 'bench', requestId: null }, Readable.from(chunksOf(file)));
  const job = await client.job.findUniqueOrThrow({ where: { id: jobId } });
  const context = { jobId, signal: new AbortController().signal, progress: async () => undefined };
  await runBulk(world.deps, JSON.parse(job.payload), context);
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watch);
  const { counts } = await client.bulkVerification.findUniqueOrThrow({ where: { id } });
  if (counts !== canonicalJson({ valid: COUNT })) throw new Error(`The file was judged ${counts}.`);
  return seconds;
}

function* chunksOf(file: Buffer): Generator<Buffer> {
  for (let at = 0; at < file.length; at += 65_536) yield file.subarray(at, at + 65_536);
}

let measured: Promise<{ seconds: number; megabytes: number }> | null = null;

async function measure(): Promise<{ seconds: number; megabytes: number }> {
  const ready = await makeReady();
  try {
    const before = process.memoryUsage().rss;
    const memory = { peak: before };
    const times = [await verifyFile(ready, memory), await verifyFile(ready, memory)];
    return { seconds: Math.max(...times), megabytes: (memory.peak - before) / 1024 / 1024 };
  } finally {
    await ready.close();
  }
}

export const benches: Bench[] = [
  {
    room: 'reliance',
    name: 'verify a file of 10,000 credentials in bulk: receive, judge with signatures against the chain, sign the result',
    unit: 's',
    better: 'lower',
    target: 20,
    run: async () => ({ value: (await (measured ??= measure())).seconds }),
  },
  {
    room: 'reliance',
    name: 'memory that the bulk verification of 10,000 credentials adds',
    unit: 'MB',
    better: 'lower',
    run: async () => ({ value: (await (measured ??= measure())).megabytes }),
  },
];
