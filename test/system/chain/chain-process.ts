import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));
const ENTRY = join(PROJECT, 'backend/platform/chain/run-local-chain.ts');

export interface ReadyLine {
  readonly ready: true;
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly height: number;
  readonly headHash: string;
  readonly replayed: number;
  readonly seconds: number;
  readonly tornBytes: number;
  readonly pid: number;
}

export interface FailedLine {
  readonly ready: false;
  readonly code: string;
  readonly message: string;
}

export interface ChainProcess {
  readonly process: ChildProcess;
  readonly line: ReadyLine | FailedLine;
  readonly exited: Promise<number | null>;
}

export interface SpawnOptions {
  readonly port?: number;
  /** Largest file the process may write, in blocks of 512 bytes: a disk that fills up. */
  readonly fileLimitBlocks?: number;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export function temporaryHome(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'credence-chain-'));
}

/** Starts the process of the local chain and waits for the line that says whether it runs. */
export async function spawnChain(
  home: string,
  { port = 0, fileLimitBlocks, flags = [], env = {} }: SpawnOptions = {},
): Promise<ChainProcess> {
  const command = fileLimitBlocks === undefined ? 'exec "$0" "$@"' : `ulimit -f ${fileLimitBlocks}; exec "$0" "$@"`;
  const child = spawn('/bin/sh', ['-c', command, process.execPath, ...flags, ENTRY], {
    cwd: PROJECT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], CREDENCE_HOME: home, CREDENCE_CHAIN_PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const text = await new Promise<string>((resolve, reject) => {
    let said = '';
    const take = (chunk: Buffer): void => {
      said += String(chunk);
      const line = said.split('\n').find((each) => each.startsWith('{'));
      if (line !== undefined && said.endsWith('\n')) resolve(line);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('close', () => reject(new Error(`The chain ended without a line: ${said}`)));
  });
  return { process: child, line: JSON.parse(text), exited };
}

/** As {@link spawnChain}, for a chain that has to come up. */
export async function startChain(home: string, options: SpawnOptions = {}): Promise<ChainProcess & { readonly line: ReadyLine }> {
  const { process: child, line, exited } = await spawnChain(home, options);
  if (!line.ready) throw new Error(line.message);
  return { process: child, line, exited };
}

export async function stopChain(chain: ChainProcess, signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
  chain.process.kill(signal);
  return chain.exited;
}
