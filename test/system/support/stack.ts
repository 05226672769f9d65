import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '../../../backend/apps/demo/demo-accounts.ts';

const PROJECT = resolve(fileURLToPath(import.meta.url), '../../../..');
const START_DEADLINE_MS = 120_000;

export interface Stack {
  readonly url: string;
  readonly home: string;
  readonly chainUrl: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logins: readonly { readonly email: string; readonly password: string; readonly role: string }[];
  /** What the three processes said so far, for the message of a failing test. */
  output(): string;
  worker(): ChildProcess;
  /** Kills the worker in the middle of whatever it does, and starts another. */
  restartWorker(): Promise<void>;
  cli(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }>;
  stop(): Promise<void>;
}

/**
 * A whole installation of its own in a temporary folder: local chain, API and worker as real processes on
 * free ports, and the demo in its full state unless `seed` is false.
 */
export async function startStack(
  options: { readonly seed?: boolean; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Stack> {
  const home = await mkdtemp(join(tmpdir(), 'credence-stack-'));
  const [port, chainPort] = [await freePort(), await freePort()];
  const env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    CREDENCE_HOME: home,
    CREDENCE_PORT: String(port),
    CREDENCE_CHAIN_PORT: String(chainPort),
    CREDENCE_RATE_LIMIT: '10000000',
    NO_COLOR: '1',
    ...options.env,
  };
  const url = `http://127.0.0.1:${port}`;
  const texts: string[] = [];
  const children = new Map<string, ChildProcess>();
  const run = (name: string, entry: string) => {
    const child = spawn(process.execPath, [join(PROJECT, entry)], { cwd: PROJECT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk) => texts.push(`${name}: ${chunk}`));
    child.stderr.on('data', (chunk) => texts.push(`${name}: ${chunk}`));
    children.set(name, child);
    return child;
  };
  const output = () => texts.join('');
  const stop = async () => {
    for (const name of ['worker', 'api', 'chain']) await end(children.get(name));
    await rm(home, { recursive: true, force: true });
  };
  const cli = (...args: readonly string[]) =>
    collect(spawn(process.execPath, [join(PROJECT, 'backend/apps/cli/main.ts'), ...args], { cwd: PROJECT, env }));
  try {
    if (env['CHAIN_RPC_URL'] === undefined) {
      const chain = run('chain', 'backend/platform/chain/run-local-chain.ts');
      await Promise.race([once(chain.stdout ?? chain, 'data'), once(chain, 'exit')]);
    }
    run('api', 'backend/apps/api/main.ts');
    run('worker', 'backend/apps/worker/main.ts');
    await waitUntil(
      async () => (await fetch(`${url}/readyz`)).ok,
      () => [...children.values()].some(({ exitCode }) => exitCode !== null),
      output,
    );
    if (options.seed !== false) {
      const { code, stderr } = await cli('demo', 'seed');
      if (code !== 0) throw new Error(`demo seed failed: ${stderr}`);
    }
  } catch (error) {
    await stop();
    throw new Error(`the stack did not start: ${error}\n${output()}`);
  }
  return {
    url,
    home,
    env,
    output,
    stop,
    cli,
    chainUrl: env['CHAIN_RPC_URL'] ?? `http://127.0.0.1:${chainPort}`,
    logins: DEMO_ACCOUNTS.map(({ email, role }) => ({ email, role, password: DEMO_PASSWORD })),
    worker: () => children.get('worker') as ChildProcess,
    restartWorker: async () => {
      await end(children.get('worker'), 'SIGKILL');
      run('worker', 'backend/apps/worker/main.ts');
    },
  };
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const killer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(killer);
}

async function waitUntil(isTrue: () => Promise<boolean>, isDead: () => boolean, output: () => string): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS;
  while (Date.now() < deadline) {
    if (isDead()) throw new Error(`a process ended early:\n${output()}`);
    if (await isTrue().catch(() => false)) return;
    await sleep(100);
  }
  throw new Error('deadline passed');
}

async function collect(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const texts = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => {
    texts.stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    texts.stderr += chunk;
  });
  child.stdin?.end();
  const [code] = await once(child, 'close');
  return { code, ...texts };
}
