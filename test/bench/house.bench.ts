import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { type Memory, memoryOf } from './process-tree.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
const READY = 'Credence is running at';
const SETTLE_MS = 15_000;

interface Figures {
  readonly firstSeconds: number;
  readonly secondSeconds: number;
  readonly stopSeconds: number;
  readonly memory: readonly Memory[];
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function start(env: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; seconds: number }> {
  const began = performance.now();
  const child = spawn('npm', ['start'], { cwd: PROJECT, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  return new Promise((ready, fail) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes(READY)) ready({ child, seconds: (performance.now() - began) / 1000 });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => fail(new Error(`npm start ended with exit code ${code}: ${output.slice(-800)}`)));
  });
}

async function stop(child: ChildProcess): Promise<number> {
  const began = performance.now();
  child.removeAllListeners('exit');
  // npm may go first: the pipes close when the last process of the group has ended.
  const ended = new Promise((done) => child.once('close', done));
  // To the whole process group, as a terminal does it.
  process.kill(-(child.pid ?? 0), 'SIGINT');
  await ended;
  return (performance.now() - began) / 1000;
}

/** A whole life: first start on an empty home, stop, second start, rest, look at the memory, stop. */
async function live(): Promise<Figures> {
  const home = mkdtempSync(join(tmpdir(), 'credence-bench-'));
  const [port, chainPort] = [await freePort(), await freePort()];
  const env = { ...process.env, CREDENCE_HOME: home, CREDENCE_PORT: String(port), CREDENCE_CHAIN_PORT: String(chainPort) };
  try {
    const first = await start(env);
    const stopSeconds = await stop(first.child);
    const second = await start(env);
    await pause(SETTLE_MS);
    const memory = memoryOf(second.child.pid ?? 0);
    await stop(second.child);
    return { firstSeconds: first.seconds, secondSeconds: second.seconds, stopSeconds, memory };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

let figures: Promise<Figures> | undefined;
const measured = (): Promise<Figures> => {
  figures ??= live();
  return figures;
};
const sum = (memory: readonly Memory[], field: 'residentMegabytes' | 'proportionalMegabytes'): number =>
  memory.reduce((total, process) => total + process[field], 0);

export const benches: Bench[] = [
  {
    room: 'house',
    name: 'first start after set-up, with the demo',
    unit: 's',
    better: 'lower',
    run: async () => ({ value: (await measured()).firstSeconds }),
  },
  {
    room: 'house',
    name: 'second start',
    unit: 's',
    better: 'lower',
    target: 10,
    run: async () => ({ value: (await measured()).secondSeconds }),
  },
  { room: 'house', name: 'stop by Ctrl-C', unit: 's', better: 'lower', run: async () => ({ value: (await measured()).stopSeconds }) },
  {
    room: 'house',
    name: 'idle memory of the group, shared pages once',
    unit: 'MB',
    better: 'lower',
    target: 700,
    run: async () => ({ value: sum((await measured()).memory, 'proportionalMegabytes') }),
  },
  {
    room: 'house',
    name: 'idle memory of the group, resident sizes added up',
    unit: 'MB',
    better: 'lower',
    target: 700,
    run: async () => ({ value: sum((await measured()).memory, 'residentMegabytes') }),
  },
];
