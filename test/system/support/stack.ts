import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '../../../backend/apps/demo/demo-accounts.ts';
import { freePort } from './free-port.ts';

const PROJECT = resolve(fileURLToPath(import.meta.url), '../../../..');
const DEADLINE_MS = 240_000;
const ENTRIES = {
  chain: 'backend/platform/chain/run-local-chain.ts',
  api: 'backend/apps/api/main.ts',
  worker: 'backend/apps/worker/main.ts',
  'second worker': 'backend/apps/worker/main.ts',
} as const;
const STOP_ORDER = ['second worker', 'worker', 'api', 'chain'] as const;
type Part = keyof typeof ENTRIES;

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Login {
  readonly email: string;
  readonly password: string;
  readonly role: string;
}

export interface StackOptions {
  /** Leaves the demo away when false. */
  readonly seed?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** An installation that is not running yet, in a folder with a space in its name. */
export async function createStack(env: Readonly<Record<string, string>> = {}): Promise<Stack> {
  const home = await mkdtemp(join(tmpdir(), 'credence stack '));
  return new Stack(home, await freePort(), await freePort(), env);
}

/** Starts a {@link Stack}, with the demo in its full state; the caller stops it. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const stack = await createStack(options.env);
  try {
    await stack.start();
    if (options.seed !== false) {
      const { code, stderr } = await stack.cli('demo', 'seed');
      if (code !== 0) throw new Error(`demo seed failed: ${stderr}`);
    }
    return stack;
  } catch (error) {
    const said = stack.output();
    await stack.stop();
    throw new Error(`the stack did not start: ${error}\n${said}`);
  }
}

/**
 * A whole installation of its own in a temporary folder: local chain (unless CHAIN_RPC_URL is given), API and
 * worker as real processes on free ports.
 */
export class Stack {
  readonly url: string;
  readonly chainUrl: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logins: readonly Login[] = DEMO_ACCOUNTS.map(({ email, role }) => ({ email, role, password: DEMO_PASSWORD }));
  readonly home: string;
  readonly #texts: string[] = [];
  readonly #children = new Map<Part, ChildProcess>();

  constructor(home: string, port: number, chainPort: number, env: Readonly<Record<string, string>>) {
    this.home = home;
    this.url = `http://127.0.0.1:${port}`;
    this.chainUrl = env['CHAIN_RPC_URL'] ?? `http://127.0.0.1:${chainPort}`;
    this.env = {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      CREDENCE_HOME: home,
      CREDENCE_PORT: String(port),
      CREDENCE_CHAIN_PORT: String(chainPort),
      CREDENCE_RATE_LIMIT: '10000000',
      NO_COLOR: '1',
      ...env,
    };
  }

  /** What the processes said so far. */
  output(): string {
    return this.#texts.join('');
  }

  async start(): Promise<void> {
    if (this.env['CHAIN_RPC_URL'] === undefined) await this.run('chain');
    await this.run('api');
    await this.run('worker');
    await this.#until(async () => (await fetch(`${this.url}/readyz`)).ok);
  }

  /** Starts one process and waits for its ready line. */
  async run(part: Part): Promise<ChildProcess> {
    const child = spawn(process.execPath, [join(PROJECT, ENTRIES[part])], {
      cwd: PROJECT,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.set(part, child);
    let isReady = false;
    child.stdout.on('data', (chunk) => {
      this.#texts.push(`${part}: ${chunk}`);
      if (String(chunk).includes('"ready":true')) isReady = true;
    });
    child.stderr.on('data', (chunk) => this.#texts.push(`${part}: ${chunk}`));
    await this.#until(async () => isReady);
    return child;
  }

  async end(part: Part, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#children.get(part);
    this.#children.delete(part);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const killer = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(killer);
  }

  /** Stops everything in order and starts it again on the same folder. */
  async restart(): Promise<void> {
    await this.halt();
    await this.start();
  }

  /** Stops everything in order; the folder stays. */
  async halt(): Promise<void> {
    for (const part of STOP_ORDER) await this.end(part);
  }

  async stop(): Promise<void> {
    await this.halt();
    await rm(this.home, { recursive: true, force: true });
  }

  async cli(...args: readonly string[]): Promise<CliResult> {
    const child = spawn(process.execPath, [join(PROJECT, 'backend/apps/cli/main.ts'), ...args], { cwd: PROJECT, env: this.env });
    const texts = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      texts.stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      texts.stderr += chunk;
    });
    child.stdin.end();
    const [code] = await once(child, 'close');
    return { code, ...texts };
  }

  /** A cookie of the demo account with this role. */
  async signIn(role: string): Promise<string> {
    const { email, password } = this.logins.find((login) => login.role === role) ?? { email: '', password: '' };
    const answer = await fetch(`${this.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.url },
      body: JSON.stringify({ email, password }),
    });
    if (!answer.ok) throw new Error(`sign-in of ${role} answered ${answer.status}: ${await answer.text()}`);
    return answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  }

  async rpc(method: string, ...params: readonly unknown[]): Promise<unknown> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const answer = await fetch(this.chainUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const { result, error } = (await answer.json()) as { result?: unknown; error?: { message: string } };
    if (error !== undefined) throw new Error(error.message);
    return result;
  }

  async #until(isTrue: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + DEADLINE_MS;
    while (Date.now() < deadline) {
      const dead = [...this.#children].find(([, { exitCode, signalCode }]) => exitCode !== null || signalCode !== null);
      if (dead !== undefined) throw new Error(`${dead[0]} ended early:\n${this.output()}`);
      if (await isTrue().catch(() => false)) return;
      await pause(50);
    }
    throw new Error(`deadline passed:\n${this.output()}`);
  }
}
